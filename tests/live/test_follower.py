"""Nothing that was committed is skipped, however the transactions overlap."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event as Signal

import pytest
from django.db import connection, transaction

from live.follower import GAP_SECONDS, Follower
from outbox.actors import SYSTEM
from outbox.models import Event
from outbox.services import record
from tests.people import NOON
from tickets.events import TicketClosed

pytestmark = pytest.mark.django_db(transaction=True)


def _happen(subject: int) -> None:
    with transaction.atomic():
        record(TicketClosed(subject_id=subject), by=SYSTEM, at=NOON)


def _subjects(events: list[Event]) -> list[int]:
    return [event.subject_id for event in events]


@pytest.fixture
def beside() -> Iterator[ThreadPoolExecutor]:
    """Another connection."""
    with ThreadPoolExecutor(1) as pool:
        yield pool
        pool.submit(lambda: connection.close()).result()  # noqa: PLW0108 - the connection of that thread


def test_it_begins_now_and_reads_on() -> None:
    """What was before is not told; what comes is, once."""
    _happen(1)
    follower = Follower()
    follower.start()
    assert follower.read() == []
    _happen(2)
    _happen(3)
    assert _subjects(follower.read()) == [2, 3]
    assert follower.read() == []


def test_a_transaction_that_ends_late_is_told_late(beside: ThreadPoolExecutor) -> None:
    """Its event has a lower id than one that was read already."""
    _happen(0)
    follower = Follower()
    follower.start()
    written, go = Signal(), Signal()

    def slow() -> None:
        with transaction.atomic():
            record(TicketClosed(subject_id=1), by=SYSTEM, at=NOON)
            written.set()
            go.wait(10)

    late: Future[None] = beside.submit(slow)
    assert written.wait(10)
    _happen(2)
    assert _subjects(follower.read()) == [2]
    assert follower.read() == []
    go.set()
    late.result(10)
    assert _subjects(follower.read()) == [1]
    assert follower.read() == []


def test_a_number_that_was_rolled_back_is_not_watched_for_ever() -> None:
    """The gap is forgotten after its time."""
    moment = [0.0]
    _happen(0)
    follower = Follower(clock=lambda: moment[0])
    follower.start()
    with transaction.atomic():
        record(TicketClosed(subject_id=1), by=SYSTEM, at=NOON)
        transaction.set_rollback(True)
    _happen(2)
    assert _subjects(follower.read()) == [2]
    assert follower.gaps == 1
    moment[0] = GAP_SECONDS + 1
    follower.read()
    assert follower.gaps == 0
