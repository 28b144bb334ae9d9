"""What the customer's pages show of a complaint: its stage, the dates told, its letters."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from complaints.models import LIVE, Complaint, ComplaintState
from complaints.states import CONTESTABLE
from core.errors import NotFound
from portal.visits import Visit
from tickets.models import Ticket


def complaints_of(ticket: Ticket) -> list[Complaint]:
    """All of a ticket's complaints, the newest first, with their letters. Two queries."""
    return list(Complaint.objects.filter(ticket=ticket).order_by("-opened_at").prefetch_related("letters"))


def shown(complaint: Complaint, *, at: datetime) -> dict[str, Any]:
    """One complaint as portal/_complaint.html has it."""
    return {
        "row": complaint,
        "stages": _stages(complaint),
        "late": complaint.is_live and complaint.expected_at <= at,
        "letters": [each for each in complaint.letters.all() if each.released_at],
        "zone": complaint.rules.zone or None,
        "turn_to": complaint.rules.turn_to,
        "may_contest": complaint.state in CONTESTABLE and complaint.round == 1,
    }


def _stages(complaint: Complaint) -> list[dict[str, str]]:
    """Received, admitted, looked into, ended: done, now or still to come."""
    ended = {
        ComplaintState.INADMISSIBLE: _("Not admissible"),
        ComplaintState.WITHDRAWN: _("Withdrawn"),
    }.get(ComplaintState(complaint.state), _("Decided"))
    labels = [pgettext("complaint state", "Received"), _("With us"), ended]
    now = 0 if complaint.state == ComplaintState.RECEIVED else 1 if complaint.is_live else 2
    return [
        {"label": label, "state": "done" if place < now or now == 2 else "now" if place == now else "next", "at": ""}
        for place, label in enumerate(labels)
        if not (now == 2 and place == 1 and complaint.state != ComplaintState.DECIDED)
    ]


def live_complaint(visit: Visit) -> Complaint:
    """The one that a decision is owed for. Raises NotFound."""
    return _or_refuse(Complaint.objects.filter(ticket=visit.ticket, state__in=LIVE).first())


def newest_complaint(visit: Visit) -> Complaint:
    """The last one, live or ended. Raises NotFound."""
    return _or_refuse(Complaint.objects.filter(ticket=visit.ticket).order_by("-opened_at").first())


def _or_refuse(found: Complaint | None) -> Complaint:
    if found is None:
        raise NotFound
    return found
