"""A condition says the same of a ticket at hand as of the rows in the database."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import product
from random import Random

import pytest
from django.db.models import Q

from accounts.models import Customer, User
from console.live.rows import viewpoint
from console.next_up import free_work, own_work
from console.queues import QUEUES
from core.matching import holds
from tests.people import NOON, House
from tickets.categories import Category, Language, Priority
from tickets.cuts import filtered, seen_by, takeable
from tickets.models import Ticket
from tickets.states import DONE, WAITING, State

HOUR = timedelta(hours=1)


NARROWED = [
    *(("category", "funds"), ("priority", "high"), ("language", "en"), ("state", "open"), ("tag", "stuck")),
    ("customer_class", "vip"),
    *(("waiting", each) for each in ("us", "customer", "third_party")),
]


def _tickets(house: House, *, seed: int) -> list[Ticket]:
    """Every state with every holder and team, and moments before, at and after noon, or none. Charlie is a customer of note."""
    Customer.objects.filter(pk=house.charlie.pk).update(customer_class="vip")
    chance = Random(seed)
    number = iter(range(100_000_000_000, 200_000_000_000))

    def moment() -> datetime | None:
        return chance.choice([None, NOON - HOUR, NOON, NOON + HOUR])

    def made(state: State, holder: User | None, team: object) -> Ticket:
        done = NOON - HOUR if state in DONE else None
        return Ticket(
            number=str(next(number)),
            subject="S",
            category=chance.choice(Category.values),
            priority=chance.choice(Priority.values),
            language=chance.choice(Language.values),
            state=state,
            channel="hotline",
            customer=chance.choice([house.cleo, house.charlie]),
            team=team,  # type: ignore[misc] # one of three
            assignee=holder,
            opened_at=NOON,
            last_activity_at=NOON,
            resolved_at=done,
            closed_at=done if state == State.CLOSED else None,
            waiting_until=moment() if state in WAITING else None,
            escalated_at=moment(),
            customer_waiting_since=moment(),
            tags=chance.choice([[], ["stuck"], ["vip", "stuck"], ["vip"]]),
            goal_at=moment(),
            limit_at=moment(),
            breached_at=moment(),
            next_due_at=moment(),
        )

    people, teams = [None, house.alice, house.bob], [None, house.funds, house.general]
    return [made(*each) for each in product(State, people, teams)]


def _conditions(user: User) -> Iterator[tuple[str, Q]]:
    yield "seen", seen_by(user)
    yield "own", own_work(user, at=NOON)
    yield "free", free_work(user, at=NOON)
    for queue in QUEUES.values():
        yield queue.slug, queue.cut(user, NOON)
    for name, value in NARROWED:
        yield f"{name} {value}", filtered({name: value})


@pytest.mark.parametrize("seed", range(4))
def test_database_and_ticket_at_hand_agree(house: House, seed: int) -> None:
    """For every queue, for work to take and for what one may see, whoever asks."""
    Ticket.objects.bulk_create(_tickets(house, seed=seed))
    everything = list(Ticket.objects.order_by("pk"))
    handy = User(role="agent", team=house.funds, skills=[], languages=["en"])
    alone = User(role="agent", skills=["funds"], languages=[])
    for user in (house.alice, house.bob, house.sam, house.olive, handy, alone):
        for name, condition in _conditions(user):
            told = list(Ticket.objects.filter(condition).order_by("pk"))
            assert [each for each in everything if holds(condition, each)] == told, (name, user.name, user.role)


@pytest.mark.parametrize("seed", range(4))
def test_the_parts_of_what_one_sees_make_up_the_whole(house: House, seed: int) -> None:
    """And no ticket is in two of them; what is read part by part comes in the order of the whole."""
    Ticket.objects.bulk_create(_tickets(house, seed=seed))
    alone = User(role="agent", skills=["funds"], languages=[])
    for user in (house.alice, house.bob, house.sam, house.olive, alone):
        whole = Ticket.objects.live().visible_to(user)
        parts = [set(each) for each in Ticket.objects.live().visible_in_parts(user)]
        assert sum(len(each) for each in parts) == len(whole)
        assert set().union(*parts) == set(whole)
        for most in (1, 7, len(whole)):
            assert list(Ticket.objects.live().most_urgent(user, most)) == list(whole.by_urgency()[:most])
        assert list(whole.few_by_urgency()) == list(whole.by_urgency())


def test_every_condition_leaves_something_out_and_something_in(house: House) -> None:
    """The tickets of the test above are of both kinds for each condition: it could fail."""
    Ticket.objects.bulk_create(_tickets(house, seed=0))
    for name, condition in _conditions(house.alice):
        assert 0 < Ticket.objects.filter(condition).count() < Ticket.objects.count(), name


@pytest.mark.parametrize("seed", range(4))
def test_who_stands_at_the_same_point_sees_the_same(house: House, seed: int) -> None:
    """What live pages take for granted when they tell many people one thing: nothing else of a person matters."""
    Ticket.objects.bulk_create(_tickets(house, seed=seed))
    twin = User.objects.create_user("twin@desk.test", name="Twin", agent_number="7001", team=house.funds)
    twin.skills, twin.languages, twin.zone = house.alice.skills, house.alice.languages, "Europe/London"
    twin.takes, twin.presence = [], "on_break"
    alike = [each for each in Ticket.objects.all() if viewpoint(twin, each) == viewpoint(house.alice, each)]
    assert len(alike) > len(State) * 3
    for (name, hers), (_name, his) in zip(_conditions(house.alice), _conditions(twin), strict=True):
        assert [holds(hers, each) for each in alike] == [holds(his, each) for each in alike], name


def test_no_query_is_asked(house: House, django_assert_num_queries: pytest.FixtureRequest) -> None:
    """Foreign keys are compared by their columns."""
    Ticket.objects.bulk_create(_tickets(house, seed=1))
    ticket = Ticket.objects.filter(team=house.funds).order_by("pk")[0]
    with django_assert_num_queries(0):  # type: ignore[operator] # pytest-django's fixture
        holds(seen_by(house.alice) & takeable(house.alice, at=NOON), ticket)
    listed = Ticket.objects.for_rows().get(pk=ticket.pk)
    with django_assert_num_queries(0):  # type: ignore[operator] # idem
        holds(filtered({"customer_class": "vip"}), listed)


def test_what_it_does_not_know_is_an_error() -> None:
    """Better than a silent no."""
    with pytest.raises(KeyError):
        holds(Q(subject__icontains="x"), Ticket(subject="x"))
