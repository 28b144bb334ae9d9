"""The sweep: claim due timers and act on them, claim and effect in one transaction, no network in it.

Any number of ringers may run at once: rows that another one holds, or an agent is just changing, are skipped and found again at
the next ring. The claim locks timer and ticket together without ever waiting, so it cannot deadlock with the verbs, which
lock the ticket first.
"""

import logging
from datetime import datetime, timedelta

from django.db import transaction

from outbox.actors import SYSTEM
from outbox.services import record
from sla.events import TimerHeld
from sla.models import RingerTick, Timer, TimerState
from sla.services.breaches import breach, pass_goal
from sla.services.clocks import publish, unanswered
from tickets.models import Ticket
from tickets.services import resume_ticket

log = logging.getLogger(__name__)

BATCH = 100
MAX_TRIES = 8
RETRY_AFTER = timedelta(seconds=30)


def sweep(*, at: datetime, ringer: str) -> int:
    """One ring: wake waiting tickets whose date has come, fire all due timers until none is left, note the tick."""
    fired = 0
    wake_waiting(at=at)
    while batch := fire_due(at=at, limit=BATCH):
        fired += batch
    RingerTick.objects.update_or_create(name=ringer, defaults={"at": at})
    return fired


def fire_due(*, at: datetime, limit: int = BATCH) -> int:
    """Act on up to `limit` due timers; how many rows were handled (fired or put off)."""
    with transaction.atomic():
        due = Timer.objects.filter(state=TimerState.RUNNING, wake_at__lte=at).order_by("wake_at")
        claimed = list(
            due.select_related("ticket", "ticket__assignee", "ticket__team").select_for_update(
                skip_locked=True, of=("self", "ticket")
            )[:limit]
        )
        for timer in claimed:
            _fire_or_put_off(timer, at)
    return len(claimed)


def _fire_or_put_off(timer: Timer, at: datetime) -> None:
    """A poison row keeps its error and is tried later; after eight tries it is held and alarms. The rest go on."""
    try:
        with transaction.atomic():
            _fire(timer, at)
    except Exception as failure:  # one bad row must not stop the others
        log.exception("timer %s failed", timer.pk)
        timer.refresh_from_db()
        timer.tries += 1
        timer.last_error = repr(failure)[:2000]
        if timer.tries >= MAX_TRIES:
            timer.state = TimerState.HELD
            record(TimerHeld(subject_id=timer.ticket_id, timer_id=timer.pk, kind=timer.kind), by=SYSTEM, at=at)
        else:
            timer.wake_at = at + RETRY_AFTER * timer.tries
        timer.save(update_fields=["state", "tries", "last_error", "wake_at"])


def _fire(timer: Timer, at: datetime) -> None:
    """Look again at the truth, act on each mark that was passed, say when to look next."""
    if timer.goal_passed_at is None and timer.goal_at <= at:
        pass_goal(timer, at=at)
    if timer.breached_at is None and timer.due_at <= at:
        breach(timer, timer.ticket, at=at)
    timer.wake_at = None if timer.breached_at else timer.due_at if timer.goal_passed_at else timer.goal_at
    timer.save(update_fields=["goal_passed_at", "breached_at", "wake_at"])
    publish(timer.ticket_id, unanswered(timer.ticket_id))


def wake_waiting(*, at: datetime) -> int:
    """Go on with tickets that waited until a date that has come."""
    woken = 0
    for ticket in Ticket.objects.woken_by(at).order_by("waiting_until")[:500]:
        try:
            resume_ticket(ticket=ticket, cause="date", by=SYSTEM, at=at)
            woken += 1
        except Exception:  # one bad row must not stop the others
            log.exception("ticket %s could not go on", ticket.number)
    return woken
