"""Record what happened; deliver what must follow; make a create happen once."""

import hashlib
import json
import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db import connection, models, transaction
from django.utils.translation import gettext_lazy as _

from core.errors import Conflict, InvalidInput, NotFound
from outbox.actors import Acting
from outbox.events import Happening
from outbox.models import Delivery, DeliveryState, Event, IdempotencyKey
from outbox.registry import Handler, handler, handlers_for, rings, turns
from outbox.rows import add_rows, insert_rows

log = logging.getLogger(__name__)

MAX_TRIES = 8
KEYS_KEPT = timedelta(days=30)
FIRST_WAIT = timedelta(seconds=15)
LONGEST_WAIT = timedelta(minutes=30)
M = TypeVar("M", bound=models.Model)
_Work = tuple[Handler, list[Event]]


class PermanentFailureError(Exception):
    """Raised by a handler when trying again makes no sense, such as an address that does not exist."""


class NotYetError(Exception):
    """Raised by a handler that must wait until a moment, through no fault of this delivery: it costs no try."""

    def __init__(self, until: datetime) -> None:
        self.until = until
        super().__init__(until.isoformat())


def record(happening: Happening, *, by: Acting, at: datetime) -> Event:
    """Write the event, run inline reactions and queue the deferred ones, all in the caller's transaction.

    An inline reaction that fails is rolled back to its savepoint and becomes a delivery: a broken rule never stops the change.
    """
    return record_all([happening], by=by, at=at)[0]


def record_all(happenings: Sequence[Happening], *, by: Acting, at: datetime) -> list[Event]:
    """As `record`, for many at once: the statements do not grow with their number. In the order given."""
    if not connection.in_atomic_block:
        raise RuntimeError("events are recorded inside the transaction of the change")
    actor = by.actor
    events = insert_rows(
        [
            Event(
                name=each.name,
                at=at,
                actor_kind=actor.kind,
                actor_id=actor.id,
                actor_label=actor.label,
                subject_kind=each.subject_kind,
                subject_id=each.subject_id,
                data=each.data(),
            )
            for each in happenings
        ]
    )
    now: list[_Work] = []
    later: list[_Work] = []
    for name in dict.fromkeys(event.name for event in events):
        alike = [event for event in events if event.name == name]
        for each in handlers_for(name):
            if wanted := _wanted(each, alike):
                (now if each.inline else later).append((each, wanted))
    later += _run_inline(now)
    waiting = [{"event_id": event.pk, "handler": each.key, "not_before": at} for each, left in later for event in left]
    add_rows(Delivery, waiting)
    for ring in rings():
        transaction.on_commit(ring)
    return events


def _wanted(each: Handler, events: list[Event]) -> list[Event]:
    return events if each.when is None else [event for event in events if each.when(event)]


def _run_inline(work: list[_Work]) -> list[_Work]:
    """What failed. All in one savepoint first, then each handler in its own, then event by event: what is bad costs nobody else
    anything, and what is good costs two statements however many react.
    """
    if not work:
        return []
    try:
        with transaction.atomic():
            for each, events in work:
                each.run(events)
    except Exception:  # the delivery loop tries again; the alarm is the log line
        if parts := _parts(work):
            return [left for part in parts for left in _run_inline(part)]
        [(each, events)] = work
        log.exception("inline handler %s failed for event %s, queued", each.key, events[0].pk)
        return work
    return []


def _parts(work: list[_Work]) -> list[list[_Work]]:
    if len(work) > 1:
        return [[each] for each in work]
    [(handler_, events)] = work
    return [[(handler_, [event])] for event in events] if len(events) > 1 else []


def deliver_to(*, handler_key: str, address: str, events: Sequence[Event], at: datetime) -> None:
    """Queue an addressed reaction to events that were recorded before; once for each, however often it is asked."""
    key = f"{handler_key}:{address}"
    rows = [Delivery(event=each, handler=key, not_before=at) for each in events]
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)


def take_turn(*, at: datetime) -> int:
    """One turn of a deliverer: what is registered for every turn, then what is due; how many deliveries were tried."""
    for run in turns():
        try:
            run(at)
        except Exception:  # as with deliveries: one fault stops nobody else, and the next turn tries again
            log.exception("turn %s failed", run.__name__)
    return deliver_due(at=at)


