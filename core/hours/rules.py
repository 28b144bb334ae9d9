"""What a working calendar may not be. Every rule names the day and says how to repair it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.dates import WEEKDAYS
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from core.errors import Sentence
from core.hours.windows import DAYS, SpecialDay, Window, in_order

NOT_PLACES = frozenset({"localtime", "posixrules", "Factory"})
"""Names that the zone database answers, but with the machine's own setting or with nothing."""

FIRST_YEAR, LAST_YEAR = 1970, 2199
"""Dates outside are typing errors."""


def faults_in(
    zone: str, always: bool, week: Sequence[Sequence[Window]], exceptions: Sequence[SpecialDay]
) -> dict[str, Sentence]:
    """Everything wrong with these parts, by field: `zone`, `always`, `week`, `week.mon`, `exceptions.2026-12-25`."""
    faults: dict[str, Sentence] = {}
    if not known_zone(zone):
        faults["zone"] = format_lazy(
            _("There is no time zone “{zone}”. Write region and city, for example Asia/Singapore."), zone=zone
        )
    if always:
        if any(week) or exceptions:
            faults["always"] = _("A calendar that is always open has no windows and no holidays. Remove them first.")
        return faults
    if not any(week) and not any(special.windows for special in exceptions):
        faults["week"] = _("There are no working hours. Add a window to at least one day.")
    faults.update(_faults_of_week(week))
    faults.update(faults_of_exceptions(exceptions))
    return faults


def known_zone(zone: str) -> bool:
    """Whether the zone database knows this place."""
    if zone in NOT_PLACES:
        return False
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: "Asia" is a folder of the database
        return False
    return True


def _faults_of_week(week: Sequence[Sequence[Window]]) -> Iterator[tuple[str, Sentence]]:
    if len(week) != len(DAYS):
        yield "week", _("A week has seven days, Monday to Sunday. A closed day is an empty one.")
        return
    for number, windows in enumerate(week):
        fault = _fault_of_day(WEEKDAYS[number], windows)
        if fault is not None:  # asking a lazy sentence for its truth would translate it
            yield f"week.{DAYS[number]}", fault


def faults_of_exceptions(exceptions: Sequence[SpecialDay]) -> Iterator[tuple[str, Sentence]]:
    """What is wrong with special days, each under `exceptions.<date>`."""
    for day, times in Counter(special.day for special in exceptions).items():
        if times > 1:
            yield f"exceptions.{day}", format_lazy(_("{day} is listed more than once. Keep one of them."), day=day)
    for special in exceptions:
        if not FIRST_YEAR <= special.day.year <= LAST_YEAR:
            yield (
                f"exceptions.{special.day}",
                format_lazy(_("{day}: the year looks wrong. Write a date like 2026-12-31."), day=special.day),
            )
            continue
        fault = _fault_of_day(special.day.isoformat(), special.windows)
        if fault is not None:
            yield f"exceptions.{special.day}", fault


def _fault_of_day(day: Sentence, windows: Sequence[Window]) -> Sentence | None:
    for window in windows:
        opens, closes = window.edges()
        if window.first_minute == window.end_minute:
            return format_lazy(_("{day}: {window} has no length. Close later, or remove it."), day=day, window=window)
        if window.first_minute > window.end_minute:
            return format_lazy(
                _(
                    "{day}: {opens}–{closes} closes before it opens. Split a night in two: "
                    "{opens}–24:00 on this day and 00:00–{closes} on the next."
                ),
                day=day,
                opens=opens,
                closes=closes,
            )
    for earlier, later in pairwise(in_order(windows)):
        if later.first_minute < earlier.end_minute:
            return format_lazy(
                _("{day}: {earlier} and {later} overlap. Join them into one window, or move one."),
                day=day,
                earlier=earlier,
                later=later,
            )
    return None
