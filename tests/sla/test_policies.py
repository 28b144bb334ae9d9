"""Policies as versions in an explicit order: which one wins, and what may be done to them."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import Conflict, InvalidInput, NotAllowed
from outbox.models import Event
from sla.models import Calendar, Policy, PolicyVersion
from sla.services import Matter, policy_for
from sla.services.policies import current_versions
from sla.services.policy_order import create_policy, move_policy, reinstate_policy, retire_policy
from sla.services.publishing import COLUMNS, Terms, publish_calendar, publish_policy, revise_policy
from sla.services.setups import Setup
from tests.people import NOON, House, a_ticket
from tests.scale import examples
from tickets.models import Ticket

MINUTES = {"first_reply": (60, 120), "next_reply": (60, 120), "resolution": (600, 1200)}


def terms(
    minutes: Mapping[str, tuple[int, int]] = MINUTES, *, calendar: str = "24×7", grace: int = 30, **match: str
) -> Terms:
    return Terms(Calendar.objects.get(name=calendar), minutes, match, grace)


def policy(name: str) -> Policy:
    return Policy.objects.get(name=name)


def asked() -> list[str]:
    return [each.policy.name for each in current_versions()]


DEFAULT = [
    "Emergencies",
    "Account security",
    "Funds",
    "Guidance, low priority",
    "Guidance",
    "Complaints",
    "Everything else",
]


def test_a_new_policy_is_asked_where_it_was_put(house: House) -> None:
    create_policy(name="VIP", terms=terms(customer_class="vip"), place=2, by=house.sam, at=NOON)
    assert asked() == ["Emergencies", "VIP", *DEFAULT[1:]]
    assert policy_for(Matter("funds", "normal", customer_class="vip")).policy.policy.name == "VIP"
    assert policy_for(Matter("funds", "emergency", customer_class="vip")).policy.policy.name == "Emergencies"
    event = Event.objects.get(name="policy.published", subject_id=policy("VIP").pk)
    assert (event.actor_label, event.data) == ("Sam, 1001", {"version": 1})
    assert policy("VIP").versions.get().published_by == "Sam, 1001"


@pytest.mark.parametrize("name", ["Funds", "funds", " Funds  "])
def test_a_name_is_given_once(house: House, name: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        create_policy(name=name, terms=terms(), place=1, by=house.sam, at=NOON)
    assert set(refusal.value.fields) == {"name"}
    assert asked() == DEFAULT


def test_an_edit_makes_the_next_version_and_says_who(house: House) -> None:
    revise_policy(policy=policy("Funds"), terms=terms(category="funds"), seen_version=1, by=house.sam, at=NOON)
    newest = policy_for(Matter("funds", "normal")).policy
    assert (newest.version, newest.first_reply_goal, newest.published_by) == (2, 60, "Sam, 1001")
    assert policy("Funds").versions.get(version=1).first_reply_goal == 240


def test_of_two_who_edit_at_once_the_second_is_told(house: House) -> None:
    revise_policy(policy=policy("Funds"), terms=terms(category="funds"), seen_version=1, by=house.sam, at=NOON)
    with pytest.raises(Conflict) as refusal:
        revise_policy(policy=policy("Funds"), terms=terms(category="funds"), seen_version=1, by=house.ada, at=NOON)
    assert "Sam, 1001 published version 2 meanwhile" in str(refusal.value.sentence)
    assert policy("Funds").versions.count() == 2


FAULTS: list[tuple[dict[str, Any], str, str]] = [
    ({"minutes": MINUTES | {"first_reply": (120, 60)}}, "first_reply", "the limit lies before the goal"),
    ({"minutes": MINUTES | {"next_reply": (0, 60)}}, "next_reply", "must be above zero"),
    ({"minutes": MINUTES | {"resolution": (1, 999_999)}}, "resolution", "more than a year"),
    ({"grace": 1441}, "callback_grace", "24 hours"),
    ({"category": "dreams"}, "category", "one of the list"),
]


@pytest.mark.parametrize(("more", "field", "words"), FAULTS, ids=lambda each: each if isinstance(each, str) else "")
def test_an_impossible_policy_is_refused_and_nothing_is_saved(
    house: House, more: dict[str, Any], field: str, words: str
) -> None:
    before = PolicyVersion.objects.count(), Policy.objects.count()
    wrong: list[Callable[[], object]] = [
        lambda: create_policy(name="Wrong", terms=terms(**more), place=1, by=house.sam, at=NOON),
        lambda: revise_policy(policy=policy("Funds"), terms=terms(**more), seen_version=1, by=house.sam, at=NOON),
    ]
    for publish in wrong:
        with pytest.raises(InvalidInput) as refusal:
            publish()
        assert set(refusal.value.fields) == {field}
        assert words in str(refusal.value.fields[field])
    assert (PolicyVersion.objects.count(), Policy.objects.count()) == before


def test_a_limit_that_no_clock_would_reach_is_refused(house: House) -> None:
    """One hour on one day: that calendar is valid, and a promise of 48 hours on it is none."""
    rare = {"zone": "UTC", "exceptions": [{"date": "2027-01-01", "label": "", "windows": [["09:00", "10:00"]]}]}
    publish_calendar(name="Rare", schedule=rare, at=NOON)
    with pytest.raises(InvalidInput) as refusal:
        create_policy(name="Never", terms=terms(calendar="Rare"), place=1, by=house.sam, at=NOON)
    assert set(refusal.value.fields) == {"first_reply", "next_reply", "resolution"}


def test_the_order_is_changed_by_one_place_and_recorded(house: House) -> None:
    move_policy(policy=policy("Funds"), places=-1, seen_place=3, by=house.sam, at=NOON)
    assert asked() == ["Emergencies", "Funds", "Account security", *DEFAULT[3:]]
    move_policy(policy=policy("Funds"), places=1, seen_place=2, by=house.ada, at=NOON)
    assert asked() == DEFAULT
    told = Event.objects.filter(name="policy.moved", subject_id=policy("Funds").pk).values_list("data", flat=True)
    assert list(told) == [
        {"before": 3, "after": 2, "neighbour": "Account security"},
        {"before": 2, "after": 3, "neighbour": "Account security"},
    ]


@pytest.mark.parametrize(("seen", "places"), [(2, -1), (4, 1), (7, 1)])
def test_an_order_that_is_not_the_one_that_was_seen_is_not_changed(house: House, seen: int, places: int) -> None:
    with pytest.raises(Conflict):
        move_policy(policy=policy("Funds"), places=places, seen_place=seen, by=house.sam, at=NOON)
    with pytest.raises(Conflict):
        move_policy(policy=policy("Emergencies"), places=-1, seen_place=1, by=house.sam, at=NOON)
    assert asked() == DEFAULT


def test_a_retired_policy_is_not_asked_and_can_come_back(house: House) -> None:
    retire_policy(policy=policy("Funds"), by=house.sam, at=NOON)
    assert "Funds" not in asked()
    assert policy_for(Matter("funds", "normal")).policy.policy.name == "Everything else"
    create_policy(name="VIP", terms=terms(customer_class="vip"), place=1, by=house.sam, at=NOON)
    with pytest.raises(Conflict):
        retire_policy(policy=policy("Funds"), by=house.sam, at=NOON)
    with pytest.raises(Conflict):
        revise_policy(policy=policy("Funds"), terms=terms(), seen_version=1, by=house.sam, at=NOON)
    reinstate_policy(policy=policy("Funds"), by=house.sam, at=NOON)
    assert asked()[-2:] == ["Funds", "Everything else"]
    with pytest.raises(Conflict):
        reinstate_policy(policy=policy("Funds"), by=house.sam, at=NOON)


def test_the_last_policy_for_everything_stays(house: House) -> None:
    """Otherwise a ticket could be opened that nobody promises anything about."""
    with pytest.raises(InvalidInput) as refusal:
        retire_policy(policy=policy("Everything else"), by=house.sam, at=NOON)
    assert refusal.value.reason == "last_catch_all"
    with pytest.raises(InvalidInput):
        revise_policy(
            policy=policy("Everything else"), terms=terms(category="funds"), seen_version=1, by=house.sam, at=NOON
        )
    create_policy(name="All the rest", terms=terms(), place=99, by=house.sam, at=NOON)
    retire_policy(policy=policy("Everything else"), by=house.sam, at=NOON)
    assert asked()[-1] == "All the rest"


@pytest.mark.parametrize("who", ["alice", "olive", "pbx"])
def test_only_supervisors_and_administrators_change_promises(house: House, who: str) -> None:
    by = getattr(house, who)
    for forbidden in (
        lambda: create_policy(name="Mine", terms=terms(), place=1, by=by, at=NOON),
        lambda: revise_policy(policy=policy("Funds"), terms=terms(), seen_version=1, by=by, at=NOON),
        lambda: move_policy(policy=policy("Funds"), places=1, seen_place=3, by=by, at=NOON),
        lambda: retire_policy(policy=policy("Funds"), by=by, at=NOON),
        lambda: reinstate_policy(policy=policy("Funds"), by=by, at=NOON),
    ):
        with pytest.raises(NotAllowed):
            forbidden()
    assert asked() == DEFAULT


VALUES = {name: ["", *choices.values] for name, choices in COLUMNS.items()}
MATCH = st.fixed_dictionaries({name: st.sampled_from(values) for name, values in VALUES.items()})
MATTER = st.builds(Matter, **{name: st.sampled_from(values[1:]) for name, values in VALUES.items()})


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=examples(20, 3000))
@given(matches=st.lists(MATCH, max_size=8), matter=MATTER, retired=st.sets(st.integers(0, 7)))
def test_the_page_names_the_policy_that_applies(
    house: House, matches: list[dict[str, str]], matter: Matter, retired: set[int]
) -> None:
    """`Setup` decides in memory, `policy_for` in the database: they never differ."""
    calendar = Calendar.objects.get(name="24×7")
    with transaction.atomic():
        for number, match in enumerate(matches):
            made = create_policy(
                name=f"P{number}", terms=Terms(calendar, MINUTES, match), place=number + 1, by=house.sam, at=NOON
            )
            if number in retired:
                retire_policy(policy=made.policy, by=house.sam, at=NOON)
        setup = Setup.present()
        applies = policy_for(matter).policy
        winner = setup.winner(matter)
        assert winner is not None
        assert winner.policy == applies
        verdicts = setup.verdicts(matter)
        assert [each.standing.policy for each in verdicts if each.word == "wins"] == [applies]
        words = [each.word for each in verdicts]
        place = words.index("wins")
        assert set(words[:place]) <= {"differs"}
        assert set(words[place + 1 :]) <= {"not_asked"}
        assert all(bool(each.differs) == (each.word == "differs") for each in verdicts)
        transaction.set_rollback(True)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=examples(12, 3000))
@given(matches=st.lists(MATCH, max_size=5), matter=MATTER)
def test_a_condition_finds_the_tickets_that_a_policy_rules(
    house: House, matches: list[dict[str, str]], matter: Matter
) -> None:
    """The same again as a condition in the database: previews and re-basing select by it."""
    calendar = Calendar.objects.get(name="24×7")
    with transaction.atomic():
        for number, match in enumerate(matches):
            create_policy(
                name=f"P{number}", terms=Terms(calendar, MINUTES, match), place=number + 1, by=house.sam, at=NOON
            )
        ticket = a_ticket(house)
        type(house.cleo).objects.filter(pk=house.cleo.pk).update(customer_class=matter.customer_class)
        kept = {name: getattr(matter, name) for name in COLUMNS if name != "customer_class"}
        Ticket.objects.filter(pk=ticket.pk).update(**kept)
        setup = Setup.present()
        ruling = [
            each for each in setup.standings if Ticket.objects.filter(setup.ruled_by([each]), pk=ticket.pk).exists()
        ]
        assert ruling == [setup.winner(matter)]
        transaction.set_rollback(True)


def test_a_desk_is_set_up_by_the_desk_itself(house: House) -> None:
    version = publish_policy(name="Funds", position=3, calendar=terms().calendar, minutes=MINUTES, at=NOON)
    assert version.published_by == ""
    assert Event.objects.filter(name="policy.published").latest("pk").actor_kind == "system"
