"""Holidays from a calendar file (iCalendar, RFC 5545): whole days only, each entry with its line."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from core.errors import Sentence
from core.hours.typed import LONGEST_LABEL, MOST_LINES, Reading, collect

_PROPERTY = re.compile(r"([A-Za-z-]+)((?:;[^:]*)?):(.*)", re.DOTALL)
_DAY = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_ESCAPED = re.compile(r"\\([\\;,nN])")
LONGEST_HOLIDAY = 31


@dataclass
class _Entry:
    """One VEVENT: where it begins, and its properties by name."""

    line: int
    said: dict[str, str]


def is_icalendar(text: str) -> bool:
    """Whether a text is a calendar file and not a list of lines."""
    return text.lstrip("\ufeff \r\n\t").upper().startswith("BEGIN:VCALENDAR")


def read_icalendar(text: str) -> Reading:
    """Each entry of the file as closed days. Refused by line: one with a time of day, one that repeats, one longer than a month."""
    entries = list(_entries(text))
    if len(entries) > MOST_LINES:
        sentence = _("{count} entries; at most {most}. Leave out past years.")
        return Reading(faults={1: format_lazy(sentence, count=len(entries), most=MOST_LINES)})
    faults: dict[int, Sentence] = {}
    days: list[tuple[int, str, str, list[list[str]]]] = []
    for entry in entries:
        try:
            days += [(entry.line, day.isoformat(), _label(entry), []) for day in _days(entry)]
        except _UnfitError as unfit:
            faults[entry.line] = unfit.sentence
    if not entries:
        faults[1] = _("There is no entry in this calendar file.")
    found = collect(iter(days))
    return Reading(found.days, dict(sorted((found.faults | faults).items())), found.lines)


class _UnfitError(Exception):
    def __init__(self, sentence: Sentence) -> None:
        self.sentence = sentence
        super().__init__()


def _entries(text: str) -> Iterator[_Entry]:
    entry: _Entry | None = None
    for number, line in _unfolded(text):
        told = _PROPERTY.fullmatch(line)
        if told is None:
            continue
        name, value = told[1].upper(), told[3].strip()
        if (name, value.upper()) == ("BEGIN", "VEVENT"):
            entry = _Entry(number, {})
        elif (name, value.upper()) == ("END", "VEVENT") and entry:
            yield entry
            entry = None
        elif entry:
            entry.said.setdefault(name, value)


def _unfolded(text: str) -> Iterator[tuple[int, str]]:
    """Lines as they were before folding (RFC 5545, 3.1), each with the number of its first part."""
    whole: tuple[int, str] | None = None
    for number, line in enumerate(text.lstrip("\ufeff").splitlines(), start=1):
        if line[:1] in {" ", "\t"} and whole:
            whole = whole[0], whole[1] + line[1:]
            continue
        if whole:
            yield whole
        whole = number, line
    if whole:
        yield whole


def _label(entry: _Entry) -> str:
    said = entry.said.get("SUMMARY", "")
    return " ".join(_ESCAPED.sub(lambda each: " " if each[1] in "nN" else each[1], said).split())[:LONGEST_LABEL]


def _days(entry: _Entry) -> list[date]:
    """From DTSTART to the day before DTEND (RFC 5545, 3.6.1), or DTSTART alone."""
    if "RRULE" in entry.said or "RDATE" in entry.said:
        raise _UnfitError(_("An entry that repeats. Holidays move from year to year: give each date by itself."))
    first = _day(entry.said.get("DTSTART", ""))
    if "DTEND" not in entry.said:
        return [first]
    length = (_day(entry.said["DTEND"]) - first).days
    if length > LONGEST_HOLIDAY:
        raise _UnfitError(
            format_lazy(_("{days} days in one entry; at most {most}."), days=length, most=LONGEST_HOLIDAY)
        )
    if length < 0:
        raise _UnfitError(_("An entry that ends before it begins."))
    return [first + timedelta(days=each) for each in range(max(1, length))]


def _day(text: str) -> date:
    told = _DAY.fullmatch(text)
    if told is None:
        sentence = _("“{text}” is not a whole day. Leave entries with a time out, or write them as a line with hours.")
        raise _UnfitError(format_lazy(sentence, text=text[:40]))
    try:
        return date(int(told[1]), int(told[2]), int(told[3]))
    except ValueError:
        raise _UnfitError(format_lazy(_("“{text}” is not a date."), text=text)) from None
