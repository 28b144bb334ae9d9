"""Read a calendar from JSON: what the words mean. Whether the calendar makes sense is decided in `rules`."""

import re
from collections.abc import Mapping
from datetime import date, time

from django.utils.dates import WEEKDAYS
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from core.errors import Sentence
from core.hours.windows import DAYS, SpecialDay, Window

Faults = dict[str, Sentence]

_CLOCK = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def read_zone(data: object, faults: Faults) -> str:
    """The zone's name; UTC in its place when it is missing, with a fault."""
    if isinstance(data, str) and data:
        return data
    faults["zone"] = _("Choose a time zone, for example Asia/Singapore.")
    return "UTC"


def read_always(data: object, faults: Faults) -> bool:
    """Whether the calendar never closes; absent means it does."""
    if data is None or isinstance(data, bool):
        return bool(data)
    faults["always"] = _("Say true or false: is the desk always open?")
    return False


def read_week(data: object, faults: Faults) -> tuple[tuple[Window, ...], ...]:
    """Seven days of windows from `{"mon": [["09:00", "18:00"]], …}`; a missing day is closed."""
    if data is None:
        data = {}
    if not isinstance(data, Mapping):
        faults["week"] = _("Write the week as days (mon to sun), each with its list of windows.")
        data = {}
    for key in data:
        if key not in DAYS:
            faults[f"week.{key}"] = format_lazy(
                _("There is no day “{key}”. The days are mon, tue, wed, thu, fri, sat and sun."), key=key
            )
    return tuple(
        _read_windows(data.get(key, []), f"week.{key}", WEEKDAYS[number], faults) for number, key in enumerate(DAYS)
    )


def read_exceptions(data: object, faults: Faults) -> tuple[SpecialDay, ...]:
    """Special days from `[{"date": "2026-12-25", "label": "Christmas Day", "windows": []}, …]`.

    An entry that cannot be read is reported under `exceptions.<its place in the list, from 1>` and left out.
    """
    if data is None:
        return ()
    if not isinstance(data, list | tuple):
        faults["exceptions"] = _("Write holidays and special days as a list.")
        return ()
    found = (_read_special(entry, place, faults) for place, entry in enumerate(data, start=1))
    return tuple(special for special in found if special)


def _read_special(entry: object, place: int, faults: Faults) -> SpecialDay | None:
    if not isinstance(entry, Mapping):
        faults[f"exceptions.{place}"] = format_lazy(
            _("Special day {place}: write a date, a label and a list of windows."), place=place
        )
        return None
    day = _read_date(entry.get("date"))
    if day is None:
        faults[f"exceptions.{place}"] = format_lazy(
            _("Special day {place}: “{text}” is not a date. Write it like 2026-12-31."),
            place=place,
            text=entry.get("date", ""),
        )
        return None
    label = entry.get("label", "")
    if not isinstance(label, str):
        faults[f"exceptions.{day}"] = format_lazy(_("{day}: write the label as text."), day=day)
        label = ""
    windows = _read_windows(entry.get("windows", []), f"exceptions.{day}", day.isoformat(), faults)
    return SpecialDay(day, windows, label.strip())


def _read_date(text: object) -> date | None:
    if not isinstance(text, str) or not _DATE.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _read_windows(data: object, field: str, day: Sentence, faults: Faults) -> tuple[Window, ...]:
    if not isinstance(data, list | tuple):
        faults[field] = format_lazy(_("{day}: write a list of windows, each with opening and closing time."), day=day)
        return ()
    found = []
    for pair in data:
        if not isinstance(pair, list | tuple) or len(pair) != 2:
            faults[field] = format_lazy(_("{day}: a window needs an opening and a closing time."), day=day)
            continue
        window = _read_window(pair[0], pair[1], field, day, faults)
        if window:
            found.append(window)
    return tuple(found)


def _read_window(opens: object, closes: object, field: str, day: Sentence, faults: Faults) -> Window | None:
    begin, end = _read_time(opens), _read_time(closes, last=True)
    if begin is None or end is None:
        faults[field] = format_lazy(
            _("{day}: “{text}” is not a time. Write hours and minutes from 00:00 to 24:00."),
            day=day,
            text=opens if begin is None else closes,
        )
        return None
    if closes != "24:00" and begin == end == time(0):
        faults[field] = format_lazy(
            _("{day}: does 00:00–00:00 mean closed or open? Remove the window, or write 00:00–24:00."), day=day
        )
        return None
    return Window(begin, end)


def _read_time(text: object, *, last: bool = False) -> time | None:
    """A wall-clock time. As a closing time 24:00 and 00:00 are both the end of the day, which is `time(0)`."""
    if not isinstance(text, str):
        return None
    if last and text == "24:00":
        return time(0)
    match = _CLOCK.fullmatch(text)
    return time(int(match[1]), int(match[2])) if match else None
