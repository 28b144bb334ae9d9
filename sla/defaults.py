"""The promises with which a new desk starts, as data. A supervisor changes them by publishing new versions."""

from datetime import datetime

import holidays as public_holidays

from sla.models import Audience, Calendar, LadderStep, Mark, Policy, PromisedKind, TimerKind, Way
from sla.services import publish_calendar, publish_policy
from tickets.categories import Category, Priority

ALWAYS = "24×7"
DESK = "Singapore desk"
HOUR = 60
Targets = tuple[int, int]
ORDINARY: tuple[Targets, Targets, Targets] = (
    (24 * HOUR, 48 * HOUR),
    (24 * HOUR, 48 * HOUR),
    (72 * HOUR, 120 * HOUR),
)

# name, match, calendar; goal and limit of first reply, next reply, resolution; minutes of the calendar's time.
POLICIES: list[tuple[str, dict[str, str], str, Targets, Targets, Targets]] = [
    ("Emergencies", {"priority": Priority.EMERGENCY}, ALWAYS, (5, 15), (5, 15), (24 * HOUR, 48 * HOUR)),
    ("Account security", {"category": Category.SECURITY}, ALWAYS, (15, HOUR), (30, 2 * HOUR), (24 * HOUR, 48 * HOUR)),
    (
        "Funds",
        {"category": Category.FUNDS},
        ALWAYS,
        (4 * HOUR, 24 * HOUR),
        (8 * HOUR, 24 * HOUR),
        (24 * HOUR, 48 * HOUR),
    ),
    (
        "Guidance, low priority",
        {"category": Category.GUIDANCE, "priority": Priority.LOW},
        DESK,
        (12 * HOUR, 24 * HOUR),
        (12 * HOUR, 24 * HOUR),
        (36 * HOUR, 60 * HOUR),
    ),
    ("Guidance", {"category": Category.GUIDANCE}, ALWAYS, *ORDINARY),
    ("Complaints", {"category": Category.COMPLAINT}, ALWAYS, *ORDINARY),
    ("Everything else", {}, ALWAYS, *ORDINARY),
]

# mark, percent, minutes, who, how.
LADDER = [
    (Mark.LIMIT, 75, None, [Audience.HOLDER], [Way.DESK]),
    (Mark.GOAL, None, 0, [Audience.HOLDER, Audience.LEAD], [Way.DESK]),
    (Mark.LIMIT, None, -2 * HOUR, [Audience.LEAD], [Way.DESK]),
    (Mark.LIMIT, None, 0, [Audience.HOLDER, Audience.LEAD, Audience.SUPERVISORS], [Way.DESK]),
    (Mark.LIMIT, None, 0, [], [Way.TELEGRAM, Way.WEBHOOK]),
    (Mark.LIMIT, None, 4 * HOUR, [Audience.SUPERVISORS], [Way.DESK, Way.MAIL]),
]
# Five days before the limit of a decision: three working days, whatever days of the week they are.
COMPLAINT_LADDER = (TimerKind.COMPLAINT_DECISION, Mark.LIMIT, -5 * 24 * HOUR, [Audience.HANDLER], [Way.DESK])


def desk_schedule(years: range) -> dict[str, object]:
    """Working days 08:00 to 20:00 with half an hour at noon, Saturdays 09:00 to 15:00, public holidays of Singapore off."""
    day = [["08:00", "12:30"], ["13:00", "20:00"]]
    closed = public_holidays.country_holidays("SG", years=years)
    return {
        "zone": "Asia/Singapore",
        "always": False,
        "week": {"mon": day, "tue": day, "wed": day, "thu": day, "fri": day, "sat": [["09:00", "15:00"]]},
        "exceptions": [
            {"date": date.isoformat(), "windows": [], "label": label} for date, label in sorted(closed.items())
        ],
    }


def install_promises(*, at: datetime) -> bool:
    """Publish the default calendars and policies if there is no policy at all; whether it did. The same for the ladder."""
    install_ladder(at=at)
    if Policy.objects.exists():
        return False
    publish_calendar(name=ALWAYS, schedule={"zone": "UTC", "always": True}, at=at)
    publish_calendar(name=DESK, schedule=desk_schedule(range(at.year, at.year + 3)), at=at)
    calendars = {each.name: each for each in Calendar.objects.all()}
    for position, (name, match, calendar, *targets) in enumerate(POLICIES, start=1):
        minutes = dict(zip(PromisedKind.values, targets, strict=True))
        publish_policy(name=name, position=position, match=match, calendar=calendars[calendar], minutes=minutes, at=at)
    return True


def install_ladder(*, at: datetime) -> None:
    """Add the default rungs if there is none at all."""
    if LadderStep.objects.exists():
        return
    LadderStep.objects.bulk_create(
        LadderStep(mark=mark, percent=percent, minutes=minutes, audiences=who, ways=how, created_at=at)
        for mark, percent, minutes, who, how in LADDER
    )
    kind, mark, minutes, who, how = COMPLAINT_LADDER
    LadderStep.objects.create(kind=kind, mark=mark, minutes=minutes, audiences=who, ways=how, created_at=at)
