"""The clocks of a complaint: armed from the receipt by its profile, answered by a letter, ended with it."""

from collections.abc import Sequence
from datetime import datetime

from complaints.models import Complaint
from complaints.profiles import Profile, dates_for
from outbox.actors import Acting
from sla.models import OF_THE_COMPLAINT, TimerKind
from sla.services import Fixed, arm_fixed_many, stop_timers, waive_timers

ACKNOWLEDGEMENT = TimerKind.COMPLAINT_ACKNOWLEDGEMENT
DECISION = TimerKind.COMPLAINT_DECISION
CLOCK_FIELDS = ["acknowledge_by", "acknowledged_at", "expected_at", "decide_by", "next_due_at"]


def set_dates(complaint: Complaint, profile: Profile, *, received: datetime) -> Complaint:
    """Write the profile's dates into the row; saves nothing. What was acknowledged in this round stays acknowledged."""
    dates = dates_for(profile, received)
    complaint.profile, complaint.profile_version = profile.key, profile.version
    complaint.clocks_from = received
    complaint.acknowledge_by, complaint.decide_by = dates.acknowledge_by, dates.decide_by
    complaint.expected_at = dates.decide_goal
    complaint.next_due_at = nearest(complaint)
    return complaint


def nearest(complaint: Complaint) -> datetime:
    """The nearest limit that is still owed by a live complaint."""
    return complaint.decide_by if complaint.acknowledged_at else min(complaint.acknowledge_by, complaint.decide_by)


def arm(complaints: Sequence[Complaint], *, at: datetime) -> None:
    """Start what is owed: the acknowledgement unless it was given, and the decision. The caller holds the tickets' rows."""
    clocks: list[Fixed] = []
    for each in complaints:
        dates = dates_for(each.rules, each.clocks_from)
        marks = [(DECISION, dates.decide_goal, dates.decide_by)]
        if each.acknowledged_at is None:
            marks.insert(0, (ACKNOWLEDGEMENT, dates.acknowledge_goal, dates.acknowledge_by))
        clocks += [
            Fixed(each.ticket_id, kind, each.clocks_from, goal, limit, each.rules.basis, each.ticket.priority)
            for kind, goal, limit in marks
        ]
    arm_fixed_many(clocks, at=at)


def meet_acknowledgement(complaint: Complaint, *, by: Acting, at: datetime) -> None:
    """The acknowledgement reached the customer. Written once; the caller holds the complaint's row."""
    if complaint.acknowledged_at or not complaint.is_live:
        return
    complaint.acknowledged_at = at
    complaint.next_due_at = nearest(complaint)
    complaint.save(update_fields=["acknowledged_at", "next_due_at"])
    stop_timers(complaint.ticket_id, kinds=[ACKNOWLEDGEMENT], by=by, at=at)


def answer_all(complaint: Complaint, *, by: Acting, at: datetime) -> None:
    """A decision, or the letter that it is not admissible, answers whatever was owed."""
    stop_timers(complaint.ticket_id, kinds=OF_THE_COMPLAINT, by=by, at=at)


def waive_all(complaint: Complaint, *, by: Acting, at: datetime) -> None:
    """Nothing is owed any more, or it is measured anew."""
    waive_timers(complaint.ticket_id, kinds=OF_THE_COMPLAINT, by=by, at=at)
