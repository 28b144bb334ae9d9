"""Working hours as a person types them: the windows of a day in one line, special days one a line. Pure."""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from core.errors import Sentence
from core.hours.reading import Faults, read_exceptions
from core.hours.rules import faults_of_exceptions
from core.hours.windows import SpecialDay, Window
from core.text import fold

MOST_LINES = 1_000
LONGEST_LABEL = 80
_LONGEST_LINE = 400
_CLOSED = {"", "-", "closed", "休", "休息", "不营业"}
_DASH = re.compile(r"\s*(?:[-–—−~～至]|\bto\b)\s*")
_BETWEEN = re.compile(r"[\s,，、;；]+")
_HOUR = re.compile(r"[0-9]{1,2}")
_SQUEEZED = re.compile(r"([0-9]{2})([0-9]{2})")
_DATE = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?")
_HEADER = {"date", "日期"}


@dataclass(frozen=True)
class Reading:
    """What a text said: the days in its order, and what is wrong by number of the line, from 1."""

    days: Sequence[SpecialDay] = ()
    faults: dict[int, Sentence] = field(default_factory=dict)
    lines: dict[date, int] = field(default_factory=dict)


def read_windows(text: str) -> list[list[str]]:
    """Windows as `Schedule.from_json` takes them: "08:00–12:30, 13:00–20:00" or "9-12 14-18"; "" and "closed" are none.

    What cannot be a window is handed on as it is, so that the sentence of the refusal can name it.
    """
    typed = fold(text).strip().lower()
    if typed in _CLOSED:
        return []
    joined = _DASH.sub("-", typed)
    return [[_clock(edge) for edge in part.split("-")] for part in _BETWEEN.split(joined) if part]


def _clock(text: str) -> str:
    """ "9" and "0900" mean 9:00 and 09:00; "9.30" is how some write 9:30."""
    if _HOUR.fullmatch(text):
        return f"{text}:00"
    if squeezed := _SQUEEZED.fullmatch(text):
        return f"{squeezed[1]}:{squeezed[2]}"
    return text.replace(".", ":")


def windows_text(windows: Sequence[Window]) -> str:
    """Windows in one line; `read_windows` reads it back."""
    return ", ".join(str(window) for window in windows)


def special_days_text(days: Sequence[SpecialDay]) -> str:
    """Special days, one a line, in order of date; `read_special_days` reads it back."""
    return "\n".join(_line(each) for each in sorted(days, key=lambda each: each.day))


def _line(special: SpecialDay) -> str:
    label = special.label
    if any(mark in label for mark in ',，;"\t'):
        quoted = label.replace('"', '""')
        label = f'"{quoted}"'
    parts = [special.day.isoformat(), label, " ".join(str(window) for window in special.windows)]
    return ", ".join(parts[: 3 if special.windows else 2])


def read_special_days(text: str) -> Reading:
    """One day a line: date, name, then its windows; without windows it is closed. "2026-12-24, Christmas Eve, 09:00–13:00".

    Comma, semicolon or tab between the parts; a name with a comma stands in quotation marks. Empty lines, a line of headings
    and lines that begin with # are passed over. Every fault is told by its line.
    """
    lines = text.splitlines()
    if len(lines) > MOST_LINES:
        sentence = format_lazy(
            _("{lines} lines; at most {most}. Leave out past years."), lines=len(lines), most=MOST_LINES
        )
        return Reading(faults={MOST_LINES + 1: sentence})
    return collect((number, *_parts(line)) for number, line in enumerate(lines, start=1) if _says_something(line))


def _says_something(line: str) -> bool:
    told = line.strip()
    return bool(told) and not told.startswith("#") and _split(told)[0].strip().lower() not in _HEADER


def _split(line: str) -> list[str]:
    mark = next((mark for mark in "\t,;，" if mark in line), ",")
    return next(csv.reader([line], delimiter=mark, skipinitialspace=True), [""]) or [""]


def _parts(line: str) -> tuple[str, str, list[list[str]]]:
    if len(line) > _LONGEST_LINE:  # nobody typed this; it is refused for its date
        return line, "", []
    day, label, *windows = [*_split(line.strip()), ""]
    return day.strip(), label.strip(), read_windows(" ".join(windows))


def collect(entries: Iterator[tuple[int, str, str, list[list[str]]]]) -> Reading:
    """Check entries (line, date, name, windows) one by one, so that each fault stands at its line."""
    days: list[SpecialDay] = []
    lines: dict[date, int] = {}
    faults: dict[int, Sentence] = {}
    for number, text, label, windows in entries:
        special, fault = _special(text, label, windows)
        if special and special.day in lines:
            sentence = _("{day} stands in line {line} already. Keep one of them.")
            fault = format_lazy(sentence, day=special.day, line=lines[special.day])
        if fault is not None:
            faults[number] = fault
        elif special:
            days.append(special)
            lines[special.day] = number
    return Reading(days, faults, lines)


def _special(text: str, label: str, windows: list[list[str]]) -> tuple[SpecialDay | None, Sentence | None]:
    day = _DATE.fullmatch(fold(text)) if len(text) <= 20 else None
    if day is None:
        return None, format_lazy(_("“{text}” is not a date. Write it like 2026-12-31."), text=text[:40])
    if len(label) > LONGEST_LABEL:
        return None, format_lazy(
            _("The name has {length} characters; at most {most}."), length=len(label), most=LONGEST_LABEL
        )
    iso = f"{day[1]}-{int(day[2]):02d}-{int(day[3]):02d}"
    unread: Faults = {}
    found = read_exceptions([{"date": iso, "label": label, "windows": windows}], unread)
    if not found:
        return None, format_lazy(_("There is no day {day}. Check month and day."), day=iso)
    wrong = unread or dict(faults_of_exceptions(found))
    return found[0], next(iter(wrong.values()), None)
