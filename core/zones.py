"""When the clock of a zone is changed next. Pure."""

from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo, available_timezones

_LOOK = timedelta(days=1)
_AHEAD = 370
_REGIONS = ("Africa/", "America/", "Antarctica/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")


class ClockChange(NamedTuple):
    """The first minute of a new offset from UTC (`at`, in UTC of the question), and both offsets."""

    at: datetime
    before: timedelta
    after: timedelta


def next_clock_change(zone: str, after: datetime) -> ClockChange | None:
    """The next change of the wall clock within a year after a moment (aware); None where it is never changed."""
    place = ZoneInfo(zone)
    for earlier, later in pairwise(after + _LOOK * day for day in range(_AHEAD)):
        before, new = _offset(place, earlier), _offset(place, later)
        if before != new:
            return ClockChange(_first(place, earlier, later, new), before, new)
    return None


def _first(place: ZoneInfo, earlier: datetime, later: datetime, offset: timedelta) -> datetime:
    earlier, later = (each.replace(second=0, microsecond=0) for each in (earlier, later))
    while later - earlier > timedelta(minutes=1):
        middle = earlier + timedelta(minutes=(later - earlier) // timedelta(minutes=2))
        if _offset(place, middle) == offset:
            later = middle
        else:
            earlier = middle
    return later


def _offset(place: ZoneInfo, at: datetime) -> timedelta:
    return at.astimezone(place).utcoffset() or timedelta()


def zone_names() -> list[str]:
    """The zones that people choose from: region and city, and UTC."""
    return ["UTC", *sorted(name for name in available_timezones() if name.startswith(_REGIONS))]
