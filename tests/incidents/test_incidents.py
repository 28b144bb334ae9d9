"""Declaring, attaching, updating, solving: who may, what belongs, what is written down."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import clock
from core.errors import Conflict, InvalidInput, NotAllowed, NotFound
from incidents import services
from incidents.models import Attachment, Incident, Share
from incidents.services import Notice, attaching
from outbox.models import Delivery, Event
from outbox.selectors import events_of
from outbox.services import take_turn
from sla.models import Timer, TimerState
from tests.incidents.declaring import NOTICE, TEXT, UPDATE, a_delay, a_deposit, belonging
from tests.people import House, a_ticket
from tickets.models import Message
from tickets.services import change_category, close_ticket, resolve_ticket

SOON = timedelta(minutes=2)


def test_open_tickets_are_attached_when_it_is_declared(house: House) -> None:
    fits = a_deposit(house)
    others = [
        a_deposit(house, network="tron"),
        a_deposit(house, at=clock.now() - timedelta(hours=2)),
        a_ticket(house, at=clock.now(), category="guidance"),
        a_deposit(house),
    ]
    resolve_ticket(ticket=others[-1], solution="It came.", by=house.alice, at=clock.now())
    incident = a_delay(house)
    assert belonging(incident) == {fits.number}


def test_a_ticket_that_opens_while_it_runs_is_attached(house: House) -> None:
    incident = a_delay(house, topic="deposit_missing", coins=["USDC"])
    fits = a_deposit(house)
    a_deposit(house, network="tron")
    a_deposit(house, topic="withdrawal_stuck")
    a_deposit(house, fields={"coin": "BTC", "network": "ethereum"})
    assert belonging(incident) == {fits.number}
    told = events_of("ticket", fits.pk).get(name="incident.ticket_attached")
    assert told.actor_kind == "system"
    assert told.data["by_rule"] is True


def test_a_ticket_that_is_filed_elsewhere_is_attached_then(house: House) -> None:
    incident = a_delay(house, networks=[])
    ticket = a_ticket(house, at=clock.now(), category="guidance")
    change_category(ticket=ticket, category="funds", by=house.sam, at=clock.now())
    assert belonging(incident) == {ticket.number}


def test_a_fault_of_the_rule_never_stops_an_intake(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    incident = a_delay(house)

    def broken(*_args: object, **_facts: object) -> None:
        raise RuntimeError("a broken rule")

    with monkeypatch.context() as patch:
        patch.setattr(attaching, "fits", broken)
        ticket = a_deposit(house)
    assert belonging(incident) == set()
    assert Delivery.objects.filter(handler="incidents.attach_new", state="pending").count() == 1
    take_turn(at=clock.now() + timedelta(seconds=1))
    assert belonging(incident) == {ticket.number}


def test_open_tickets_are_looked_through_in_steps(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attaching, "STEP", 2)
    tickets = [a_deposit(house) for _place in range(5)]
    incident = a_delay(house)
    assert len(belonging(incident)) == 2
    at = clock.now()
    assert [services.look_on(at=at) for _turn in range(3)] == [2, 1, 0]
    assert belonging(incident) == {each.number for each in tickets}


def test_a_ticket_that_nobody_saw_is_found_by_the_second_look(house: House) -> None:
    incident = a_delay(house)
    ticket = a_deposit(house)
    Attachment.objects.all().delete()  # as if its transaction had been open while the incident was declared
    services.look_on(at=clock.now())
    assert belonging(incident) == set()
    services.look_on(at=clock.now() + SOON)
    assert belonging(incident) == {ticket.number}
    incident.refresh_from_db()
    assert incident.looks_at is None


def test_by_hand_needs_a_reason_and_what_was_detached_stays_so(house: House) -> None:
    incident, at = a_delay(house), clock.now()
    ticket = a_deposit(house, network="tron")
    with pytest.raises(InvalidInput):
        services.attach_ticket(incident=incident, ticket=ticket, reason=" ", by=house.alice, at=at)
    services.attach_ticket(incident=incident, ticket=ticket, reason="A bridge", by=house.alice, at=at)
    services.attach_ticket(incident=incident, ticket=ticket, reason="Again", by=house.alice, at=at)
    assert belonging(incident) == {ticket.number}
    services.detach_ticket(incident=incident, ticket=ticket, reason="No bridge", by=house.alice, at=at)
    with pytest.raises(Conflict):
        services.detach_ticket(incident=incident, ticket=ticket, reason="Twice", by=house.alice, at=at)
    Incident.objects.update(networks=[])
    services.look_on(at=clock.now() + SOON)
    assert belonging(incident) == set()
    told = [each.data["reason"] for each in events_of("ticket", ticket.pk) if each.name.startswith("incident.")]
    assert told == ["A bridge", "No bridge"]


def test_only_who_leads_declares_updates_and_solves(house: House) -> None:
    incident, at = a_delay(house), clock.now()
    for person in (house.alice, house.olive, house.pbx):
        with pytest.raises(NotAllowed):
            services.publish_update(incident=incident, notice=UPDATE, by=person, at=at)
        with pytest.raises(NotAllowed):
            services.solve_incident(incident=incident, by=person, at=at)
        with pytest.raises(NotAllowed):
            services.declare_incident(notice=NOTICE, rule=services.Rule(category="funds", since=at), by=person, at=at)


def test_a_foreign_ticket_is_not_there(house: House) -> None:
    incident, ticket = a_delay(house), a_deposit(house)
    with pytest.raises(NotFound):
        services.detach_ticket(incident=incident, ticket=ticket, reason="x", by=house.bob, at=clock.now())
    with pytest.raises(NotAllowed):
        services.attach_ticket(incident=incident, ticket=ticket, reason="x", by=house.pbx, at=clock.now())


@pytest.mark.parametrize(
    ("notice", "rule", "field"),
    [
        ({"title": " "}, {}, "title"),
        ({"body_zh": ""}, {}, "body_zh"),
        ({}, {"category": "weather"}, "category"),
        ({}, {"topic": "lost_2fa"}, "topic"),
        ({}, {"networks": ["post"]}, "networks"),
        ({}, {"coins": ["$$"]}, "coins"),
        ({}, {"since": clock.now() + timedelta(days=1)}, "since"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field(
    house: House, notice: dict[str, Any], rule: dict[str, Any], field: str
) -> None:
    at = clock.now()
    words = {"title": "Late", "title_zh": "延迟", "body": TEXT, "body_zh": "延迟"} | notice
    cut: dict[str, Any] = {"category": "funds", "since": at} | rule
    with pytest.raises(InvalidInput) as refused:
        services.declare_incident(notice=Notice(**words), rule=services.Rule(**cut), by=house.sam, at=at)
    assert field in refused.value.fields
    assert not Incident.objects.exists()


def test_solving_detaches_nothing_and_takes_no_more(house: House) -> None:
    ticket = a_deposit(house)
    incident, at = a_delay(house), clock.now()
    services.solve_incident(incident=incident, by=house.sam, at=at, last_word=UPDATE)
    assert belonging(incident) == {ticket.number}
    assert Share.objects.filter(ticket=ticket, update_of__final=True).exists()
    later = a_deposit(house)
    assert belonging(incident) == {ticket.number}
    for refused in (
        lambda: services.attach_ticket(incident=incident, ticket=later, reason="Late", by=house.alice, at=at),
        lambda: services.publish_update(incident=incident, notice=UPDATE, by=house.sam, at=at),
        lambda: services.solve_incident(incident=incident, by=house.sam, at=at),
    ):
        with pytest.raises(Conflict):
            refused()


def test_the_course_is_written_down(house: House) -> None:
    a_deposit(house)
    incident, at = a_delay(house), clock.now()
    services.publish_update(incident=incident, notice=UPDATE, by=house.sam, at=at)
    services.solve_incident(incident=incident, by=house.ada, at=at)
    told = list(events_of("incident", incident.pk))
    assert [each.name for each in told] == ["incident.declared", "incident.updated", "incident.solved"]
    assert told[1].data["tickets"] == 1
    assert told[2].actor_label == house.ada.actor.label


def test_clocks_are_marked_and_run_on(house: House) -> None:
    ticket = a_deposit(house)
    before = list(Timer.objects.filter(ticket=ticket).order_by("pk").values())
    a_delay(house)
    told = events_of("ticket", ticket.pk).get(name="incident.ticket_attached")
    assert told.data["timers"] == [each["id"] for each in before]
    assert list(Timer.objects.filter(ticket=ticket).order_by("pk").values()) == before
    assert {each["state"] for each in before} == {TimerState.RUNNING}


def test_without_an_incident_a_new_ticket_costs_one_statement(house: House) -> None:
    ticket = a_deposit(house)
    with CaptureQueriesContext(connection) as queries:
        services.attach_fitting([ticket.pk], at=clock.now())
    assert len(queries) == 1


def test_an_update_is_an_answer_in_the_customers_language(house: House) -> None:
    english, chinese = a_deposit(house), a_deposit(house, language="zh-hans")
    free = a_deposit(house, assignee=None)
    incident, at = a_delay(house), clock.now()
    services.publish_update(incident=incident, notice=UPDATE, by=house.sam, at=at)
    assert not Message.objects.filter(by=house.sam).exists()
    take_turn(at=at)
    bodies = dict(Message.objects.filter(by=house.sam).values_list("ticket", "body"))
    assert bodies == {english.pk: UPDATE.body, chinese.pk: UPDATE.body_zh, free.pk: UPDATE.body}
    free.refresh_from_db()
    assert free.assignee is None
    assert free.first_replied_at == at
    assert Event.objects.filter(name="ticket.replied", subject_id=free.pk).count() == 1


def test_a_closed_ticket_is_left_out_and_stops_nobody(house: House) -> None:
    closed, other = a_deposit(house), a_deposit(house)
    incident, at = a_delay(house), clock.now()
    resolve_ticket(ticket=closed, solution="It came.", by=house.alice, at=at)
    close_ticket(ticket=closed, by=house.alice, at=at)
    services.publish_update(incident=incident, notice=UPDATE, by=house.sam, at=at)
    take_turn(at=at)
    assert dict(Share.objects.values_list("ticket", "outcome")) == {closed.pk: "left_out", other.pk: "sent"}
