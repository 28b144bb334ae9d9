"""Lengths of working time as people type and read them: "4 h", "15 min", "1 h 30 min", "2 d", "4:30", "1 小时 30 分"."""

import re
from datetime import timedelta

from django.utils.translation import gettext

from core.text import fold

_LONGEST = 40
_CLOCK = re.compile(r"([0-9]{1,4}):([0-5][0-9])")
_PART = re.compile(
    r"([0-9]{1,6}) ?(days?|d|天|日|hours?|hrs?|h|小时|小時|时|minutes?|mins?|min|m|分钟|分鐘|分)(?![a-z])"
)
_MINUTES = {"d": 1440, "天": 1440, "日": 1440, "h": 60, "小": 60, "时": 60, "m": 1, "分": 1}


def read_duration(text: str) -> timedelta | None:
    """The length that was typed, to the minute; None when it cannot be read.

    Each unit may stand once, the larger first. A day is 24 hours, whatever a calendar makes of them. A number without a unit
    is not read: it could be hours or minutes.
    """
    if len(text) > _LONGEST:
        return None
    typed = " ".join(fold(text).lower().split())
    if clock := _CLOCK.fullmatch(typed):
        return timedelta(hours=int(clock[1]), minutes=int(clock[2]))
    parts = list(_PART.finditer(typed))
    if not parts or _PART.sub("", typed).strip():
        return None
    units = [_MINUTES[each[2][0]] for each in parts]
    if units != sorted(set(units), reverse=True):
        return None
    return timedelta(minutes=sum(int(each[1]) * unit for each, unit in zip(parts, units, strict=True)))


def hours_words(span: timedelta) -> str:
    """A length in hours and minutes, never in days: of a calendar with eight hours a day, "2 days" would be read as sixteen.

    "15 min", "4 h", "1 h 30 min", "120 h". `read_duration` reads it back, in every language of the desk.
    """
    hours, minutes = divmod(abs(int(span.total_seconds())) // 60, 60)
    if not hours:
        return gettext("%(minutes)d min") % {"minutes": minutes}
    if not minutes:
        return gettext("%(hours)d h") % {"hours": hours}
    return gettext("%(hours)d h %(minutes)s min") % {"hours": hours, "minutes": f"{minutes:02d}"}
