"""Telegram and webhook against real servers; what falls back to the desk; what settings are complained about."""

import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.core.checks import run_checks
from django.test import override_settings

from notifications.models import Bundle, Notice
from outbox.models import Delivery, DeliveryState
from outbox.services import FIRST_WAIT
from tests.notifications.listening import Listener, listening
from tests.notifications.raising import deliver, reach, turn
from tests.people import NOON, House, a_ticket
from tickets.categories import Priority
from tickets.models import Ticket

TOKEN, CHAT, SECRET = "123:very-secret", "-1001", "shared secret"
# 22:52 in Singapore, inside the group's quiet hours; they end at 07:00.
NIGHT = NOON + timedelta(hours=9)
SEVEN = datetime(2026, 11, 19, 23, 0, tzinfo=UTC)


@pytest.fixture
def ticket(house: House) -> Ticket:
    return a_ticket(house)


@pytest.fixture
def group() -> Iterator[Listener]:
    with listening() as listener:
        named = {"ALERT_TELEGRAM_TOKEN": TOKEN, "ALERT_TELEGRAM_CHAT": CHAT, "ALERT_TELEGRAM_URL": listener.url}
        with override_settings(**named):
            yield listener


@pytest.fixture
def machine() -> Iterator[Listener]:
    with (
        listening() as listener,
        override_settings(ALERT_WEBHOOK_URL=f"{listener.url}/hook", ALERT_WEBHOOK_SECRET=SECRET),
    ):
        yield listener


def delivery(handler: str) -> Delivery:
    return Delivery.objects.get(handler=f"notifications.{handler}")


def texts(group: Listener) -> list[str]:
    return [json.loads(body)["text"] for _path, _headers, body in group.arrived]


def test_the_group_gets_one_message(ticket: Ticket, group: Listener) -> None:
    reach(ticket, at=NOON, ways=["telegram"], audiences=[])
    deliver(NOON)
    ((path, _headers, body),) = group.arrived
    assert path == f"/bot{TOKEN}/sendMessage"
    said = json.loads(body)
    assert said["chat_id"] == CHAT
    assert "75 % of the time to the limit of the first reply is used." in said["text"]
    assert f"/desk/tickets/{ticket.number}/" in said["text"]
    assert f"#{Bundle.objects.get().pk}" in said["text"]
    assert "USDC" not in said["text"]
    assert delivery("telegram_alerts").state == DeliveryState.SENT


def test_the_group_reads_the_language_of_the_settings(ticket: Ticket, group: Listener) -> None:
    with override_settings(ALERT_LANGUAGE="zh-hans"):
        reach(ticket, at=NOON, ways=["telegram"], audiences=[])
        deliver(NOON)
    assert "首次回复" in texts(group)[0]


def test_quiet_hours_of_the_group_end_with_one_message_and_spare_no_emergency(ticket: Ticket, group: Listener) -> None:
    with override_settings(ALERT_QUIET="22:00-07:00"):
        for minute in range(3):
            reach(ticket, at=NIGHT + timedelta(minutes=minute), ways=["telegram"], audiences=[])
            deliver(NIGHT + timedelta(minutes=minute))
        assert not group.arrived
        Ticket.objects.filter(pk=ticket.pk).update(priority=Priority.EMERGENCY)
        reach(ticket, at=NIGHT + timedelta(minutes=3), ways=["telegram"], audiences=[])
        deliver(NIGHT + timedelta(minutes=3))
        assert len(group.arrived) == 1
        turn(SEVEN - timedelta(seconds=1))
        assert len(group.arrived) == 1
        turn(SEVEN)
    assert len(group.arrived) == 2
    assert "3 × " in texts(group)[1]


def test_the_longest_message_to_the_group_fits(ticket: Ticket, group: Listener) -> None:
    with override_settings(ALERT_RATE=1):
        for second in range(60):
            reach(ticket, at=NOON + timedelta(seconds=second), ways=["telegram"], audiences=[])
            deliver(NOON + timedelta(seconds=second))
        turn(NOON + timedelta(minutes=10))
    assert len(group.arrived) == 2
    assert "And 49 more." in texts(group)[1]
    assert len(texts(group)[1]) <= 4096


@pytest.mark.parametrize("status", [500, 502, 429, 408])
def test_a_passing_fault_is_tried_again(ticket: Ticket, group: Listener, status: int) -> None:
    group.answers = [(status, {}), (200, {})]
    reach(ticket, at=NOON, ways=["telegram"], audiences=[])
    deliver(NOON)
    waiting = delivery("telegram_alerts")
    assert (waiting.state, waiting.tries) == (DeliveryState.PENDING, 1)
    assert TOKEN not in waiting.last_error
    deliver(NOON + FIRST_WAIT)
    assert delivery("telegram_alerts").state == DeliveryState.SENT
    assert texts(group)[0] == texts(group)[1]


@pytest.mark.parametrize("status", [400, 403, 404])
def test_a_definite_no_ends_the_trying(ticket: Ticket, group: Listener, status: int) -> None:
    group.answers = [(status, {})]
    reach(ticket, at=NOON, ways=["telegram"], audiences=[])
    deliver(NOON)
    dead = delivery("telegram_alerts")
    assert (dead.state, len(group.arrived)) == (DeliveryState.DEAD, 1)
    assert str(status) in dead.last_error
    assert TOKEN not in dead.last_error


