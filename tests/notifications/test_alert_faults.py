"""What a fault in the middle costs: a wait. Never a warning, and never a second one."""

import threading
from datetime import timedelta

import pytest
import time_machine
from django.db import connection

from notifications.alerts import raise_alerts, send_alerts
from notifications.models import Alert, Bundle
from outbox import services
from outbox.models import Delivery, Event
from outbox.registry import _turns, every_turn
from outbox.services import FIRST_WAIT, take_turn
from sla.management.commands import runtimers
from tests.notifications.listening import listening
from tests.notifications.raising import deliver, reach
from tests.notifications.test_alert_mail import MORNING, NIGHT, OFFICE
from tests.notifications.test_mail_server import Mailbox, mailbox, port, to_smtp
from tests.people import NOON, House, a_ticket

__all__ = ["mailbox", "port", "to_smtp"]


def _killed_after_sending(handler: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The deliverer dies as `kill -9` would end it: the outside has said yes, and nothing is marked."""
    settle = services._settle

    def die(delivery: Delivery, *args: object, **more: object) -> None:
        if delivery.handler == handler:
            raise KeyboardInterrupt
        settle(delivery, *args, **more)  # type: ignore[arg-type] # passed on as it came

    with monkeypatch.context() as patched:
        patched.setattr(services, "_settle", die)
        with pytest.raises(KeyboardInterrupt):
            deliver(NOON)


def test_a_mail_that_was_sent_and_not_marked_comes_again_as_itself(
    house: House, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    reach(a_ticket(house), at=NOON)
    _killed_after_sending("notifications.mail_alerts", monkeypatch)
    deliver(NOON + timedelta(seconds=1))
    deliver(NOON + FIRST_WAIT)
    deliver(NOON + timedelta(days=1))
    mine = [each for each in mailbox.arrived if each["To"] == house.alice.email]
    assert len(mine) == 2
    assert mine[0]["Message-ID"] == mine[1]["Message-ID"]
    first, second = ([part.get_payload() for part in each.walk() if not part.is_multipart()] for each in mine)
    assert first == second


def test_a_post_that_was_sent_and_not_marked_comes_again_under_its_key(
    house: House, settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    with listening() as machine:
        settings.ALERT_WEBHOOK_URL, settings.ALERT_WEBHOOK_SECRET = machine.url, "secret"  # type: ignore[attr-defined] # pytest-django's
        reach(a_ticket(house), at=NOON, ways=["webhook"], audiences=[])
        _killed_after_sending("notifications.webhook_rung", monkeypatch)
        deliver(NOON + FIRST_WAIT)
        deliver(NOON + timedelta(days=1))
        keys = [headers["Idempotency-Key"] for _path, headers, _body in machine.arrived]
    assert len(keys) == 2
    assert len(set(keys)) == 1


@pytest.mark.django_db(transaction=True)
def test_two_deliverers_at_once_send_each_warning_once(house: House) -> None:
    ticket = a_ticket(house)
    people = [house.alice, house.bob, house.sam, house.olive]
    for turn in range(3):
        at = NOON + turn * timedelta(hours=1)
        for _number in range(3):
            raise_alerts(reach(ticket, at=at, ways=[]), way="mail", to=people, urgent=False, at=at)
        start = threading.Barrier(3)

        def bundle(at: object = at, start: threading.Barrier = start) -> None:
            start.wait()
            send_alerts(at)  # type: ignore[arg-type] # the moment above, bound for this round
            connection.close()

        threads = [threading.Thread(target=bundle) for _each in range(3)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        assert Bundle.objects.count() == (turn + 1) * len(people)
        assert not Alert.objects.filter(bundle__isnull=True).exists()
        assert Event.objects.filter(name="alerts.mail_bundled").count() == Bundle.objects.count()


@pytest.mark.django_db(transaction=True)
def test_a_warning_that_comes_while_others_are_bundled_is_not_forgotten(house: House) -> None:
    """The bundler has read its list and not yet written when the next warning comes: it waits, and wakes the channel again."""
    ticket = a_ticket(house)
    first, second = (reach(ticket, at=NOON, ways=[]) for _number in range(2))
    raise_alerts(first, way="mail", to=[house.alice], urgent=False, at=NOON)
    inside, go_on = threading.Event(), threading.Event()
    original = services.record

    def slowly(*args: object, **more: object) -> Event:
        inside.set()
        assert go_on.wait(10)
        return original(*args, **more)  # type: ignore[arg-type] # passed on as it came

    def bundle() -> None:
        send_alerts(NOON)
        connection.close()

    def come() -> None:
        raise_alerts(second, way="mail", to=[house.alice], urgent=False, at=NOON)
        connection.close()

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("notifications.alerts.record", slowly)
        bundler, comer = threading.Thread(target=bundle), threading.Thread(target=come)
        bundler.start()
        assert inside.wait(10)
        comer.start()
        comer.join(0.5)
        assert comer.is_alive(), "it waits for the row"
        go_on.set()
        bundler.join()
        comer.join()
    send_alerts(NOON)
    assert not Alert.objects.filter(bundle__isnull=True).exists()
    assert Bundle.objects.count() == 2


class _TwoTurns(threading.Event):
    """Stops the loop after its second turn."""

    def wait(self, timeout: float | None = None) -> bool:
        self.turns = getattr(self, "turns", 0) + 1
        if self.turns == 2:
            self.set()
        return self.is_set() and timeout is not None


def test_what_waits_goes_out_without_celery(house: House, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    house.funds.hours = OFFICE.to_json()
    house.funds.save()
    reach(a_ticket(house), at=NIGHT)
    deliver(NIGHT)
    arrived = len(mailbox.arrived)
    monkeypatch.setattr(runtimers, "close_old_connections", lambda: None)
    with time_machine.travel(MORNING, tick=False):
        runtimers.Command()._deliver(_TwoTurns())
    assert [each["To"] for each in mailbox.arrived[arrived:]] == [house.alice.email]


def test_a_turn_that_fails_stops_no_delivery(house: House, mailbox: Mailbox, caplog: pytest.LogCaptureFixture) -> None:
    def broken(at: object) -> None:
        raise OSError(at)

    every_turn(broken)
    try:
        a_ticket(house)
        with time_machine.travel(NOON, tick=False):
            assert take_turn(at=NOON) > 0
    finally:
        _turns.remove(broken)
    assert "turn broken failed" in caplog.text
    assert [each["To"] for each in mailbox.arrived] == [house.cleo.email]
