"""The sweep: claim due timers and act on them, claim and effect in one transaction, no network in it.

Any number of ringers may run at once: rows that another one holds, or an agent is just changing, are skipped and found again at
the next ring. The claim locks timer and ticket together without ever waiting, so it cannot deadlock with the verbs, which
lock the ticket first.
"""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from outbox.actors import SYSTEM
from outbox.rows import write_rows
from outbox.services import record
from sla.events import TimerHeld
from sla.models import Timer, TimerState
from sla.services.breaches import breach, pass_goals
from sla.services.clocks import next_look, publish
from sla.services.ladder import climb
from sla.services.silence import take_back_silent
from tickets.models import Ticket
from tickets.services import resume_ticket

log = logging.getLogger(__name__)

BATCH = 500
MAX_TRIES = 8
RETRY_AFTER = timedelta(seconds=30)
# What firing looks at. Rows are wide, and building objects is most of the work.
_READ = [
    *("ticket_id", "kind", "state", "goal_at", "due_at", "wake_at", "goal_passed_at", "breached_at", "plan", "tries"),
    *("ticket__escalated_at", "ticket__version", "ticket__customer_id", "ticket__watchers", "ticket__category"),
    *("ticket__assignee__name", "ticket__assignee__agent_number", "ticket__assignee__role", "ticket__team__name"),
]


def sweep(*, at: datetime) -> int:
    """Wake waiting tickets whose date has come, take back what silent people hold, fire all due timers until none is left; how many
    timers were handled.
    """
    fired = 0
    wake_waiting(at=at)
    take_back_silent(at=at)
    while _due(at).exists():  # most looks find nothing, and this is the cheapest way to see it
        fired += (batch := fire_due(at=at, limit=BATCH))
        if not batch:  # others hold what is left
            break
    return fired


def _due(at: datetime) -> QuerySet[Timer]:
    return Timer.objects.filter(state=TimerState.RUNNING, wake_at__lte=at)


def fire_due(*, at: datetime, limit: int = BATCH) -> int:
    """Act on up to `limit` due timers; how many rows were handled (fired or put off). Statements do not grow with their number."""
    with transaction.atomic():
        known = _due(at).order_by("wake_at").select_related("ticket__assignee", "ticket__team").only(*_READ)
        claimed = list(known.select_for_update(skip_locked=True, of=("self", "ticket"))[:limit])
        if claimed and _failure(claimed, at):
            for timer in claimed:
                if failure := _failure([_anew(timer)], at):
                    _put_off(timer, failure, at)
    return len(claimed)


def _anew(timer: Timer) -> Timer:
    return Timer.objects.select_related("ticket__assignee", "ticket__team").only(*_READ).get(pk=timer.pk)


def _failure(timers: list[Timer], at: datetime) -> Exception | None:
    """Fire them together in one savepoint; what went wrong, and then nothing of it happened."""
    try:
        with transaction.atomic():
            _fire(timers, at)
    except Exception as failure:  # one bad row must not stop the others
        log.exception("timers %s failed", [each.pk for each in timers][:10])
        return failure
    return None


def _put_off(timer: Timer, failure: Exception, at: datetime) -> None:
    """A poison row keeps its error and is tried later; after eight tries it is held and alarms."""
    timer.refresh_from_db()
    timer.tries += 1
    timer.last_error = repr(failure)[:2000]
    if timer.tries >= MAX_TRIES:
        timer.state, timer.wake_at = TimerState.HELD, None
        record(TimerHeld(subject_id=timer.ticket_id, timer_id=timer.pk, kind=timer.kind), by=SYSTEM, at=at)
    else:
        timer.wake_at = at + RETRY_AFTER * timer.tries
    timer.save(update_fields=["state", "tries", "last_error", "wake_at"])


def _fire(timers: list[Timer], at: datetime) -> None:
    """Look again at the truth, act on each mark that was passed, say when to look next."""
    pass_goals([each for each in timers if each.goal_passed_at is None and each.goal_at <= at], at=at)
    breach([each for each in timers if each.breached_at is None and each.due_at <= at], at=at)
    climb(timers, at=at)
    for timer in timers:
        timer.wake_at = next_look(timer)
    write_rows(Timer, timers, ["goal_passed_at", "breached_at", "plan", "wake_at"])
    publish(list({each.ticket_id for each in timers}))


def wake_waiting(*, at: datetime) -> int:
    """Go on with tickets that waited until a date that has come."""
    woken = 0
    for ticket in Ticket.objects.woken_by(at).only("number").order_by("waiting_until")[:500]:
        try:
            resume_ticket(ticket=ticket, cause="date", by=SYSTEM, at=at)
            woken += 1
        except Exception:  # one bad row must not stop the others
            log.exception("ticket %s could not go on", ticket.number)
    return woken