def test_a_redirect_is_not_followed(ticket: Ticket, machine: Listener) -> None:
    with listening() as elsewhere:
        machine.answers = [(307, {"Location": f"{elsewhere.url}/stolen"})]
        reach(ticket, at=NOON, ways=["webhook"], audiences=[])
        deliver(NOON)
        assert not elsewhere.arrived
    assert delivery("webhook_rung").state == DeliveryState.DEAD


def test_nobody_there_costs_a_wait_and_tells_no_secret(
    ticket: Ticket, group: Listener, caplog: pytest.LogCaptureFixture
) -> None:
    with listening() as gone:
        url = gone.url
    with override_settings(ALERT_TELEGRAM_URL=url):
        reach(ticket, at=NOON, ways=["telegram"], audiences=[])
        deliver(NOON)
    waiting = delivery("telegram_alerts")
    assert waiting.state == DeliveryState.PENDING
    assert TOKEN not in waiting.last_error + caplog.text
    deliver(NOON + FIRST_WAIT)
    assert len(group.arrived) == 1


def test_the_machine_can_prove_who_sent_it(ticket: Ticket, machine: Listener) -> None:
    event = reach(ticket, at=NIGHT, ways=["webhook"], audiences=[])
    with override_settings(ALERT_QUIET="22:00-07:00"):
        deliver(NIGHT)
    ((path, headers, body),) = machine.arrived
    assert path == "/hook"
    assert headers["Idempotency-Key"] == f"{event.pk}.notifications.webhook_rung"
    assert headers["Firstline-Timestamp"] == str(int(NIGHT.timestamp()))
    signed = headers["Firstline-Timestamp"].encode() + b"." + body
    proof = hmac.new(SECRET.encode(), signed, hashlib.sha256).hexdigest()
    assert headers["Firstline-Signature"] == f"v1={proof}"
    facts = json.loads(body)
    assert (facts["ticket"], facts["promise"], facts["mark"]) == (ticket.number, "first_reply", "limit")
    assert facts["due_at"] == ticket.timers.get(kind="first_reply").due_at.isoformat()
    assert "USDC" not in body.decode()


def test_the_machine_gets_a_repeat_under_the_same_key(ticket: Ticket, machine: Listener) -> None:
    machine.answers = [(503, {}), (204, {})]
    reach(ticket, at=NOON, ways=["webhook"], audiences=[])
    deliver(NOON)
    deliver(NOON + FIRST_WAIT)
    first, second = machine.arrived
    assert first[1]["Idempotency-Key"] == second[1]["Idempotency-Key"]
    assert first[2] == second[2]
    assert first[1]["Firstline-Signature"] != second[1]["Firstline-Signature"]


def test_one_way_that_fails_repeats_no_other(house: House, ticket: Ticket, group: Listener, machine: Listener) -> None:
    machine.answers = [(503, {})]
    reach(ticket, at=NOON, ways=["desk", "telegram", "webhook"])
    deliver(NOON)
    deliver(NOON + FIRST_WAIT)
    assert len(machine.arrived) == 2
    assert len(group.arrived) == 1
    assert Notice.objects.filter(recipient=house.alice).count() == 1


def test_a_rung_without_an_address_falls_back_to_the_desk(house: House, ticket: Ticket) -> None:
    reach(ticket, at=NOON, ways=["telegram", "webhook"], audiences=[])
    deliver(NOON)
    assert [each.recipient for each in Notice.objects.all()] == [house.sam]
    later = NOON + timedelta(hours=1)
    reach(ticket, at=later, ways=["telegram", "webhook"], audiences=[], percent=None)
    reach(ticket, at=later, ways=["desk"], audiences=["supervisors"], percent=None)
    deliver(later)
    assert Notice.objects.count() == 2


def test_a_rung_with_one_address_left_does_not_fall_back(house: House, ticket: Ticket, group: Listener) -> None:
    reach(ticket, at=NOON, ways=["telegram", "webhook"], audiences=[])
    deliver(NOON)
    assert len(group.arrived) == 1
    assert not Notice.objects.exists()


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ({"ALERT_WEBHOOK_URL": "https://machine.test/hook"}, "firstline.W001"),
        ({"ALERT_TELEGRAM_TOKEN": TOKEN}, "firstline.W002"),
        ({"ALERT_QUIET": "at night"}, "firstline.E008"),
        ({"ALERT_LANGUAGE": "xx"}, "firstline.E009"),
        ({"ALERT_RATE": 0}, "firstline.E010"),
        ({"COMPLAINT_PROFILE": "atlantis"}, "firstline.E011"),
        ({"WEBHOOK_NETWORKS": ["10.1.0.1/16"]}, "firstline.E012"),
    ],
    ids=str,
)
def test_settings_that_cannot_work_are_complained_about(given: dict[str, object], complaint: str) -> None:
    assert complaint not in {each.id for each in run_checks(tags=["firstline"])}
    with override_settings(**given):
        found = {each.id: each for each in run_checks(tags=["firstline"])}
    assert complaint in found
    assert found[complaint].hint
    if complaint == "firstline.E011":
        assert "house, eu, uk, dubai" in str(found[complaint].hint)
