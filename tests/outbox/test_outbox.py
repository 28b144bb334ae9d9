"""Events and deliveries: nothing announced is forgotten, nothing is sent under two names."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

import pytest
from django.core import mail
from django.db import transaction

from core.errors import Conflict, InvalidInput, NotFound
from outbox import registry, services
from outbox.actors import SYSTEM
from outbox.events import Happening
from outbox.models import Delivery, DeliveryState, Event, IdempotencyKey
from outbox.services import PermanentFailureError, deliver_due, once, record, send_again
from tests.people import NOON, House, a_ticket
from tickets.models import Ticket


@dataclass(frozen=True, kw_only=True)
class SomethingHappened(Happening):
    name: ClassVar[str] = "tests.happened"
    subject_kind: ClassVar[str] = "test"


@pytest.fixture
def handlers(monkeypatch: pytest.MonkeyPatch) -> None:
    """A registry of this test's own."""
    monkeypatch.setattr(registry, "_by_event", {})
    monkeypatch.setattr(registry, "_by_key", {})


def _record() -> Event:
    with transaction.atomic():
        return record(SomethingHappened(subject_id=1), by=SYSTEM, at=NOON)


def test_events_belong_to_a_transaction(transactional_db: None) -> None:
    with pytest.raises(RuntimeError):
        record(SomethingHappened(subject_id=1), by=SYSTEM, at=NOON)


def test_a_failing_inline_reaction_never_stops_the_change(db: None, handlers: None) -> None:
    calls: list[int] = []

    @registry.inline(SomethingHappened)
    def fragile(events: Sequence[Event]) -> None:
        calls.append(events[0].pk)
        if len(calls) == 1:
            raise RuntimeError("rule broken")

    event = _record()
    delivery = Delivery.objects.get(event=event)
    assert delivery.handler.endswith("fragile")
    deliver_due(at=NOON)
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.SENT


def test_a_failing_inline_reaction_costs_the_others_nothing(db: None, handlers: None) -> None:
    """They share a savepoint: what the good one wrote before the bad one failed stands once, at once."""
    fragile_runs: list[int] = []

    @registry.inline(SomethingHappened)
    def good(events: Sequence[Event]) -> None:
        IdempotencyKey.objects.create(scope="good", key=str(events[0].pk), created_at=NOON)

    @registry.inline(SomethingHappened)
    def fragile(events: Sequence[Event]) -> None:
        fragile_runs.append(len(events))
        raise RuntimeError("rule broken")

    event = _record()
    assert IdempotencyKey.objects.filter(scope="good", key=str(event.pk)).count() == 1
    assert [each.handler.split(".")[-1] for each in Delivery.objects.filter(event=event)] == ["fragile"]
    assert fragile_runs == [1, 1]


def test_a_failing_delivery_waits_longer_each_time_and_is_given_up_after_eight(db: None, handlers: None) -> None:
    @registry.on(SomethingHappened)
    def broken(event: Event) -> None:
        raise ConnectionError("mail server away")

    _record()
    at, waits = NOON, []
    for _ in range(8):
        assert deliver_due(at=at) == 1
        row = Delivery.objects.get()
        waits.append((row.not_before - at).total_seconds())
        at = row.not_before
    assert waits[:4] == [15, 30, 60, 120]
    assert max(waits) <= 1800
    assert row.state == DeliveryState.DEAD
    assert deliver_due(at=at + timedelta(days=1)) == 0
    send_again(delivery_id=row.pk, at=at)
    assert deliver_due(at=at) == 1


def test_a_final_failure_is_not_tried_again(db: None, handlers: None) -> None:
    @registry.on(SomethingHappened)
    def refused(event: Event) -> None:
        raise PermanentFailureError("no such mailbox")

    _record()
    deliver_due(at=NOON)
    assert Delivery.objects.get().state == DeliveryState.DEAD
    with pytest.raises(NotFound):
        send_again(delivery_id=0, at=NOON)


def test_a_deliverer_that_dies_after_reserving_costs_a_wait_and_nothing_else(
    db: None, handlers: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[int] = []
    registry.on(SomethingHappened)(lambda event: done.append(event.pk))
    _record()
    with monkeypatch.context() as dying:
        dying.setattr(services, "_attempt", lambda *_: (_ for _ in ()).throw(SystemExit))
        with pytest.raises(SystemExit):
            deliver_due(at=NOON)
    assert deliver_due(at=NOON) == 0
    assert deliver_due(at=NOON + timedelta(seconds=15)) == 1
    assert len(done) == 1


def test_one_key_makes_one_thing(house: House) -> None:
    made = [
        once(scope="tests", key="k-1", model=Ticket, make=lambda: a_ticket(house), at=NOON, digest="a")
        for _ in range(3)
    ]
    assert [new for _row, new in made] == [True, False, False]
    assert len({row.pk for row, _new in made}) == 1
    with pytest.raises(Conflict):
        once(scope="tests", key="k-1", model=Ticket, make=lambda: a_ticket(house), at=NOON, digest="b")
    with pytest.raises(InvalidInput):
        once(scope="tests", key="", model=Ticket, make=lambda: a_ticket(house), at=NOON)


def test_a_failed_make_leaves_the_key_free(house: House) -> None:
    def fail() -> Ticket:
        raise InvalidInput

    with pytest.raises(InvalidInput):
        once(scope="tests", key="k-2", model=Ticket, make=fail, at=NOON)
    assert once(scope="tests", key="k-2", model=Ticket, make=lambda: a_ticket(house), at=NOON)[1]


def test_the_customer_is_told_number_and_both_times_in_their_language(house: House) -> None:
    ticket = a_ticket(house, language="zh-hans")
    deliver_due(at=NOON)
    told = next(each for each in mail.outbox if each.to == [house.cleo.email])
    groups = f"{ticket.number[:4]} {ticket.number[4:8]} {ticket.number[8:]}"
    assert groups in told.subject
    assert "工单" in told.subject
    assert "17:52" in told.body, "goal, four hours after 13:52 in Singapore"
    assert "13:52" in told.body, "limit, a day later"
    assert "UTC+8" in told.body
    assert "USDC" not in told.body, "no words of the caller to an address that nobody has proven"
    assert told.extra_headers["Message-ID"].startswith("<")
    assert told.extra_headers["Auto-Submitted"] == "auto-generated"


def test_a_repeated_delivery_carries_the_same_message_id(house: House) -> None:
    a_ticket(house)
    deliver_due(at=NOON)
    Delivery.objects.filter(handler="notifications.mail_promise").update(state="pending", not_before=NOON)
    deliver_due(at=NOON)
    ids = [each.extra_headers["Message-ID"] for each in mail.outbox]
    assert len(ids) == 2
    assert len(set(ids)) == 1
