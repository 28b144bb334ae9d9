"""Moments and spans in words: how a promise reads aloud, in the language that is active.

Pure: every function takes aware datetimes and the zone to show, and reads no clock.
"""

from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from babel import Locale, dates
from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext

Style = Literal["near", "list", "day", "clock", "seconds", "date", "full"]
Zone = str | tzinfo | None

_NEAR_DAYS = 6
_MINUTE, _HOUR, _DAY = 60, 3600, 86400


def as_zone(zone: Zone) -> tzinfo:
    """The zone object for an IANA name or a zone; nothing means the active zone of the request."""
    if not zone:
        return timezone.get_current_timezone()
    return ZoneInfo(zone) if isinstance(zone, str) else zone


def babel_locale() -> Locale:
    """Babel's locale for the active language. English is the British one: day before month, 24 hours."""
    return _locale(_chinese())


def _chinese() -> bool:
    return (get_language() or "en").startswith("zh")


@lru_cache
def _locale(chinese: bool) -> Locale:
    return Locale.parse("zh_Hans_CN" if chinese else "en_GB")


@lru_cache(maxsize=4096)
def _written(day: date, pattern: str, chinese: bool) -> str:
    """A day by a pattern of the CLDR. A page names the same few days over and over, and each costs as much as a small template."""
    return str(dates.format_date(day, pattern, locale=_locale(chinese)))


@lru_cache
def _city(zone: tzinfo, chinese: bool) -> str:
    return str(dates.get_timezone_location(zone, locale=_locale(chinese), return_city=True))


def moment_words(at: datetime, *, zone: Zone, now: datetime, style: Style = "near") -> str:
    """A moment as a person says it, in `zone`.

    near: "today 17:52", "Thu 16:00", "20 Nov 01:52" · list: the same without "today" · day: weekday and time ·
    clock: "17:52" · seconds: "17:52:08" · date: "20 Nov", with the year when it is another · full: everything.
    """
    local = at.astimezone(as_zone(zone))
    today = now.astimezone(as_zone(zone))
    clock = f"{local:%H:%M}"
    if style == "clock":
        return clock
    if style == "seconds":
        return f"{local:%H:%M:%S}"
    if style == "date":
        return _date(local.date(), with_year=local.year != today.year)
    if style == "full":
        return gettext("%(date)s, %(time)s") % {"date": _full_date(local.date()), "time": clock}
    if style == "day":
        return gettext("%(day)s %(time)s") % {"day": _weekday(local.date()), "time": clock}
    return _near(local, today, clock, leave_out_today=style == "list")


def _near(local: datetime, today: datetime, clock: str, *, leave_out_today: bool) -> str:
    days = (local.date() - today.date()).days
    if days == 0:
        return clock if leave_out_today else gettext("today %(time)s") % {"time": clock}
    if days == 1:
        return gettext("tomorrow %(time)s") % {"time": clock}
    if days == -1:
        return gettext("yesterday %(time)s") % {"time": clock}
    far = abs(days) > _NEAR_DAYS
    day = _date(local.date(), with_year=local.year != today.year) if far else _weekday(local.date())
    return gettext("%(day)s %(time)s") % {"day": day, "time": clock}


def _weekday(day: date) -> str:
    return _written(day, "EEE", _chinese())


def _date(day: date, *, with_year: bool) -> str:
    if _chinese():
        return _written(day, "y年M月d日" if with_year else "M月d日", True)
    return _written(day, "d MMM y" if with_year else "d MMM", False)


def _full_date(day: date) -> str:
    return _written(day, "y年M月d日EEE", True) if _chinese() else _written(day, "EEE d MMM y", False)


def day_words(at: datetime, *, zone: Zone) -> str:
    """A day with its weekday: "Thu 19 Nov", "11月19日周四"."""
    day = at.astimezone(as_zone(zone)).date()
    return _written(day, "M月d日EEE", True) if _chinese() else _written(day, "EEE d MMM", False)


def date_words(day: date, style: Literal["full", "short", "weekday"] = "full") -> str:
    """A date: full "Fri 25 Dec 2026", "2026年12月25日周五" · short "25 Dec" · weekday "Fri"."""
    if style == "weekday":
        return _weekday(day)
    if style == "short":
        return _date(day, with_year=False)
    return _full_date(day)


def zone_words(zone: Zone, *, at: datetime) -> str:
    """The zone by its city and its offset at that moment: "Singapore time, UTC+8"."""
    shown = as_zone(zone)
    offset = at.astimezone(shown).utcoffset() or timedelta()
    if str(shown) in {"UTC", "Etc/UTC"}:
        return "UTC"
    return gettext("%(city)s time, %(offset)s") % {"city": city_words(shown), "offset": offset_words(offset)}


def city_words(zone: Zone) -> str:
    """The city that names a zone, in the active language: "Singapore", "新加坡"."""
    shown = as_zone(zone)
    if shown is UTC or str(shown) in {"UTC", "Etc/UTC"}:
        return "UTC"
    return _city(shown, _chinese())


def offset_words(offset: timedelta) -> str:
    """An offset as written on a clock: "UTC+8", "UTC+5:30", "UTC−3" (with a true minus)."""
    minutes = round(offset.total_seconds() / _MINUTE)
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'−' if minutes < 0 else '+'}{hours}" + (f":{rest:02d}" if rest else "")


def duration_words(span: timedelta) -> str:
    """A span in words, to the minute, sign left out: "12 min", "2 h 05 min", "3 d 4 h"."""
    seconds = abs(int(span.total_seconds()))
    if seconds >= 2 * _DAY:
        days, hours = seconds // _DAY, seconds % _DAY // _HOUR
        if not hours:
            return ngettext("%(days)d day", "%(days)d days", days) % {"days": days}
        return gettext("%(days)d d %(hours)d h") % {"days": days, "hours": hours}
    hours, minutes = seconds // _HOUR, seconds % _HOUR // _MINUTE
    if not hours:
        return gettext("%(minutes)d min") % {"minutes": minutes}
    if not minutes:
        return gettext("%(hours)d h") % {"hours": hours}
    return gettext("%(hours)d h %(minutes)s min") % {"hours": hours, "minutes": f"{minutes:02d}"}


def span_words(span: timedelta) -> str:
    """A span in words, to the second below a minute: "3 s", "2 min". For how long something has waited."""
    seconds = abs(int(span.total_seconds()))
    return gettext("%(seconds)d s") % {"seconds": seconds} if seconds < _MINUTE else duration_words(span)


def left_words(span: timedelta) -> str:
    """What is left on a clock, short: "3:20", "0:40", "−0:12" when over; from two days on "3 d 4 h".

    Rounded down to the minute while time is left, up when it is over, so that it never flatters.
    """
    seconds = int(span.total_seconds())
    if abs(seconds) >= 2 * _DAY:
        return ("−" if seconds < 0 else "") + duration_words(span)
    minutes = seconds // _MINUTE
    hours, rest = divmod(abs(minutes), 60)
    return f"{'−' if minutes < 0 else ''}{hours}:{rest:02d}"


def timer_words(span: timedelta) -> str:
    """A running timer: "02:14", "1:02:14"."""
    seconds = max(0, int(span.total_seconds()))
    hours, rest = divmod(seconds, _HOUR)
    minutes, rest = divmod(rest, _MINUTE)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes:02d}:{rest:02d}"