def deliver_due(*, at: datetime, limit: int = 500) -> int:
    """Deliver up to `limit` waiting reactions; how many were tried. Safe to run in any number of processes."""
    tried = 0
    while tried < limit and (delivery := _reserve(at)):
        _attempt(delivery, at)
        tried += 1
    return tried


def _reserve(at: datetime) -> Delivery | None:
    """Take one due row and push it into the future, so that a deliverer that dies here costs a wait and nothing else."""
    with transaction.atomic():
        due = Delivery.objects.filter(state=DeliveryState.PENDING, not_before__lte=at).order_by("not_before")
        row = due.select_for_update(skip_locked=True).first()
        if row:
            row.not_before = at + min(FIRST_WAIT * 2**row.tries, LONGEST_WAIT)
            row.tries += 1
            row.save(update_fields=["not_before", "tries"])
    return row


def _attempt(delivery: Delivery, at: datetime) -> None:
    each = handler(delivery.handler)
    try:
        if each is None:
            raise PermanentFailureError(f"no handler {delivery.handler}")
        _react(each, delivery.event)
    except NotYetError as wait:
        Delivery.objects.filter(pk=delivery.pk).update(not_before=wait.until, tries=delivery.tries - 1)
    except PermanentFailureError as failure:
        _settle(delivery, DeliveryState.DEAD, error=str(failure))
    except Exception as failure:  # any fault of the outside world: keep it on the row, go on
        log.exception("delivery %s failed", delivery.pk)
        state = DeliveryState.DEAD if delivery.tries >= MAX_TRIES else DeliveryState.PENDING
        _settle(delivery, state, error=repr(failure))
    else:
        _settle(delivery, DeliveryState.SENT, sent_at=at)


def _react(each: Handler, event: Event) -> None:
    if each.inline:
        with transaction.atomic():
            each.run([event])
    else:
        each.run([event])


def _settle(delivery: Delivery, state: DeliveryState, *, error: str = "", sent_at: datetime | None = None) -> None:
    Delivery.objects.filter(pk=delivery.pk).update(state=state, last_error=error[:2000], sent_at=sent_at)


def send_again(*, delivery_id: int, at: datetime) -> None:
    """Give a dead delivery new tries. The administrator's button."""
    dead = Delivery.objects.filter(pk=delivery_id, state=DeliveryState.DEAD)
    if not dead.update(state=DeliveryState.PENDING, tries=0, not_before=at):
        raise NotFound


def outward_key(event: Event, handler_key: str) -> str:
    """The name under which the outside world may see this delivery more than once."""
    return f"{event.pk}.{handler_key}"


def fingerprint(payload: Mapping[str, Any]) -> str:
    """A digest by which a key that returns with other content is noticed."""
    return hashlib.sha256(json.dumps(payload, sort_keys=True, default=str).encode()).hexdigest()


def once(
    *, scope: str, key: str, model: type[M], make: Callable[[], M], at: datetime, digest: str = ""
) -> tuple[M, bool]:
    """Run `make` at most once for a key; later calls get the row it made. Returns the row and whether it is new.

    Two at the same moment: the unique index lets one through and the other waits for its commit. A key that comes back with
    another fingerprint raises Conflict.
    """
    if not 1 <= len(key) <= 200:
        raise InvalidInput(_("The Idempotency-Key must have 1 to 200 characters."), code="idempotency_key")
    with transaction.atomic():
        new = IdempotencyKey(scope=scope, key=key, fingerprint=digest, created_at=at)
        IdempotencyKey.objects.bulk_create([new], ignore_conflicts=True)
        row = IdempotencyKey.objects.select_for_update().get(scope=scope, key=key)
        if row.result_id is not None:
            if digest and row.fingerprint != digest:
                raise Conflict(_("This Idempotency-Key was used before with other content."), code="idempotency_key")
            return model._default_manager.get(pk=row.result_id), False  # noqa: SLF001 - Django's public name
        made = make()
        IdempotencyKey.objects.filter(pk=row.pk).update(result_id=made.pk)
        return made, True


def forget_old_keys(*, at: datetime) -> int:
    """Remove keys older than 30 days; how many. What they made stays."""
    return IdempotencyKey.objects.filter(created_at__lt=at - KEYS_KEPT).delete()[0]
