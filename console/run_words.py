"""What happened while a promise ran, in a few words each: for the dots of the time line and for its list."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from babel import dates
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core import timewords
from core.timewords import babel_locale, moment_words
from sla.models import Audience, TimerKind
from sla.reviews.timeline import Deed, Run
from tickets.states import State

Facts = Mapping[str, Any]
_ONE_DAY, _ONE_WEEK = timedelta(hours=20), timedelta(days=6)


@dataclass(frozen=True)
class Told:
    """One deed: how it is called, its icon, and how much it matters (0 most) where there is room for few."""

    words: str
    icon: str
    rank: int


def told(deed: Deed) -> Told:
    """The words for a deed."""
    teller = _TELLERS[deed.event.name]
    return teller(deed.event.data, deed.bare)


def _assigned(facts: Facts, bare: bool) -> Told:
    kind = (facts.get("rule") or {}).get("kind")
    if kind == "given":
        return Told(_("Given by rule"), "user-round-plus", 7)
    if kind == "taken_back":
        return Told(_("Back to the team after silence"), "arrow-left-right", 1)
    if not facts["before"]:
        return Told(_("Taken"), "hand", 7)
    if not facts["after"]:
        words = _("Put back without a note") if bare else _("Put back into the queue")
    else:
        words = _("Handed over without a note") if bare else _("Handed over")
    return Told(words, "arrow-left-right", 0 if bare else 1)


def _pended(facts: Facts, _bare: bool) -> Told:
    asked = facts["waiting_for"] == State.WAITING_CUSTOMER
    return Told(_("Asked the customer") if asked else _("Waited for a third party"), "circle-pause", 2)


def _resumed(facts: Facts, _bare: bool) -> Told:
    words = {"customer": _("Customer answered"), "date": _("The wait was over")}
    return Told(words.get(str(facts["cause"]), _("Went on")), "play", 5)


def _warned(facts: Facts, _bare: bool) -> Told:
    short = {
        Audience.HOLDER.value: pgettext("who was warned", "holder"),
        Audience.LEAD.value: pgettext("who was warned", "lead"),
        Audience.SUPERVISORS.value: pgettext("who was warned", "supervisors"),
        Audience.OFFICERS.value: pgettext("who was warned", "officers"),
        Audience.HANDLER.value: pgettext("who was warned", "handler"),
    }
    people = [short[each] for each in facts["audiences"] if each in short]
    return Told(_("Warning: %(people)s") % {"people": pgettext("list", ", ").join(people)}, "bell", 3)


def _same(words: Callable[[], str], icon: str, rank: int) -> Callable[[Facts, bool], Told]:
    return lambda _facts, _bare: Told(words(), icon, rank)


_TELLERS: Mapping[str, Callable[[Facts, bool], Told]] = {
    "ticket.assigned": _assigned,
    "ticket.pended": _pended,
    "ticket.resumed": _resumed,
    "sla.ladder_reached": _warned,
    "ticket.team_changed": lambda facts, _bare: Told(
        _("Moved to %(team)s") % {"team": facts["after"]}, "arrow-right-left", 4
    ),
    "ticket.customer_replied": _same(lambda: _("Customer wrote"), "reply", 4),
    "ticket.replied": _same(lambda: _("We replied"), "send", 5),
    "ticket.reopened": _same(lambda: _("Opened again"), "rotate-ccw", 4),
    "sla.rebased": _same(lambda: _("Measured anew"), "ruler", 6),
}


def answered_word(run: Run) -> str:
    """How the end of the line is called: by what was promised, or that it is still owed."""
    if run.answered_at is None:
        return _("Now, still open")
    words = {
        TimerKind.RESOLUTION.value: pgettext("promise", "Resolved"),
        TimerKind.CALLBACK.value: pgettext("promise", "Called back"),
        TimerKind.COMPLAINT_ACKNOWLEDGEMENT.value: pgettext("promise", "Acknowledged"),
        TimerKind.COMPLAINT_DECISION.value: pgettext("promise", "Decided"),
    }
    return words.get(run.timer.kind, pgettext("promise", "Answered"))


def when(moment: datetime, run: Run, *, zone: str) -> str:
    """A moment of the line: with as much of its date as the line's length needs."""
    span = run.ends - run.begins
    if span < _ONE_DAY:
        return moment_words(moment, zone=zone, now=moment, style="clock")
    if span < _ONE_WEEK:
        return moment_words(moment, zone=zone, now=moment, style="day")
    date = moment_words(moment, zone=zone, now=run.ends, style="date")
    clock = moment_words(moment, zone=zone, now=moment, style="clock")
    return _("%(day)s %(time)s") % {"day": date, "time": clock}


def target_words(word: str, target: timedelta) -> str:
    """A mark with the time that it allows: "Goal, 16 h"."""
    hours, rest = divmod(target, timedelta(hours=1))
    span = timewords.duration_words(target) if rest else _("%(hours)d h") % {"hours": hours}
    return _("%(mark)s, %(span)s") % {"mark": word, "span": span}


def short_day(moment: datetime, *, zone: str, with_month: bool) -> str:
    """A day over its column: "Fri 13", with the month where it is new."""
    locale = babel_locale()
    chinese = locale.language == "zh"
    pattern = ("M月d日EEE" if with_month else "d日EEE") if chinese else ("EEE d MMM" if with_month else "EEE d")
    return str(dates.format_date(moment.astimezone(timewords.as_zone(zone)), pattern, locale=locale))
