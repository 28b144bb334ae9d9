"""An update reaches each attached ticket exactly once, whatever dies, and in whatever order tickets come and go."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import clock
from incidents import services
from incidents.models import Share
from incidents.services import sending
from tests.incidents.declaring import UPDATE, a_delay, a_deposit
from tests.people import House
from tests.scale import examples
from tickets.models import Message
from tickets.services import answer_for_all

LATER = timedelta(minutes=1)


class Killed(BaseException):
    """A worker that dies: no handler of exceptions sees it."""


def test_a_worker_that_dies_between_two_tickets_is_gone_on_with(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    tickets = [a_deposit(house) for _place in range(6)]
    incident, at = a_delay(house), clock.now()
    services.publish_update(incident=incident, notice=UPDATE, by=house.sam, at=at)
    told: list[int] = []

    def dying(**facts: object) -> Message:
        if len(told) == 3:
            told.append(0)
            raise Killed
        told.append(1)
        return real(**facts)  # type: ignore[arg-type] # handed on as it came

    real = answer_for_all
    monkeypatch.setattr(sending, "answer_for_all", dying)
    with pytest.raises(Killed):
        services.send_due(at=at)
    assert Share.objects.filter(outcome="sent").count() == 3
    services.send_due(at=at)
    found = Counter(Message.objects.filter(by=house.sam).values_list("ticket", flat=True))
    assert found == Counter(each.pk for each in tickets)


def test_a_turn_is_bounded(house: House) -> None:
    for _place in range(5):
        a_deposit(house)
    incident, at = a_delay(house), clock.now()
    services.publish_update(incident=incident, notice=UPDATE, by=house.sam, at=at)
    assert [services.send_due(at=at, most=2) for _turn in range(4)] == [2, 2, 1, 0]


def test_a_fault_is_tried_again_and_given_up_in_the_end(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    bad, good = a_deposit(house), a_deposit(house)
    incident, at = a_delay(house), clock.now()
    services.publish_update(incident=incident, notice=UPDATE, by=house.sam, at=at)
    real = answer_for_all

    def faulty(**facts: object) -> Message:
        if facts["ticket"] == bad:
            raise RuntimeError("a fault in one row")
        return real(**facts)  # type: ignore[arg-type] # handed on as it came

    monkeypatch.setattr(sending, "answer_for_all", faulty)
    for turn in range(sending.MAX_TRIES):
        assert Share.objects.get(ticket=bad).outcome == "waiting", turn
        services.send_due(at=at + turn * LATER)
    assert dict(Share.objects.values_list("ticket", "outcome")) == {bad.pk: "failed", good.pk: "sent"}
    assert Message.objects.filter(by=house.sam).count() == 1


STEPS = st.lists(
    st.tuples(st.sampled_from(["attach", "detach", "send", "die", "again"]), st.integers(0, 2)), max_size=10
)


@settings(max_examples=examples(5, 100), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_each_attached_ticket_gets_it_exactly_once(house: House, steps: list[tuple[str, int]]) -> None:
    """Who is attached when it is written and still is when its turn comes gets one answer; nobody gets two."""
    with transaction.atomic():
        _play(house, steps)
        transaction.set_rollback(True)


def _play(house: House, steps: list[tuple[str, int]]) -> None:
    tickets = [a_deposit(house) for _place in range(3)]
    incident, at = a_delay(house), clock.now()
    update = services.publish_update(incident=incident, notice=UPDATE, by=house.sam, at=at)
    before = Message.objects.count()
    standing, decided, due = {0, 1, 2}, dict[int, bool](), 0
    for kind, place in steps:
        ticket = tickets[place]
        if kind == "attach":
            services.attach_ticket(incident=incident, ticket=ticket, reason="It is", by=house.alice, at=at)
            standing.add(place)
        elif kind == "detach" and place in standing:
            services.detach_ticket(incident=incident, ticket=ticket, reason="It is not", by=house.alice, at=at)
            standing.discard(place)
        elif kind == "die":
            _die(at)
        elif kind in {"send", "again"} and due < 3:
            services.send_due(at=at, most=1)
            decided[due], due = due in standing, due + 1
    services.send_due(at=at)
    for place in range(due, 3):
        decided[place] = place in standing
    services.send_due(at=at + LATER)
    said = Counter(Message.objects.filter(by=house.sam, ticket__in=tickets).values_list("ticket", flat=True))
    assert said == Counter(tickets[place].pk for place, sent in decided.items() if sent)
    assert Message.objects.count() - before == sum(decided.values())
    assert set(update.shares.values_list("outcome", flat=True)) <= {"sent", "left_out"}


def _die(at: object) -> None:
    """The worker dies after the answer and before its transaction ends."""
    real = Share.save

    def dying(self: Share, **_facts: object) -> None:
        raise Killed

    Share.save = dying  # type: ignore[assignment] # put back below
    try:
        services.send_due(at=at, most=1)  # type: ignore[arg-type] # a moment
    except Killed:
        pass
    finally:
        Share.save = real  # type: ignore[method-assign] # as it was
