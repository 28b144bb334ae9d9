"""How both promised times come about, in sentences for a customer: what counts, how much of it, what did not count."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from core.durations import hours_words
from core.hours import Line
from core.hourwords import week_words
from core.timewords import city_words, date_words, duration_words, moment_words
from sla.models import Pause, Timer, TimerKind
from sla.selectors import explanation
from tickets.states import State


def promise_sentences(timer: Timer, *, at: datetime) -> list[str]:
    """In the order in which one would tell it. Moments in the zone that is active; `timer` with its pauses and versions."""
    return [_beginning(timer, at), *_rule(timer), *_closed_days(timer, at), *_waits(timer, at)]


def _beginning(timer: Timer, at: datetime) -> str:
    sentences = {
        TimerKind.FIRST_REPLY: _("Your request came in on %(when)s: from then on we count."),
        TimerKind.NEXT_REPLY: _("You wrote to us on %(when)s: from then on we count."),
        TimerKind.CALLBACK: _("We promised the call on %(when)s."),
    }
    sentence = sentences.get(TimerKind(timer.kind), _("We count from %(when)s."))
    return sentence % {"when": _when(timer.started_at, at)}


def _rule(timer: Timer) -> Iterator[str]:
    if timer.policy_version is None:
        yield _("Both times are fixed: nothing moves them.")
        return
    schedule = timer.schedule
    if schedule.always:
        yield _("Every hour counts, by day and by night, on weekends and public holidays too.")
        sentence = _("Our goal is %(goal)s; at the latest it is %(limit)s.")
    else:
        counted = _("Only our working hours count: %(week)s (%(city)s time).")
        yield counted % {"week": week_words(schedule), "city": city_words(schedule.zone)}
        sentence = _("Our goal is %(goal)s of working time; at the latest it is %(limit)s.")
    goal, limit = timer.targets
    yield sentence % {"goal": hours_words(goal), "limit": hours_words(limit)}


def _closed_days(timer: Timer, at: datetime) -> Iterator[str]:
    """Public holidays and the like, each with its name; ordinary days off are told by the week already."""
    for line in explanation(timer, at=at):
        if line.label and line.kind == "closed":
            yield _("%(days)s, %(name)s: does not count.") % {"days": _days(line), "name": line.label}


def _days(line: Line) -> str:
    if line.last_day == line.day:
        return date_words(line.day)
    facts = {"first": date_words(line.day), "last": date_words(line.last_day)}
    return _("%(first)s to %(last)s") % facts


def _waits(timer: Timer, at: datetime) -> Iterator[str]:
    for pause in timer.pauses.all():
        if pause.ended_at is None:
            yield _still_waiting(pause) % {"since": _when(pause.started_at, at)}
        elif pause.ended_at - pause.started_at >= timedelta(minutes=1):
            facts = {
                "span": duration_words(pause.ended_at - pause.started_at),
                "first": _when(pause.started_at, at),
                "last": _when(pause.ended_at, at),
            }
            yield _waited(pause) % facts


def _still_waiting(pause: Pause) -> str:
    if pause.reason == State.WAITING_CUSTOMER:
        return _("Since %(since)s we are waiting for you: the clock stands still.")
    return _("Since %(since)s we are waiting for others: the clock stands still.")


def _waited(pause: Pause) -> str:
    if pause.reason == State.WAITING_CUSTOMER:
        return _("From %(first)s to %(last)s (%(span)s) we waited for you: that time does not count.")
    return _("From %(first)s to %(last)s (%(span)s) we waited for others: that time does not count.")


def _when(moment: datetime, at: datetime) -> str:
    return moment_words(moment, zone=None, now=at, style="full" if abs(at - moment) > timedelta(days=6) else "day")
