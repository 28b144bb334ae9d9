"""The clocks of a ticket for its page: what is promised, what ran, and the ledger that explains both."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from console.rows import timer_state
from core import hours, timewords
from core.promise_bar import BarState
from sla.models import Timer, TimerKind, TimerState
from sla.selectors import explanation

Spans = list[tuple[datetime, datetime | None]]


@dataclass(frozen=True)
class Clock:
    """One promise as the page tells it. `left` is the working time to the next mark of a paused one."""

    timer: Timer
    label: str
    state: BarState
    goal_at: datetime
    limit_at: datetime
    answered_at: datetime | None
    paused: Spans
    left: timedelta | None


def spans(timer: Timer) -> Spans:
    """The pauses of a timer, already read."""
    return [(each.started_at, each.ended_at) for each in timer.pauses.all()]


def clocks(timers: list[Timer], *, at: datetime) -> list[Clock]:
    """The newest generation of each kind, always in the order of the kinds. `timers` as sla.selectors.timers_of gives them."""
    newest: dict[str, Timer] = {}
    for timer in timers:
        if timer.state != TimerState.CANCELLED:
            newest.setdefault(timer.kind, timer)
    return [clock_of(newest[kind], at=at) for kind in TimerKind.values if kind in newest]


def clock_of(timer: Timer, *, at: datetime) -> Clock:
    """One promise; `timer` with its pauses and versions."""
    left = None
    if timer.paused_at:
        mark = timer.goal_at if timer.paused_at < timer.goal_at else timer.due_at
        left = hours.between(timer.schedule, timer.paused_at, mark)
    return Clock(
        timer=timer,
        label=str(TimerKind(timer.kind).label),
        state=timer_state(timer, at=at),
        goal_at=timer.goal_at,
        limit_at=timer.due_at,
        answered_at=timer.stopped_at,
        paused=spans(timer),
        left=left,
    )


@dataclass(frozen=True)
class Step:
    """One stretch of the ledger in words; `ahead` lies in the future. `day` is empty where the group says it."""

    day: str
    icon: str
    when: str
    words: str
    counted: str
    paused: str
    running: str
    marks: list[str]
    ahead: bool


def explain(clock: Clock, *, at: datetime) -> dict[str, Any]:
    """The context of desk/_explain.html: rows by day, what is left, and the versions that it was measured by."""
    timer, schedule = clock.timer, clock.timer.schedule
    zone = timezone.get_current_timezone_name() if schedule.always else schedule.zone
    # Nobody knows how long a pause will last, so what lies behind it is not told.
    known = (each for each in _stretches(timer, schedule, at=at) if not (each[1] and timer.paused_at))
    goal, limit = timer.targets
    answered = clock.answered_at is not None
    used = hours.between(schedule, timer.started_at, timer.stopped_at or at, spans(timer))
    return {
        "id": timer.pk,
        "title": _title(clock, zone=zone, at=at),
        "groups": ledger_groups(known, schedule, zone=zone, at=at),
        "rows": [
            _account(pgettext("promise", "Goal"), goal, used, answered=answered),
            _account(pgettext("promise", "Limit"), limit, used, answered=answered),
        ],
        "source": _source(timer, zone=zone, at=at),
    }


def ledger_groups(
    stretches: Iterable[tuple[hours.Line, bool]], schedule: hours.Schedule, *, zone: str, at: datetime
) -> list[dict[str, Any]]:
    """Stretches of a ledger, each with whether it lies ahead, as the `groups` of desk/_explain.html."""
    groups: list[dict[str, Any]] = []
    for line, ahead in stretches:
        # A row of office hours is a day already; stretches of a clock that never stops stand under their day.
        day = timewords.day_words(line.begins, zone=zone) if schedule.always else ""
        if not groups or groups[-1]["day"] != day:
            groups.append({"day": day, "lines": []})
        groups[-1]["lines"].append(_step(line, schedule, zone=zone, ahead=ahead, at=at))
    return groups


def _stretches(timer: Timer, schedule: hours.Schedule, *, at: datetime) -> Iterator[tuple[hours.Line, bool]]:
    """The ledger, cut at the present: what ran so far stands apart from what is still to come (True)."""
    pauses = spans(timer)
    for line in explanation(timer, at=at):
        if timer.stopped_at or line.ends <= at:
            yield line, False
        elif line.begins >= at:
            yield line, True
        else:
            done = hours.between(schedule, line.begins, at, pauses)
            paused = hours.between(schedule, line.begins, at) - done
            past = tuple(mark for mark in line.marks if mark.at <= at)
            running = line.running - line.counted + done
            yield replace(line, ends=at, counted=done, paused=paused, running=running, marks=past), False
            rest = tuple(mark for mark in line.marks if mark.at > at)
            yield (
                replace(line, begins=at, counted=line.counted - done, paused=line.paused - paused, marks=rest),
                True,
            )


def _step(line: hours.Line, schedule: hours.Schedule, *, zone: str, ahead: bool, at: datetime) -> Step:
    words = {
        "counted": _("still to count") if ahead else _("counted"),
        "paused": _("paused"),
        "closed": line.label or _("closed"),
    }
    icons = {"counted": "circle-dashed" if ahead else "play", "paused": "circle-pause", "closed": "moon"}
    return Step(
        day="" if schedule.always else _days(line, zone=zone),
        icon=icons[line.kind],
        when=_stretch(line, zone=zone) if schedule.always else _windows(line, zone=zone),
        words=words[line.kind],
        counted=_short(line.counted),
        paused=_short(line.paused),
        running=ledger_hours(line.running),
        marks=[_mark(mark, zone=zone, at=at) for mark in line.marks],
        ahead=ahead,
    )


def _stretch(line: hours.Line, *, zone: str) -> str:
    same_day = timewords.day_words(line.begins, zone=zone) == timewords.day_words(line.ends, zone=zone)
    begins = timewords.moment_words(line.begins, zone=zone, now=line.begins, style="clock")
    ends = timewords.moment_words(line.ends, zone=zone, now=line.ends, style="clock" if same_day else "day")
    return f"{begins}–{ends}"


def _windows(line: hours.Line, *, zone: str) -> str:
    """The office hours of the day, cut where the promise began or ended, or at the present."""
    words = ", ".join(str(window) for window in line.windows)
    begins, ends = (
        timewords.moment_words(each, zone=zone, now=each, style="clock") for each in (line.begins, line.ends)
    )
    if not words:
        return ""
    if begins != "00:00":
        words = _("%(windows)s, from %(time)s") % {"windows": words, "time": begins}
    if ends != "00:00":
        words = _("%(windows)s, to %(time)s") % {"windows": words, "time": ends}
    return words


def _mark(mark: hours.Mark, *, zone: str, at: datetime) -> str:
    name = {"goal": pgettext("promise", "Goal"), "limit": pgettext("promise", "Limit")}[mark.name]
    when = timewords.moment_words(mark.at, zone=zone, now=at, style="list")
    return _("%(mark)s %(time)s") % {"mark": name, "time": when}


def _days(line: hours.Line, *, zone: str) -> str:
    first = timewords.day_words(line.begins, zone=zone)
    if line.last_day == line.day:
        return first
    last = timewords.day_words(line.ends - timedelta(seconds=1), zone=zone)
    return _("%(first)s to %(last)s") % {"first": first, "last": last}


def _short(span: timedelta) -> str:
    return ledger_hours(span) if span else "–"


def ledger_hours(span: timedelta) -> str:
    """Hours and minutes without a sign, however long: sums of a ledger must be easy to add up."""
    minutes = abs(int(span.total_seconds())) // 60
    return f"{minutes // 60}:{minutes % 60:02d}"


def _account(word: str, target: timedelta, used: timedelta, *, answered: bool) -> dict[str, str]:
    """One line under the ledger: what was promised, what was used, and what that leaves, in words."""
    over = used > target
    sentence = _("%(span)s over") if over else _("%(span)s to spare") if answered else _("%(span)s left")
    return {
        "word": word,
        "target": ledger_hours(target),
        "used": ledger_hours(used),
        "left": sentence % {"span": timewords.duration_words(target - used)},
        "tone": "breach" if over else "",
    }


def _title(clock: Clock, *, zone: str, at: datetime) -> str:
    names = {"kind": clock.label}
    for name, moment in (("goal", clock.goal_at), ("limit", clock.limit_at)):
        names[name] = timewords.moment_words(moment, zone=zone, now=at, style="list")
    return _("%(kind)s: how goal %(goal)s and limit %(limit)s come about") % names


def _source(timer: Timer, *, zone: str, at: datetime) -> str:
    policy, calendar = timer.policy_version, timer.calendar_version
    if policy is None or calendar is None:
        return _fixed_source(timer, zone=zone, at=at)
    sentence = _(
        "Policy “%(policy)s” version %(policy_version)s, calendar “%(calendar)s” version %(calendar_version)s, "
        "running since %(start)s. Times in %(zone)s."
    )
    return sentence % {
        "policy": policy.policy.name,
        "policy_version": policy.version,
        "calendar": calendar.calendar.name,
        "calendar_version": calendar.version,
        "start": timewords.moment_words(timer.started_at, zone=zone, now=at, style="near"),
        "zone": timewords.zone_words(zone, at=timer.started_at),
    }


def _fixed_source(timer: Timer, *, zone: str, at: datetime) -> str:
    """Moments that no policy measured: a call-back promised for a time, a period of the complaint channel."""
    sentence = _("Fixed moments: every hour counts, nothing pauses them. Running since %(start)s. Times in %(zone)s.")
    if timer.kind == TimerKind.CALLBACK:
        sentence = _(
            "The goal is the moment for which the call was promised, the limit a few minutes later. Promised %(start)s. "
            "Times in %(zone)s."
        )
    return sentence % {
        "start": timewords.moment_words(timer.started_at, zone=zone, now=at, style="near"),
        "zone": timewords.zone_words(zone, at=timer.started_at),
    }
