"""Quiet hours, and the first moment at which nothing holds somebody back. Pure."""

import re
from collections.abc import Iterable
from datetime import datetime, time
from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from core.errors import InvalidInput
from core.hours.counting import is_open, next_opening
from core.hours.schedule import Schedule
from core.hours.windows import DAYS, Window

_STRETCH = re.compile(r"\s*([01]?[0-9]|2[0-3]):([0-5][0-9])\s*[-–]\s*([01]?[0-9]|2[0-3]):([0-5][0-9])\s*")
_ROUNDS = 50
_MIDNIGHT = time(0)


@lru_cache(maxsize=1000)
def waking_hours(quiet_from: time, quiet_until: time, zone: str) -> Schedule:
    """All but the quiet hours, every day, by the wall clock of `zone`. From later than until goes over midnight.

    Raises InvalidInput when both are the same: that would be never or always.
    """
    if quiet_from == quiet_until:
        raise InvalidInput(_("Quiet hours need an end that differs from their beginning. Leave both empty for none."))
    if quiet_from > quiet_until:
        day = [Window(quiet_until, quiet_from)]
    else:
        day = [Window(_MIDNIGHT, quiet_from)] if quiet_from != _MIDNIGHT else []
        day += [Window(quiet_until, _MIDNIGHT)]
    return Schedule(zone, week=(tuple(day),) * len(DAYS))


def read_quiet(text: str, zone: str) -> Schedule | None:
    """The waking hours beside "22:00-07:00"; None for an empty text. Raises InvalidInput for any other."""
    if not text.strip():
        return None
    edges = _STRETCH.fullmatch(text)
    if edges is None:
        raise InvalidInput(_("Write quiet hours like 22:00-07:00."))
    first, second, third, fourth = map(int, edges.groups())
    return waking_hours(time(first, second), time(third, fourth), zone)


def first_free(at: datetime, schedules: Iterable[Schedule | None]) -> datetime | None:
    """The first moment from `at` on (aware) at which all these are open; None stands for always open.

    None when there is none within fifty changes of one of them, such as quiet hours that cover every shift.
    """
    known = [each for each in schedules if each is not None]
    for _round in range(_ROUNDS):
        closed = next((each for each in known if not is_open(each, at)), None)
        if closed is None:
            return at
        opening = next_opening(closed, at)
        if opening is None:
            return None
        at = opening
    return None
