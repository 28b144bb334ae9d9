"""Timers follow the ticket, in the transaction that changes it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from django.db.models import Max

from core import hours
from outbox.actors import Acting
from outbox.rows import insert_rows, write_rows
from outbox.services import record
from sla.events import PromiseJoined, PromiseMet, PromiseRebased, PromiseWaived
from sla.models import OF_THE_TICKET, UNANSWERED, Pause, Timer, TimerKind, TimerState
from sla.services.breaches import breach
from sla.services.ladder import Rung, plan, rungs_in_use
from sla.services.policies import Matter, Ruling, policy_for, promised
from tickets.models import Ticket
from tickets.services import Promise, show_promises

MEASURED = ["goal_at", "due_at", "plan", "explanation", "wake_at"]


def arm_timers(*, ticket_id: int, matter: Matter, kinds: Sequence[str], at: datetime, generation: int = 1) -> None:
    """Start clocks of these kinds at `at`. A new ticket has generation 1; later ones ask `next_generation`."""
    ruling = policy_for(matter)
    timers = []
    for kind in kinds:
        timer = Timer(
            ticket_id=ticket_id,
            kind=kind,
            generation=generation,
            started_at=at,
            policy_version=ruling.policy,
            calendar_version=ruling.calendar,
        )
        _measure(timer, ruling.schedule, (), ruling.rungs, priority=matter.priority, at=at)
        timers.append(timer)
    Timer.objects.bulk_create(timers)
    publish([ticket_id], known=timers if generation == 1 else None)


@dataclass(frozen=True)
class Fixed:
    """A clock whose moments are given: a call-back at a promised time, a period set by law. `basis` says by what."""

    ticket_id: int
    kind: str
    started_at: datetime
    goal_at: datetime
    due_at: datetime
    basis: str
    priority: str


def arm_fixed(
    *, ticket_id: int, kind: str, goal_at: datetime, due_at: datetime, basis: str, priority: str, at: datetime
) -> Timer:
    """Start one clock with fixed moments at `at`; the caller holds the ticket's row."""
    clock = Fixed(ticket_id, kind, at, goal_at, due_at, basis, priority)
    return arm_fixed_many([clock], at=at)[0]


def arm_fixed_many(clocks: Sequence[Fixed], *, at: datetime) -> list[Timer]:
    """As `arm_fixed`, for many: the statements do not grow with their number. In the order given.

    All clocks given for one ticket are of one generation, the next; the caller holds the tickets' rows. A start in the past
    is right for a clock that is armed anew: rungs that lie behind `at` are not told again.
    """
    found = Timer.objects.filter(ticket__in={each.ticket_id for each in clocks}).values("ticket")
    last = dict(found.annotate(last=Max("generation")).values_list("ticket", "last"))
    rungs = rungs_in_use() if clocks else []
    laid: dict[Fixed, tuple[list[list[object]], list[dict[str, object]]]] = {}
    timers = []
    for each in clocks:
        timer = Timer(
            ticket_id=each.ticket_id,
            kind=each.kind,
            generation=last.get(each.ticket_id, 0) + 1,
            started_at=each.started_at,
            goal_at=each.goal_at,
            due_at=each.due_at,
            basis=each.basis,
        )
        alike = replace(each, ticket_id=0)  # a sweep arms hundreds that differ in nothing else
        if alike not in laid:
            ladder = plan(timer, rungs, priority=each.priority, pauses=(), after=at)
            laid[alike] = ladder, _ledger(timer, (), until=each.due_at)
        timer.plan, timer.explanation = laid[alike]
        timer.wake_at = next_look(timer)
        timers.append(timer)
    insert_rows(timers)
    publish(list({each.ticket_id for each in clocks if each.kind in OF_THE_TICKET}))
    return timers


def next_generation(ticket_id: int) -> int:
    """One above the last clocks of this ticket; the caller holds its row."""
    last: int | None = Timer.objects.filter(ticket_id=ticket_id).aggregate(last=Max("generation"))["last"]
    return (last or 0) + 1


def unanswered(ticket_id: int, kinds: Sequence[str] | None = None) -> list[Timer]:
    """The clocks of a ticket that still wait for their answer, with their versions; the caller holds the ticket's row."""
    timers = Timer.objects.filter(ticket_id=ticket_id, state__in=UNANSWERED).order_by("due_at")
    if kinds is not None:
        timers = timers.filter(kind__in=kinds)
    told = timers.select_related("policy_version", "calendar_version", "ticket__assignee", "ticket__team")
    return list(told.prefetch_related("pauses"))


