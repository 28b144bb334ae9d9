"""The escalation ladder: when each rung of a clock is reached, and who hears of it then."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from core import hours
from outbox.actors import SYSTEM
from outbox.services import record_all
from sla.events import LadderReached
from sla.models import Action, LadderStep, Mark, Timer
from tickets.services import assign_ticket, escalate_held

RUNG = {"pk": "pk", "kind": "kind", "priority": "priority", "mark": "mark", "percent": "percent", "minutes": "minutes"}


@dataclass(frozen=True)
class Rung:
    """The part of a LadderStep that says when."""

    pk: int
    kind: str
    priority: str
    mark: str
    percent: int | None
    minutes: int | None

    def applies(self, *, kind: str, priority: str) -> bool:
        """Empty means all."""
        return self.kind in {"", kind} and self.priority in {"", priority}

    def working(self, goal: timedelta, limit: timedelta) -> timedelta:
        """Working time from the start to this rung; zero or less when the promise is too short to have it."""
        span = goal if self.mark == Mark.GOAL else limit
        return span * self.percent / 100 if self.percent else span + timedelta(minutes=self.minutes or 0)


def rungs_in_use() -> list[Rung]:
    """The ladder as it is now."""
    return [Rung(**each) for each in LadderStep.objects.filter(retired_at__isnull=True).values(*RUNG)]


def plan(
    timer: Timer, rungs: Sequence[Rung], *, priority: str, pauses: hours.Pauses, after: datetime
) -> list[list[object]]:
    """The rungs of this clock that are reached after a moment, as Timer.plan holds them.

    Measured in the clock's own working time: while nobody works nothing is reached.
    """
    goal, limit = timer.targets
    known: dict[timedelta, datetime | None] = {goal: timer.goal_at, limit: timer.due_at}
    reached: list[tuple[datetime, int]] = []
    for rung in rungs:
        working = rung.working(goal, limit)
        if working <= timedelta() or not rung.applies(kind=timer.kind, priority=priority):
            continue
        if working not in known:
            known[working] = hours.add(timer.schedule, timer.started_at, working, pauses)
        moment = known[working]
        if moment and moment > after:
            reached.append((moment, rung.pk))
    return [[moment.isoformat(), pk] for moment, pk in sorted(reached)]


def climb(timers: Sequence[Timer], *, at: datetime) -> None:
    """Record the rungs that were reached, with what they do, and take them off the plan.

    The caller holds timers and tickets, and saves `plan`. Of several that are due at one look, as after a standstill, a
    person hears only the last.
    """
    due = {timer.pk: [pk for moment, pk in timer.plan if datetime.fromisoformat(moment) <= at] for timer in timers}
    steps = LadderStep.objects.in_bulk({pk for pks in due.values() for pk in pks}) if any(due.values()) else {}
    told: list[LadderReached] = []
    for timer in timers:
        reached = [steps[pk] for pk in due[timer.pk]]
        timer.plan = timer.plan[len(reached) :]
        for place, step in enumerate(reached):
            told.append(
                LadderReached(
                    subject_id=timer.ticket_id,
                    timer_id=timer.pk,
                    kind=timer.kind,
                    step_id=step.pk,
                    mark=step.mark,
                    percent=step.percent,
                    minutes=step.minutes,
                    audiences=step.audiences,
                    ways=_ways(step, reached[place + 1 :]),
                )
            )
            _act(timer, step, at)
    record_all(told, by=SYSTEM, at=at)


def _ways(step: LadderStep, later: Sequence[LadderStep]) -> list[str]:
    """Those by which a later rung of the same look does not tell the same people anyway."""
    return [
        way
        for way in step.ways
        if not any(way in each.ways and set(step.audiences) <= set(each.audiences) for each in later)
    ]


def _act(timer: Timer, step: LadderStep, at: datetime) -> None:
    if step.action == Action.ESCALATE:
        escalate_held([timer.ticket], cause="ladder", by=SYSTEM, at=at)
    elif step.action == Action.RELEASE and timer.ticket.assignee_id:
        assign_ticket(ticket=timer.ticket, to=None, by=SYSTEM, at=at)
