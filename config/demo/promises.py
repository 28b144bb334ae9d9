"""What the demo desk has changed about its promises: hours for half days, a desk in Shanghai, a policy in its second version."""

from collections.abc import Callable
from datetime import date, datetime, time

from accounts.models import User
from core.hours import DAYS, SpecialDay, Window
from sla.models import Calendar, Policy
from sla.public_holidays import public_holidays
from sla.services.publishing import Terms, create_calendar, revise_calendar, revise_policy

DAY = 1440
MORNING = (Window(time(9), time(13)),)
OFFICE = (Window(time(9), time(12)), Window(time(13), time(18)))
Then = Callable[[float, Callable[[datetime], object]], None]


def tell_promises(then: Then) -> None:
    """In the weeks before the load, by the supervisor."""
    then(23 * DAY, _half_days)
    then(16 * DAY, _shanghai)
    then(9 * DAY, _quicker_guidance)


def _supervisor() -> User:
    return User.objects.get(agent_number="1102")


def _half_days(at: datetime) -> None:
    """On Christmas Eve and New Year's Eve the Singapore desk works until one o'clock."""
    calendar = Calendar.objects.get(name="Singapore desk")
    version = calendar.versions.latest("version")
    schedule = version.hours().to_json()
    years = sorted({int(each["date"][:4]) for each in schedule["exceptions"]})
    for year in years:
        eves = [
            SpecialDay(date(year, 12, 24), MORNING, "Christmas Eve"),
            SpecialDay(date(year, 12, 31), MORNING, "New Year's Eve"),
        ]
        schedule["exceptions"] += [_plain(each) for each in eves if each.day.weekday() < 6]
    revise_calendar(calendar=calendar, schedule=schedule, seen_version=version.version, by=_supervisor(), at=at)


def _shanghai(at: datetime) -> None:
    """China's holidays with the working days that make up for them."""
    found = public_holidays("CN", "", range(at.year, at.year + 2), working=OFFICE)
    schedule = {
        "zone": "Asia/Shanghai",
        "week": {day: [list(window.edges()) for window in OFFICE] for day in DAYS[:5]},
        "exceptions": [_plain(each) for each in found.days],
    }
    create_calendar(name="Shanghai desk", schedule=schedule, by=_supervisor(), at=at)


def _quicker_guidance(at: datetime) -> None:
    """Questions about how things work are answered sooner than at first."""
    policy = Policy.objects.get(name="Guidance")
    before = policy.versions.latest("version")
    minutes = {
        "first_reply": (16 * 60, 36 * 60),
        "next_reply": (before.next_reply_goal, before.next_reply_limit),
        "resolution": (before.resolution_goal, before.resolution_limit),
    }
    terms = Terms(before.calendar, minutes, {"category": before.category}, before.callback_grace)
    revise_policy(policy=policy, terms=terms, seen_version=before.version, by=_supervisor(), at=at)


def _plain(special: SpecialDay) -> dict[str, object]:
    day, windows, label = special
    return {"date": day.isoformat(), "label": label, "windows": [list(each.edges()) for each in windows]}
