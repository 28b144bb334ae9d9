"""The promises with which a new desk starts, as data. A supervisor changes them by publishing new versions."""

from datetime import datetime

import holidays as public_holidays

from sla.models import Calendar, Policy
from sla.services import publish_calendar, publish_policy
from tickets.categories import Category, Priority

ALWAYS = "24×7"
DESK = "Singapore desk"
HOUR = 60

# name, category, priority, calendar, first reply (goal, limit), resolution (goal, limit); minutes of the calendar's time.
POLICIES = [
    ("Emergencies", "", Priority.EMERGENCY, ALWAYS, (5, 15), (24 * HOUR, 48 * HOUR)),
    ("Account security", Category.SECURITY, "", ALWAYS, (15, HOUR), (24 * HOUR, 48 * HOUR)),
    ("Funds", Category.FUNDS, "", ALWAYS, (4 * HOUR, 24 * HOUR), (24 * HOUR, 48 * HOUR)),
    ("Guidance, low priority", Category.GUIDANCE, Priority.LOW, DESK, (12 * HOUR, 24 * HOUR), (36 * HOUR, 60 * HOUR)),
    ("Guidance", Category.GUIDANCE, "", ALWAYS, (24 * HOUR, 48 * HOUR), (72 * HOUR, 120 * HOUR)),
    ("Complaints", Category.COMPLAINT, "", ALWAYS, (24 * HOUR, 48 * HOUR), (72 * HOUR, 120 * HOUR)),
    ("Everything else", "", "", ALWAYS, (24 * HOUR, 48 * HOUR), (72 * HOUR, 120 * HOUR)),
]


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
    """Publish the default calendars and policies if there is no policy at all; whether it did."""
    if Policy.objects.exists():
        return False
    publish_calendar(name=ALWAYS, schedule={"zone": "UTC", "always": True}, at=at)
    publish_calendar(name=DESK, schedule=desk_schedule(range(at.year, at.year + 3)), at=at)
    calendars = {each.name: each for each in Calendar.objects.all()}
    for position, (name, category, priority, calendar, first_reply, resolution) in enumerate(POLICIES, start=1):
        publish_policy(
            name=name,
            position=position,
            category=category,
            priority=priority,
            calendar=calendars[calendar],
            minutes={"first_reply": first_reply, "resolution": resolution},
            at=at,
        )
    return True
