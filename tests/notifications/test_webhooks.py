"""Webhooks: each event once to each, signed, in time; an address that is dead, slow or not ours to reach costs nobody else anything."""

import hashlib
import hmac
import json
import socket
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from core import clock
from core.errors import Conflict, InvalidInput, NotAllowed, NotFound
from notifications import guarded
from notifications.models import Notice, Webhook
from notifications.webhooks import (
    DISABLE_AFTER,
    add_webhook,
    enable_webhook,
    queue_events,
    remove_webhook,
    secret_of,
)
from outbox.models import Delivery, DeliveryState, Event
from outbox.services import FIRST_WAIT
from tests.notifications.listening import Listener, listening
from tests.notifications.raising import turn
from tests.people import NOON, House, a_ticket
from tickets.services import add_note

HEARD = ["ticket.noted", "ticket.opened"]
_POSTS = "notifications.post_event:"


@pytest.fixture
def machine(settings: Any) -> Iterator[Listener]:
    settings.WEBHOOK_NETWORKS = ["127.0.0.0/8"]
    with listening() as listener:
        yield listener


def _hook(house: House, url: str, *, events: list[str] = HEARD) -> Webhook:
    return add_webhook(url=url, events=events, owner=house.pbx, by=house.pbx, at=NOON)[0]


def _posts() -> list[Delivery]:
    return list(Delivery.objects.filter(handler__startswith=_POSTS).order_by("pk"))


def test_each_event_goes_once_to_each_address(house: House, machine: Listener) -> None:
    hooks = [_hook(house, f"{machine.url}/{name}") for name in "ab"]
    ticket = a_ticket(house)
    for _time in range(3):
        turn(NOON)
    assert sorted(path for path, _headers, _body in machine.arrived) == ["/a", "/b"]
    told = json.loads(machine.arrived[0][2])
    assert (told["name"], told["subject"]["number"]) == ("ticket.opened", ticket.number)
    assert {each.handler for each in _posts()} == {f"{_POSTS}{hook.pk}" for hook in hooks}
    assert Webhook.objects.filter(last_sent_at=NOON, last_error="").count() == 2


def test_what_happened_before_is_not_told(house: House, machine: Listener) -> None:
    a_ticket(house)
    _hook(house, machine.url)
    turn(NOON)
    assert machine.arrived == []


def test_the_receiver_can_prove_who_sent_it_and_when(house: House, machine: Listener) -> None:
    hook = _hook(house, machine.url)
    a_ticket(house)
    turn(NOON)
    _path, headers, body = machine.arrived[0]
    sent = headers["Firstline-Timestamp"]
    expected = hmac.new(secret_of(hook).encode(), f"{sent}.".encode() + body, hashlib.sha256).hexdigest()
    assert headers["Firstline-Signature"] == f"v1={expected}"
    assert int(sent) == int(NOON.timestamp())
    event = Event.objects.get(name="ticket.opened")
    assert headers["Idempotency-Key"] == f"{event.pk}.webhook.{hook.public_id}"


def test_nothing_that_a_customer_said_is_in_it(house: House, machine: Listener) -> None:
    _hook(house, machine.url)
    ticket = a_ticket(house)
    add_note(ticket=ticket, body="A very secret note", by=house.alice, at=NOON)
    turn(NOON)
    bodies = b"".join(body for _path, _headers, body in machine.arrived)
    assert b"ticket.noted" in bodies
    assert not [each for each in (ticket.subject, "2,400", house.cleo.email, "secret") if each.encode() in bodies]


def test_a_passing_fault_is_tried_again_under_the_same_key(house: House, machine: Listener) -> None:
    machine.answers = [(503, {}), (200, {})]
    hook = _hook(house, machine.url)
    a_ticket(house)
    turn(NOON)
    hook.refresh_from_db()
    assert (hook.failures, hook.failing_since, hook.retry_at) == (1, NOON, NOON + FIRST_WAIT)
    assert "503" in hook.last_error
    turn(NOON + FIRST_WAIT)
    keys = {headers["Idempotency-Key"] for _path, headers, _body in machine.arrived}
    assert (len(machine.arrived), len(keys)) == (2, 1)
    hook.refresh_from_db()
    assert (hook.failures, hook.failing_since, hook.retry_at, hook.last_error) == (0, None, None, "")


