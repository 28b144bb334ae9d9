"""Opening hours in words: "Mon–Fri 08:00–20:00; Sat 09:00–15:00". Pure, in the language that is active."""

from itertools import groupby

from babel import dates
from django.utils.translation import gettext, pgettext

from core.hours import DAYS, Schedule, Window
from core.timewords import babel_locale


def week_words(schedule: Schedule) -> str:
    """The ordinary week of a schedule, by the clock of its own zone. Special days are left out."""
    if schedule.always:
        return gettext("Every day, 24 hours")
    runs = [(windows, list(days)) for windows, days in groupby(range(len(DAYS)), key=lambda day: schedule.week[day])]
    said = [_run_words(days, windows) for windows, days in runs if windows]
    return pgettext("between groups of days", "; ").join(said) or gettext("Closed at present")


def _run_words(days: list[int], windows: tuple[Window, ...]) -> str:
    hours = pgettext("between two stretches of a day", ", ").join(str(window) for window in windows)
    if len(days) == len(DAYS):
        return gettext("Every day %(hours)s") % {"hours": hours}
    names = dates.get_day_names("abbreviated", locale=babel_locale())
    facts = {"first": names[days[0]], "last": names[days[-1]], "hours": hours}
    if len(days) == 1:
        return gettext("%(first)s %(hours)s") % facts
    return gettext("%(first)s–%(last)s %(hours)s") % facts
