"""The ladder as data: rungs are added and retired, never edited."""

from typing import Any

import pytest
from django.test import override_settings
from django.utils import translation

from core.errors import Conflict, InvalidInput, NotAllowed
from outbox.models import Event
from sla.defaults import suggested_rungs
from sla.models import LadderStep, Timer
from sla.services.ladder_edit import MOST_RUNGS, RungTerms, add_step, lacking, retire_step
from tests.people import NOON, House, a_ticket


def terms(**more: Any) -> RungTerms:
    plain: dict[str, Any] = {
        "mark": "limit",
        "percent": 90,
        "minutes": None,
        "audiences": ["lead"],
        "ways": ["desk"],
    }
    return RungTerms(**(plain | more))


ADDRESSES = {
    "ALERT_TELEGRAM_TOKEN": "123:secret",
    "ALERT_TELEGRAM_CHAT": "-1001",
    "ALERT_WEBHOOK_URL": "https://machine.test/hook",
    "ALERT_WEBHOOK_SECRET": "secret",
}


def rungs_of(ticket: Any) -> set[int]:
    return {pk for timer in Timer.objects.filter(ticket=ticket) for _moment, pk in timer.plan}


def test_a_new_rung_is_climbed_by_the_promises_that_begin_after_it(house: House) -> None:
    before = a_ticket(house)
    step = add_step(terms=terms(audiences=["supervisors", "lead"]), by=house.sam, at=NOON)
    after = a_ticket(house)
    assert step.pk in rungs_of(after)
    assert step.pk not in rungs_of(before)
    assert (step.created_by, step.audiences) == ("Sam, 1001", ["lead", "supervisors"])
    event = Event.objects.get(name="ladder.step_added", subject_id=step.pk)
    assert (event.subject_kind, event.actor_label) == ("ladder", "Sam, 1001")


def test_a_retired_rung_stays_with_those_that_have_it(house: House) -> None:
    step = LadderStep.objects.get(mark="limit", percent=75)
    before = a_ticket(house)
    retire_step(step=step, by=house.sam, at=NOON)
    after = a_ticket(house)
    assert step.pk in rungs_of(before)
    assert step.pk not in rungs_of(after)
    with pytest.raises(Conflict):
        retire_step(step=step, by=house.sam, at=NOON)
    assert Event.objects.filter(name="ladder.step_retired", subject_id=step.pk).count() == 1


FAULTS: list[tuple[dict[str, Any], str]] = [
    ({"percent": None}, "moment"),
    ({"minutes": 5}, "moment"),
    ({"percent": 100}, "percent"),
    ({"percent": 0}, "percent"),
    ({"percent": None, "minutes": -999_999}, "span"),
    ({"audiences": []}, "audiences"),
    ({"audiences": [], "ways": ["mail", "webhook"]}, "audiences"),
    ({"ways": ["telegram"]}, "ways"),
    ({"ways": []}, "ways"),
    ({"ways": [], "audiences": []}, "ways"),
    ({"kind": "first_reply", "audiences": ["handler"]}, "audiences"),
    ({"kind": "complaint_decision", "action": "release"}, "action"),
    ({"mark": "middle"}, "mark"),
    ({"kind": "dream"}, "kind"),
    ({"priority": "dream"}, "priority"),
    ({"action": "dream"}, "action"),
    ({"audiences": ["everybody"]}, "audiences"),
    ({"ways": ["desk", "pigeon"]}, "ways"),
]


@pytest.mark.parametrize(("more", "field"), FAULTS, ids=lambda each: each if isinstance(each, str) else str(each))
def test_an_impossible_rung_is_refused_with_its_field(house: House, more: dict[str, Any], field: str) -> None:
    before = LadderStep.objects.count()
    with pytest.raises(InvalidInput) as refusal:
        add_step(terms=terms(**more), by=house.sam, at=NOON)
    assert field in refusal.value.fields
    assert LadderStep.objects.count() == before


@pytest.mark.parametrize(
    "more",
    [
        {"audiences": [], "ways": ["telegram", "webhook"]},
        {"audiences": [], "ways": [], "action": "escalate"},
        {"kind": "complaint_decision", "audiences": ["handler"]},
        {"percent": None, "minutes": 0},
        {"percent": None, "minutes": -120, "priority": "emergency"},
    ],
    ids=str,
)
@override_settings(**ADDRESSES)
def test_a_sensible_rung_is_added(house: House, more: dict[str, Any]) -> None:
    assert add_step(terms=terms(**more), by=house.ada, at=NOON).retired_at is None


def test_the_same_rung_is_not_added_twice_but_may_come_back(house: House) -> None:
    step = add_step(terms=terms(audiences=["lead", "holder"], ways=["mail", "desk"]), by=house.sam, at=NOON)
    with pytest.raises(InvalidInput) as refusal:
        add_step(terms=terms(audiences=["holder", "lead"], ways=["desk", "mail"]), by=house.sam, at=NOON)
    assert refusal.value.reason == "same_rung"
    add_step(terms=terms(audiences=["lead", "holder"], ways=["desk"]), by=house.sam, at=NOON)
    retire_step(step=step, by=house.sam, at=NOON)
    add_step(terms=terms(audiences=["lead", "holder"], ways=["mail", "desk"]), by=house.sam, at=NOON)


def test_a_ladder_has_an_end(house: House) -> None:
    rows = [
        LadderStep(mark="limit", minutes=each, audiences=[], ways=["webhook"], created_at=NOON) for each in range(1, 60)
    ]
    LadderStep.objects.bulk_create(rows)
    assert LadderStep.objects.filter(retired_at__isnull=True).count() > MOST_RUNGS
    with pytest.raises(InvalidInput) as refusal:
        add_step(terms=terms(), by=house.sam, at=NOON)
    assert refusal.value.reason == "many_rungs"


@pytest.mark.parametrize("who", ["alice", "olive", "pbx"])
def test_only_supervisors_and_administrators_change_the_ladder(house: House, who: str) -> None:
    with pytest.raises(NotAllowed):
        add_step(terms=terms(), by=getattr(house, who), at=NOON)
    with pytest.raises(NotAllowed):
        retire_step(step=LadderStep.objects.earliest("pk"), by=getattr(house, who), at=NOON)


@pytest.mark.parametrize("way", ["telegram", "webhook"])
def test_a_way_without_an_address_is_refused_by_the_names_of_its_settings(house: House, way: str) -> None:
    for name in [each for each in ADDRESSES if way.upper() in each]:
        given = ADDRESSES | {name: ""}
        with override_settings(**given), translation.override("en"), pytest.raises(InvalidInput) as refusal:
            add_step(terms=terms(audiences=[], ways=[way]), by=house.sam, at=NOON)
        sentence = str(refusal.value.fields["ways"])
        assert sentence.endswith(f"An administrator sets {name} first.")


def test_a_rung_that_is_younger_than_the_desk_is_suggested_until_it_is_had(house: House) -> None:
    assert lacking(suggested_rungs()) == []
    old = [each for each in suggested_rungs() if each.kind != "complaint_decision"]
    young = RungTerms("limit", None, -60, ["handler"], ["desk"], kind="complaint_decision")
    assert lacking([*old, young]) == [young]
    step = add_step(terms=young, by=house.sam, at=NOON)
    assert lacking([*old, young]) == []
    retire_step(step=step, by=house.sam, at=NOON)
    assert lacking([*old, young]) == []