def stop_timers(ticket_id: int, *, kinds: Sequence[str], by: Acting, at: datetime) -> None:
    """The promise was kept or kept late, by `due_at` and the moment of the answer: a dead loop cannot hide a breach."""
    timers = unanswered(ticket_id, kinds)
    for timer in timers:
        _end_pause(timer, at)
        late = max(0, int((at - timer.due_at).total_seconds()))
        if late and timer.breached_at is None:
            breach([timer], at=at)
        _finish(timer, TimerState.MISSED if timer.breached_at else TimerState.MET, at)
        record(_met(timer, late), by=by, at=at)
    if timers:
        publish([ticket_id])


def _met(timer: Timer, late_seconds: int) -> PromiseMet:
    return PromiseMet(
        subject_id=timer.ticket_id,
        timer_id=timer.pk,
        kind=timer.kind,
        late_seconds=late_seconds,
        team_id=timer.ticket.team_id,
        category=timer.ticket.category,
    )


def waive_timers(ticket_id: int, *, kinds: Sequence[str], by: Acting, at: datetime) -> None:
    """Nothing is owed any more. A promise that is already broken is no promise waived: it was missed."""
    end_timers(ticket_id, PromiseWaived, kinds=kinds, by=by, at=at)


def end_timers(
    ticket_id: int, told: type[PromiseWaived | PromiseJoined], *, kinds: Sequence[str], by: Acting, at: datetime
) -> None:
    """End clocks without an answer, as `told` says why; a broken one was missed whatever the reason."""
    timers = unanswered(ticket_id, kinds)
    for timer in timers:
        if timer.due_at <= at and not timer.paused_at:
            if timer.breached_at is None:
                breach([timer], at=at)
            _finish(timer, TimerState.MISSED, at)
            continue
        _end_pause(timer, at)
        _finish(timer, TimerState.CANCELLED, at)
        record(told(subject_id=ticket_id, timer_id=timer.pk, kind=timer.kind), by=by, at=at)
    if timers:
        publish([ticket_id])


def _finish(timer: Timer, state: TimerState, at: datetime) -> None:
    timer.state, timer.stopped_at, timer.wake_at, timer.plan = state, at, None, []
    timer.explanation = _ledger(timer, _pauses(timer), until=at)
    timer.save(update_fields=["state", "stopped_at", "paused_at", "breached_at", *MEASURED])


def pause_timers(ticket_id: int, *, reason: str, at: datetime) -> None:
    """Stand still. A promise that is already broken stays broken and is not paused, nor is one with a fixed moment."""
    standing = []
    for timer in unanswered(ticket_id):
        if timer.state != TimerState.RUNNING or timer.due_at <= at or timer.policy_version is None:
            continue
        timer.state, timer.paused_at, timer.wake_at = TimerState.PAUSED, at, None
        standing.append(timer)
    Pause.objects.bulk_create(Pause(timer=each, reason=reason, started_at=at) for each in standing)
    write_rows(Timer, standing, ["state", "paused_at", "wake_at"])
    publish([ticket_id])


def resume_timers(ticket_id: int, *, at: datetime) -> None:
    """Run again: goal and limit move by the working time that lay in the pause."""
    timers = [each for each in unanswered(ticket_id) if each.state == TimerState.PAUSED]
    for timer in timers:
        timer.state = TimerState.RUNNING
        _end_pause(timer, at)
    write_rows(Timer, timers, ["state", "paused_at", *MEASURED])
    publish([ticket_id])


def rebase_timers(ticket: Ticket, *, by: Acting, at: datetime, ruling: Ruling | None = None) -> int:
    """Measure the running promises anew, from their own start, by the policy that applies now; how many got another moment.

    Recorded with before and after, unless nothing at all is different. A promise that is already broken is not repaired by
    this. `ruling` spares the look-up when many tickets are re-based.
    """
    found = ruling or policy_for(Matter.of(ticket))
    moved = 0
    for timer in unanswered(ticket.pk):
        if timer.policy_version is None or is_broken(timer, at):
            continue
        before, source = (timer.goal_at, timer.due_at), (timer.policy_version_id, timer.calendar_version_id)
        timer.policy_version, timer.calendar_version = found.policy, found.calendar
        _measure(timer, found.schedule, _pauses(timer), found.rungs, priority=ticket.priority, at=at)
        timer.goal_passed_at = timer.goal_passed_at if timer.goal_at <= at else None
        timer.wake_at = next_look(timer)
        timer.save(update_fields=["policy_version", "calendar_version", "goal_passed_at", *MEASURED])
        moved += (timer.goal_at, timer.due_at) != before
        if (timer.goal_at, timer.due_at, found.policy.pk, found.calendar.pk) != (*before, *source):
            record(_rebased(timer, before[1]), by=by, at=at)
    publish([ticket.pk])
    return moved


