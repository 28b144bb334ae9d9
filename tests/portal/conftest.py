"""A visitor at the door, and a clock that stories can set."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from core import clock
from outbox.services import deliver_due
from tests.people import NOON
from tickets.models import Ticket

CLEO, CHARLIE = "cleo.tan@mail.test", "charlie@mail.test"
SetClock = Callable[[datetime], None]


@pytest.fixture
def set_clock() -> Iterator[SetClock]:
    """Moves the desk's clock; at first it is NOON."""
    with ExitStack() as stack:

        def to(moment: datetime) -> None:
            stack.enter_context(clock.shifted(moment - clock.now()))

        to(NOON)
        yield to


def check(client: Client, number: str, contact: str = CLEO, address: str = "127.0.0.1") -> Any:
    """Type number and contact; `address` is where the visitor comes from."""
    return client.post("/status/", {"number": number, "contact": contact}, REMOTE_ADDR=address)


def text_of(response: Any) -> str:
    """The page as text."""
    return str(response.content.decode())


def code_in_mail(at: datetime, *, word: str = "code") -> str:
    """Deliver what waits and read the newest code; `word` is what its subject is known by."""
    for _each in range(2):  # what is asked for behind the page becomes a code, and the code becomes a mail
        deliver_due(at=at + timedelta(minutes=1))
    bodies = [str(each.body) for each in mail.outbox if word in each.subject]
    return re.findall(r"\b\d{6}\b", bodies[-1])[0] if bodies else ""


def enter(client: Client, ticket: Ticket, *, at: datetime = NOON, contact: str = CLEO) -> Client:
    """Number, contact and code: the messages are open."""
    assert check(client, ticket.number, contact).status_code == 303
    assert client.post("/status/code/send/").status_code == 303
    assert client.post("/status/code/", {"code": code_in_mail(at)}).status_code == 303
    return client