def test_a_dead_address_is_asked_once_and_everything_for_it_waits(house: House, machine: Listener) -> None:
    machine.answers = [(500, {})]
    dead = _hook(house, f"{machine.url}/dead")
    for _each in range(5):
        a_ticket(house)
    turn(NOON)
    assert len(machine.arrived) == 1
    assert sorted(each.tries for each in _posts()) == [0, 0, 0, 0, 1]
    dead.refresh_from_db()
    assert {each.not_before for each in _posts()} == {dead.retry_at}
    machine.answers = [(200, {})]
    turn(NOON + FIRST_WAIT)
    assert {each.state for each in _posts()} == {DeliveryState.SENT}
    assert len(machine.arrived) == 6


def test_nobody_there_costs_a_wait_and_the_error_names_no_path(house: House, settings: Any) -> None:
    settings.WEBHOOK_NETWORKS = ["127.0.0.0/8"]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    hook = _hook(house, f"http://127.0.0.1:{port}/hidden")
    a_ticket(house)
    turn(NOON)
    hook.refresh_from_db()
    assert hook.failures == 1
    assert "hidden" not in hook.last_error + _posts()[0].last_error


def test_a_slow_address_is_left_in_time(house: House, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """It sends a byte now and then, so that no single read takes too long."""
    settings.WEBHOOK_NETWORKS = ["127.0.0.0/8"]
    monkeypatch.setattr(guarded, "WHOLE_SECONDS", 0.5)
    ended = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip() -> None:
            peer, _place = server.accept()
            with peer:
                try:
                    while not ended.wait(0.05):
                        peer.sendall(b"H")
                except OSError:
                    return

        thread = threading.Thread(target=drip)
        thread.start()
        hook = _hook(house, f"http://127.0.0.1:{server.getsockname()[1]}/")
        a_ticket(house)
        began = time.monotonic()
        turn(NOON)
        assert time.monotonic() - began < 5
        ended.set()
        thread.join()
    hook.refresh_from_db()
    assert hook.failures == 1


def test_a_day_of_failures_ends_it_and_administrators_hear(house: House, machine: Listener) -> None:
    machine.answers = [(500, {})]
    hook = _hook(house, machine.url)
    a_ticket(house)
    turn(NOON)
    turn(NOON + DISABLE_AFTER - timedelta(hours=1))
    assert Webhook.objects.filter(disabled_at__isnull=True).exists()
    a_ticket(house)
    for _each in range(2):
        turn(NOON + DISABLE_AFTER + timedelta(minutes=31))
    assert Webhook.objects.filter(disabled_at__isnull=False).exists()
    given_up = Event.objects.get(name="webhook.disabled")
    assert "/" not in given_up.data["place"]
    assert Notice.objects.get(event=given_up).recipient == house.ada
    asked = len(machine.arrived)
    a_ticket(house)
    turn(NOON + DISABLE_AFTER + timedelta(days=1))
    assert len(machine.arrived) == asked
    machine.answers = [(200, {})]
    enable_webhook(webhook=hook, by=house.pbx, at=NOON)
    a_ticket(house)
    turn(NOON + DISABLE_AFTER + timedelta(days=2))
    assert len(machine.arrived) == asked + 1


def test_a_definite_no_ends_one_delivery_and_not_the_next(house: House, machine: Listener) -> None:
    machine.answers = [(422, {}), (200, {})]
    hook = _hook(house, machine.url)
    for _each in range(2):
        a_ticket(house)
    turn(NOON)
    assert sorted(each.state for each in _posts()) == [DeliveryState.DEAD, DeliveryState.SENT]
    hook.refresh_from_db()
    assert hook.failures == 0


def test_who_has_left_hears_nothing(house: House, machine: Listener) -> None:
    _hook(house, machine.url)
    house.pbx.is_active = False
    house.pbx.save()
    a_ticket(house)
    turn(NOON)
    assert machine.arrived == []


def test_what_waited_for_a_removed_webhook_is_dropped(house: House, machine: Listener) -> None:
    hook = _hook(house, machine.url)
    a_ticket(house)
    queue_events(NOON)
    remove_webhook(webhook=hook, by=house.pbx, at=NOON)
    turn(NOON)
    assert machine.arrived == []
    assert Event.objects.filter(name="webhook.removed").exists()


def test_without_webhooks_a_turn_costs_one_statement(house: House, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator] # pytest-django's
        queue_events(NOON)


@pytest.mark.parametrize(
    "url",
    [
        "http://app.example.org/",
        "ftp://app.example.org/",
        "https://",
        "https://u:p@app.example.org/",
        "https://app.example.org:99999/",
        "https://localhost/",
        "https://127.0.0.1/",
        "https://10.1.2.3/",
        "https://169.254.169.254/latest/meta-data/",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://[64:ff9b::7f00:1]/",
        "https://[2002:7f00:1::]/",
        "https://app.example.org/a b",
        "javascript:alert(1)",
    ],
)
def test_addresses_that_are_refused_at_once(house: House, url: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        _hook(house, url)
    assert refusal.value.fields.keys() == {"url"}


def test_a_name_that_leads_inside_is_refused_when_it_is_connected_to(
    house: House, machine: Listener, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name was public when the webhook was made; the second answer of its server is not (DNS rebinding)."""
    port = machine.url.rpartition(":")[2]
    hook = _hook(house, f"http://rebound.example.org:{port}/")
    settings.WEBHOOK_NETWORKS = []
    inside = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", int(port)))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_more: inside)
    a_ticket(house)
    turn(NOON)
    assert machine.arrived == []
    hook.refresh_from_db()
    assert "private network" in hook.last_error
    assert _posts()[0].state == DeliveryState.DEAD


def test_the_address_that_was_looked_at_is_the_one_connected_to(
    house: House, machine: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = int(machine.url.rpartition(":")[2])
    asked: list[object] = []
    real = socket.getaddrinfo

    def answer(host: object, *args: object, **more: object) -> object:
        asked.append(host)
        if host == "named.example.org":
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]
        return real(host, *args, **more)  # type: ignore[arg-type] # passed on as it came

    monkeypatch.setattr(socket, "getaddrinfo", answer)
    _hook(house, f"http://named.example.org:{port}/x")
    a_ticket(house)
    turn(NOON)
    assert len(machine.arrived) == 1
    assert machine.arrived[0][1]["Host"] == f"named.example.org:{port}"
    assert asked.count("named.example.org") == 1


def test_who_may(house: House) -> None:
    url = "https://app.example.org/hook"
    for by, owner in ((house.alice, house.alice), (house.sam, house.pbx), (house.pbx, house.ada)):
        with pytest.raises(NotAllowed):
            add_webhook(url=url, events=HEARD, owner=owner, by=by, at=NOON)
    made, _event = add_webhook(url=url, events=HEARD, owner=house.pbx, by=house.ada, at=NOON)
    with pytest.raises(NotFound):
        remove_webhook(webhook=made, by=house.sam, at=NOON)
    with pytest.raises(InvalidInput):
        _hook(house, url, events=["ticket.imagined"])


def test_ten_are_enough(house: House) -> None:
    for each in range(10):
        _hook(house, f"https://app.example.org/{each}")
    with pytest.raises(Conflict):
        _hook(house, "https://app.example.org/more")


def test_a_fresh_webhook_has_no_result(house: House) -> None:
    hook = _hook(house, "https://app.example.org/")
    assert (hook.last_sent_at, hook.failures, hook.disabled_at) == (None, 0, None)
    assert hook.created_at <= clock.now()