def _rebased(timer: Timer, before: datetime) -> PromiseRebased:
    return PromiseRebased(
        subject_id=timer.ticket_id,
        timer_id=timer.pk,
        kind=timer.kind,
        before=before.isoformat(),
        after=timer.due_at.isoformat(),
    )


def is_broken(timer: Timer, at: datetime) -> bool:
    """Whether the limit of an unanswered clock has passed, whoever has noticed. A pause keeps it as it was when it began."""
    return timer.breached_at is not None or timer.due_at <= (timer.paused_at or at)


class _Owed(NamedTuple):
    """As much of a clock as its ticket's row shows."""

    ticket_id: int
    state: str
    goal_at: datetime
    due_at: datetime
    goal_passed_at: datetime | None
    breached_at: datetime | None


def publish(ticket_ids: Sequence[int], *, known: Sequence["Timer | _Owed"] | None = None) -> None:
    """Tell the ticket rows what their nearest promises are now. `known` spares the read when it is all there is."""
    owed: dict[int, list[Timer | _Owed]] = {each: [] for each in ticket_ids}
    if known is None:
        found = Timer.objects.filter(ticket__in=ticket_ids, state__in=UNANSWERED, kind__in=OF_THE_TICKET)
        known = [_Owed(*each) for each in found.values_list(*_Owed._fields)]
    for timer in known:
        owed[timer.ticket_id].append(timer)
    show_promises([_shown(ticket_id, timers) for ticket_id, timers in owed.items()])


def _shown(ticket_id: int, timers: list["Timer | _Owed"]) -> Promise:
    timers.sort(key=lambda each: each.due_at)
    running = [each for each in timers if each.state != TimerState.PAUSED]
    nearest = next(iter(running or timers), None)
    return Promise(
        id=ticket_id,
        goal_at=nearest.goal_at if nearest else None,
        limit_at=nearest.due_at if nearest else None,
        next_due_at=min((each.due_at if each.goal_passed_at else each.goal_at for each in running), default=None),
        breached_at=min((each.due_at for each in timers if each.breached_at), default=None),
    )


def next_look(timer: Timer) -> datetime | None:
    """When the sweep must look at a running clock: the goal, the limit or the next rung, whichever comes first."""
    if timer.state != TimerState.RUNNING:
        return None
    marks = [] if timer.goal_passed_at else [timer.goal_at]
    marks += [] if timer.breached_at else [timer.due_at]
    marks += [datetime.fromisoformat(moment) for moment, _step in timer.plan[:1]]
    return min(marks, default=None)


def _end_pause(timer: Timer, at: datetime) -> None:
    """Close the open pause, if any, and move goal and limit accordingly."""
    if timer.paused_at is None:
        return
    Pause.objects.filter(timer=timer, ended_at__isnull=True).update(ended_at=at)
    timer.paused_at = None
    _measure(timer, timer.schedule, _pauses(timer), rungs_in_use(), priority=timer.ticket.priority, at=at)


def _pauses(timer: Timer) -> hours.Pauses:
    ended = Pause.objects.filter(timer=timer, ended_at__isnull=False)
    return [(each.started_at, each.ended_at) for each in ended]


def _measure(
    timer: Timer, schedule: hours.Schedule, pauses: hours.Pauses, rungs: Sequence[Rung], *, priority: str, at: datetime
) -> None:
    """Goal, limit and ladder as the pure function of start, policy, calendar and the pauses that have ended."""
    goal, limit = timer.targets
    timer.goal_at = promised(schedule, timer.started_at, goal, pauses)
    timer.due_at = promised(schedule, timer.started_at, limit, pauses)
    # A rung that was reached and not yet told stays; what lies ahead is laid anew.
    reached = [each for each in timer.plan if datetime.fromisoformat(each[0]) <= at]
    timer.plan = reached + plan(timer, rungs, priority=priority, pauses=pauses, after=at)
    timer.explanation = _ledger(timer, pauses, until=timer.due_at)
    timer.wake_at = next_look(timer)


def _ledger(timer: Timer, pauses: hours.Pauses, *, until: datetime) -> list[dict[str, object]]:
    goal, limit = timer.targets
    lines = hours.ledger(timer.schedule, timer.started_at, goal=goal, limit=limit, pauses=pauses, until=until)
    return [each.to_json() for each in lines]


ALL_KINDS = list(TimerKind.values)
