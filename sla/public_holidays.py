"""Public holidays of a country as special days of a calendar. The data is that of the `holidays` package, in its pinned version.

Where a government moves working days (China's 调休 notices, Hungary, Viet Nam …) the package knows them too: its
`weekend_workdays`. Half-days are not taken: the package does not say at which hour they begin.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.errors import InvalidInput, Sentence
from core.hours import SpecialDay, Window
from core.hours.rules import FIRST_YEAR, LAST_YEAR

MOST_YEARS = 5
_AMERICAN_DATE = re.compile(r"([0-9]{2})/([0-9]{2})/([0-9]{4})")


@dataclass(frozen=True)
class Found:
    """Closed days and make-up working days in order of date, and what a person should know about them."""

    days: Sequence[SpecialDay]
    notes: Sequence[Sentence]


def _package() -> Any:
    import holidays  # noqa: PLC0415 - reading it takes a second, and most processes never need it

    return holidays


def countries() -> list[str]:
    """The codes (ISO 3166-1) of the countries and territories that are known."""
    return sorted({names[1] for names in _package().registry.COUNTRIES.values()})


def regions(country: str) -> list[str]:
    """The codes of the parts of a country that have holidays of their own; none for an unknown country."""
    if country not in countries():
        return []
    return sorted(getattr(_package(), country).subdivisions)


def public_holidays(country: str, region: str, years: range, *, working: Sequence[Window]) -> Found:
    """The holidays of these years as closed days; make-up working days with the hours `working`, none if that is empty.

    Names are in the active language where the package has it, else in English or the country's own.
    Raises InvalidInput (`country`, `region`, `years`).
    """
    _check(country, region, years)
    entity = _package().country_holidays(country, subdiv=region or None, years=years, language=_language(country))
    days = [SpecialDay(day, (), _label(label)) for day, label in entity.items() if day.year in years]
    made_up = sorted(day for day in entity.weekend_workdays if day.year in years)
    if working:
        days += [SpecialDay(day, tuple(working), str(_("Make-up working day"))) for day in made_up]
    notes = list(_notes(years, made_up, moves=bool(entity.has_substituted_holidays)))
    return Found(sorted(days, key=lambda each: each.day), notes)


def _label(said: str) -> str:
    """The package writes American dates into its English names; a reader elsewhere would take 01/04 for April."""
    return _AMERICAN_DATE.sub(r"\3-\1-\2", said)


def _check(country: str, region: str, years: range) -> None:
    faults: dict[str, Sentence] = {}
    if country not in countries():
        faults["country"] = _("Choose a country.")
    elif region and region not in regions(country):
        sentence = _("There is no region “{region}” in the data of this country. Choose one of the list, or none.")
        faults["region"] = format_lazy(sentence, region=region)
    if not years or years[0] < FIRST_YEAR or years[-1] > LAST_YEAR:
        faults["years"] = _("Give a first and a last year, such as 2026 and 2027.")
    elif len(years) > MOST_YEARS:
        faults["years"] = format_lazy(_("At most {most} years at once."), most=MOST_YEARS)
    if faults:
        raise InvalidInput(fields=faults)


def _language(country: str) -> str | None:
    """None is the country's own language."""
    known = getattr(_package(), country).supported_languages
    wanted = ["zh_CN", "zh_HK", "zh_TW", "en_US"] if (get_language() or "").startswith("zh") else ["en_US", "en_GB"]
    return next((each for each in wanted if each in known), None)


def _notes(years: range, made_up: list[date], *, moves: bool) -> list[Sentence]:
    """A government that moves working days announces them late in the year before."""
    if not moves:
        return []
    silent = [year for year in years if not any(day.year == year for day in made_up)]
    sentence = _(
        "No make-up working days are known for {year}. Look again when they are announced, or add them by hand."
    )
    return [format_lazy(sentence, year=year) for year in silent]
