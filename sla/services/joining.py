"""One ticket goes on in another: of two promises of one kind the stricter holds."""

from datetime import datetime
from typing import Final

from outbox.actors import Acting
from sla.events import PromiseJoined
from sla.models import OF_THE_TICKET, Pause, Timer, TimerKind, TimerState
from sla.services.clocks import (
    end_timers,
    is_broken,
    next_generation,
    next_look,
    pause_timers,
    publish,
    resume_timers,
    unanswered,
)
from sla.services.holdings import end_holding
from tickets.models import Ticket
from tickets.states import WAITING

# Answers to the first and to a later word are one debt.
_DEBTS: Final = ([TimerKind.FIRST_REPLY, TimerKind.NEXT_REPLY], [TimerKind.RESOLUTION], [TimerKind.CALLBACK])


def join_clocks(*, gone_id: int, kept: Ticket, by: Acting, at: datetime) -> None:
    """The clocks of `gone_id` end; one that is due before its like on `kept`, or has none there, runs on there from its own start.

    A promise that is broken already was missed on its own ticket and is not carried on. The caller holds both rows.
    """
    # What stands still has no limit to compare: both run for this moment, and pause again where the ticket waits.
    resume_timers(gone_id, at=at)
    resume_timers(kept.pk, at=at)
    generation = next_generation(kept.pk)
    for kinds in _DEBTS:
        theirs = [each for each in unanswered(gone_id, kinds) if not is_broken(each, at)]
        ours = unanswered(kept.pk, kinds)
        if not theirs or (ours and ours[0].due_at <= theirs[0].due_at):
            continue
        end_timers(kept.pk, PromiseJoined, kinds=kinds, by=by, at=at)
        _carry(theirs[0], kept.pk, generation)
    end_timers(gone_id, PromiseJoined, kinds=OF_THE_TICKET, by=by, at=at)
    end_holding([gone_id], at=at)
    publish([gone_id, kept.pk])
    if kept.state in WAITING:
        pause_timers(kept.pk, reason=kept.state, at=at)


def _carry(timer: Timer, ticket_id: int, generation: int) -> None:
    """The same clock on another ticket: start, policy, pauses, marks and what is still to be told."""
    pauses = [each for each in timer.pauses.all() if each.ended_at]
    timer.pk, timer.ticket_id, timer.generation, timer.state = None, ticket_id, generation, TimerState.RUNNING
    timer.tries, timer.last_error = 0, ""
    timer.wake_at = next_look(timer)
    timer._state.adding = True  # noqa: SLF001 - Django's way to copy a row
    timer.save()
    Pause.objects.bulk_create(
        Pause(timer=timer, reason=each.reason, started_at=each.started_at, ended_at=each.ended_at) for each in pauses
    )
