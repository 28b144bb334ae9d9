"""Timers follow the ticket, in the transaction that changes it."""

from datetime import datetime

from django.db.models import Max

from core.hours import Pauses
from outbox.actors import Acting
from outbox.services import record
from sla.events import PromiseMet, PromiseRebased
from sla.models import UNANSWERED, Pause, Timer, TimerKind, TimerState
from sla.services.breaches import breach
from sla.services.policies import policy_for, promised
from tickets.models import Ticket
from tickets.services import show_promise


def arm_timers(
    *, ticket_id: int, category: str, priority: str, kinds: list[str], at: datetime, generation: int = 1
) -> None:
    """Start clocks of these kinds at `at`. A new ticket has generation 1; who reopens one asks `next_generation`."""
    policy, calendar = policy_for(category, priority)
    schedule = calendar.hours()
    timers = []
    for kind in kinds:
        goal, limit = policy.targets(kind)
        goal_at = promised(schedule, at, goal)
        timers.append(
            Timer(
                ticket_id=ticket_id,
                kind=kind,
                generation=generation,
                started_at=at,
                goal_at=goal_at,
                due_at=promised(schedule, at, limit),
                wake_at=goal_at,
                policy_version=policy,
                calendar_version=calendar,
            )
        )
    Timer.objects.bulk_create(timers)
    publish(ticket_id, timers)


def next_generation(ticket_id: int) -> int:
    """One above the last clocks of this ticket; the caller holds its row."""
    last: int | None = Timer.objects.filter(ticket_id=ticket_id).aggregate(last=Max("generation"))["last"]
    return (last or 0) + 1


def unanswered(ticket_id: int) -> list[Timer]:
    """The clocks of a ticket that still wait for their answer, with their versions; the caller holds the ticket's row."""
    timers = Timer.objects.filter(ticket_id=ticket_id, state__in=UNANSWERED).order_by("due_at")
    return list(timers.select_related("policy_version", "calendar_version").prefetch_related("pauses"))


def stop_timers(ticket_id: int, *, kinds: list[str], by: Acting, at: datetime) -> None:
    """The promise was kept or kept late, by `due_at` and the moment of the answer: a dead loop cannot hide a breach."""
    timers = unanswered(ticket_id)
    if not any(timer.kind in kinds for timer in timers):
        return
    for timer in [each for each in timers if each.kind in kinds]:
        _end_pause(timer, at)
        late = max(0, int((at - timer.due_at).total_seconds()))
        if late and timer.breached_at is None:
            breach(timer, Ticket.objects.select_related("assignee", "team").get(pk=ticket_id), at=at)
        timer.state = TimerState.MISSED if timer.breached_at else TimerState.MET
        timer.stopped_at, timer.wake_at = at, None
        timer.save(update_fields=["state", "stopped_at", "wake_at", "goal_at", "due_at", "paused_at", "breached_at"])
        record(PromiseMet(subject_id=ticket_id, timer_id=timer.pk, kind=timer.kind, late_seconds=late), by=by, at=at)
        timers.remove(timer)
    publish(ticket_id, timers)


def pause_timers(ticket_id: int, *, reason: str, at: datetime) -> None:
    """Stand still. A promise that is already broken stays broken and is not paused."""
    timers = unanswered(ticket_id)
    for timer in timers:
        if timer.state != TimerState.RUNNING or timer.due_at <= at:
            continue
        Pause.objects.create(timer=timer, reason=reason, started_at=at)
        timer.state, timer.paused_at, timer.wake_at = TimerState.PAUSED, at, None
        timer.save(update_fields=["state", "paused_at", "wake_at"])
    publish(ticket_id, timers)


def resume_timers(ticket_id: int, *, at: datetime) -> None:
    """Run again: goal and limit move by the working time that lay in the pause."""
    timers = unanswered(ticket_id)
    for timer in timers:
        if timer.state != TimerState.PAUSED:
            continue
        _end_pause(timer, at)
        timer.state = TimerState.RUNNING
        timer.wake_at = timer.due_at if timer.goal_passed_at else timer.goal_at
        timer.save(update_fields=["state", "paused_at", "wake_at", "goal_at", "due_at"])
    publish(ticket_id, timers)


def rebase_timers(ticket: Ticket, *, by: Acting, at: datetime) -> None:
    """Measure the running promises anew, from their own start, by the policy that applies now. Recorded with before and after.

    A promise that is already broken is not repaired by this.
    """
    policy, calendar = policy_for(ticket.category, ticket.priority)
    timers = unanswered(ticket.pk)
    for timer in timers:
        if timer.breached_at or timer.due_at <= at:
            continue
        before = timer.due_at
        timer.policy_version, timer.calendar_version = policy, calendar
        _measure(timer)
        if timer.state == TimerState.RUNNING:
            timer.goal_passed_at = timer.goal_passed_at if timer.goal_at <= at else None
            timer.wake_at = timer.due_at if timer.goal_passed_at else timer.goal_at
        timer.save(
            update_fields=["policy_version", "calendar_version", "goal_at", "due_at", "wake_at", "goal_passed_at"]
        )
        record(
            PromiseRebased(
                subject_id=ticket.pk,
                timer_id=timer.pk,
                kind=timer.kind,
                before=before.isoformat(),
                after=timer.due_at.isoformat(),
            ),
            by=by,
            at=at,
        )
    publish(ticket.pk, timers)


def publish(ticket_id: int, timers: list[Timer]) -> None:
    """Tell the ticket row what its nearest promise is now."""
    open_ones = sorted((each for each in timers if each.stopped_at is None), key=lambda each: each.due_at)
    running = [each for each in open_ones if each.state != TimerState.PAUSED]
    nearest = next(iter(running or open_ones), None)
    broken = [each.due_at for each in open_ones if each.breached_at]
    show_promise(
        ticket_id=ticket_id,
        goal_at=nearest.goal_at if nearest else None,
        limit_at=nearest.due_at if nearest else None,
        next_due_at=min((_next_mark(each) for each in running), default=None),
        breached_at=min(broken, default=None),
    )


def _next_mark(timer: Timer) -> datetime:
    return timer.due_at if timer.goal_passed_at else timer.goal_at


def _end_pause(timer: Timer, at: datetime) -> None:
    """Close the open pause, if any, and move goal and limit accordingly."""
    if timer.paused_at is None:
        return
    Pause.objects.filter(timer=timer, ended_at__isnull=True).update(ended_at=at)
    timer.paused_at = None
    _measure(timer)


def _measure(timer: Timer) -> None:
    """Goal and limit as the pure function of start, policy, calendar and the pauses that have ended."""
    schedule = timer.calendar_version.hours()
    goal, limit = timer.targets
    pauses: Pauses = [
        (each.started_at, each.ended_at) for each in Pause.objects.filter(timer=timer, ended_at__isnull=False)
    ]
    timer.goal_at = promised(schedule, timer.started_at, goal, pauses)
    timer.due_at = promised(schedule, timer.started_at, limit, pauses)


ALL_KINDS = list(TimerKind.values)
