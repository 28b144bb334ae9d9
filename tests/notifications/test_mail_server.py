"""Mail goes out over real SMTP; a server that is away costs a wait, an address that is refused ends the trying."""

import email
import socket
from collections.abc import Iterator
from email.message import Message

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.test import override_settings

from outbox.models import Delivery, DeliveryState
from outbox.services import FIRST_WAIT, deliver_due
from tests.people import NOON, House, a_ticket


class Mailbox:
    """Keeps what arrives; refuses the recipients it is told to."""

    def __init__(self) -> None:
        self.arrived: list[Message] = []
        self.refused: set[str] = set()

    async def handle_RCPT(  # noqa: N802 - aiosmtpd names it
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Refuse for good or take."""
        if address in self.refused:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Keep the message."""
        content = envelope.content
        assert isinstance(content, bytes)
        self.arrived.append(email.message_from_bytes(content))
        return "250 OK"


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def to_smtp(port: int) -> Iterator[None]:
    """Django sends to this port."""
    backend = "django.core.mail.backends.smtp.EmailBackend"
    with override_settings(EMAIL_BACKEND=backend, EMAIL_HOST="127.0.0.1", EMAIL_PORT=port):
        yield


@pytest.fixture
def mailbox(port: int, to_smtp: None) -> Iterator[Mailbox]:
    """A listening server."""
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box
    controller.stop()


def _promise_mail() -> Delivery:
    return Delivery.objects.get(handler="notifications.mail_promise")


def test_the_promise_arrives_in_chinese(house: House, mailbox: Mailbox) -> None:
    ticket = a_ticket(house, language="zh-hans")
    deliver_due(at=NOON)
    (message,) = mailbox.arrived
    text, page = [part for part in message.walk() if not part.is_multipart()]
    assert (text.get_content_type(), page.get_content_type()) == ("text/plain", "text/html")
    body = text.get_payload(decode=True)
    assert isinstance(body, bytes)
    assert message["To"] == house.cleo.email
    assert "新加坡时间" in body.decode()
    assert message["Message-ID"].startswith(f"<{_promise_mail().event_id}.notifications.mail_promise.")
    assert ticket.number not in message["Message-ID"]


def test_a_server_that_is_away_costs_a_wait(house: House, to_smtp: None, port: int) -> None:
    a_ticket(house)
    deliver_due(at=NOON)
    waiting = _promise_mail()
    assert (waiting.state, waiting.tries) == (DeliveryState.PENDING, 1)
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        deliver_due(at=NOON + FIRST_WAIT)
    finally:
        controller.stop()
    assert len(box.arrived) == 1
    assert _promise_mail().state == DeliveryState.SENT


def test_a_refused_address_is_not_tried_again(house: House, mailbox: Mailbox) -> None:
    mailbox.refused.add(house.cleo.email)
    a_ticket(house)
    deliver_due(at=NOON)
    assert _promise_mail().state == DeliveryState.DEAD
    assert "no such mailbox" in _promise_mail().last_error
