"""Who follows the ids of events misses none, whatever ends late and whatever begins early. Proved with connections of their own."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import psycopg
import pytest
from django.db import connection, transaction

from outbox.actors import SYSTEM
from outbox.feed import between, horizon
from outbox.models import HELD_BACK
from outbox.services import record
from tests.outbox.test_outbox import SomethingHappened
from tests.people import NOON

_EVENT = """
    INSERT INTO outbox_event (name, at, actor_kind, actor_id, actor_label, subject_kind, subject_id, data)
    VALUES ('tests.happened', now(), 'system', 'x', '', 'test', 1, '{}') RETURNING id
"""


def _written(other: psycopg.Connection) -> int:
    row = other.execute(_EVENT).fetchone()
    assert row
    return int(row[0])


@contextmanager
def _another() -> Iterator[psycopg.Connection]:
    """A connection beside that of the test, in a transaction of its own."""
    with psycopg.connect(**connection.get_connection_params()) as other:
        yield other


def _own() -> int:
    with transaction.atomic():
        return record(SomethingHappened(subject_id=1), by=SYSTEM, at=NOON).pk


def _seen(after: int) -> list[int]:
    return [each.pk for each in between(after, horizon())]


@pytest.mark.django_db(transaction=True)
def test_what_comes_after_an_event_that_is_still_being_written_is_held_back() -> None:
    first = _own()
    with _another() as late:
        early = _written(late)
        later = _own()
        assert early < later
        assert _seen(0) == [first]
        late.commit()
        assert _seen(first) == [early, later]


@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_began_first_and_draws_its_id_last_overtakes_nobody() -> None:
    """Here the age of transactions lies: the later id belongs to the older transaction."""
    with _another() as older, _another() as younger:
        older.execute("SELECT pg_current_xact_id()")
        earlier = _written(younger)
        later = _written(older)
        older.commit()
        assert earlier < later
        assert _seen(0) == []
        younger.commit()
        assert _seen(0) == [earlier, later]


@pytest.mark.django_db(transaction=True)
def test_what_was_undone_holds_nothing_back() -> None:
    with _another() as other:
        other.execute("SAVEPOINT here")
        _written(other)
        other.execute("ROLLBACK TO SAVEPOINT here")
        after = _own()
        assert _seen(0) == [after]
        again = _written(other)
        last = _own()
        assert again < last
        assert _seen(0) == [after]
        other.rollback()
        assert _seen(0) == [after, last]


@pytest.mark.django_db(transaction=True)
def test_a_transaction_holds_one_lock_however_much_it_records() -> None:
    with _another() as other:
        for _each in range(200):
            _written(other)
        counted = other.execute(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid::bigint >> 16 = %s",
            [HELD_BACK >> 48],
        ).fetchone()
        assert counted == (1,)


@pytest.mark.django_db(transaction=True)
def test_followers_among_many_writers_miss_nothing() -> None:
    """Transactions open, write and end in every order; the follower looks after each step."""
    order = [3, 0, 2, 1, 4]
    with ExitStack() as stack:
        writers = [stack.enter_context(_another()) for _each in order]
        followed: list[int] = []
        written: list[int] = []
        for step in range(40):
            writer = writers[order[step % 5]]
            written.append(_written(writer))
            if step % 3 == 0:
                writers[(step * 7) % 5].commit()
            followed += _seen(followed[-1] if followed else 0)
        for writer in writers:
            writer.commit()
            followed += _seen(followed[-1] if followed else 0)
    assert followed == sorted(written)


def test_own_events_are_seen_in_their_own_transaction(db: None) -> None:
    assert _seen(_own() - 1)
