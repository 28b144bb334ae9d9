"""Whatever way a recovery phrase comes by: it is kept nowhere, and exactly one event says that it came."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client
from mnemonic import Mnemonic

from accounts.models import Presence, Scope, User
from channels.chat.services import say_in_chat, start_chat
from channels.inbound import InboundMessage, Sender
from channels.mail.parse import parse
from channels.mail.services import take_in
from channels.mail.verdicts import Verdict
from core import clock
from outbox.models import Event
from tests.api.calling import calling
from tests.channels.mail.corpus import letter
from tests.people import House, a_ticket, sign_in
from tests.portal.conftest import enter
from tickets.categories import ChannelKind, Priority
from tickets.models import Message

PHRASE = Mnemonic("english").to_mnemonic(bytes(range(16)))


def _by_mail(_house: House) -> None:
    take_in(letter=parse(letter(PHRASE, sender="new@mail.test")), verdict=Verdict(), at=clock.now())


def _by_chat(house: House) -> None:
    User.objects.filter(pk=house.alice.pk).update(seen_at=clock.now(), presence=Presence.AVAILABLE)
    opening = InboundMessage(
        ChannelKind.CHAT, "start:one", Sender(name="Charlie", email="charlie@mail.test"), body="Hello"
    )
    say_in_chat(chat=start_chat(opening=opening, at=clock.now()), body=PHRASE, key="a", at=clock.now())


def _by_the_first_words_of_a_chat(_house: House) -> None:
    """They become the subject, which is cut: half a phrase is not known as one."""
    sender = Sender(name="Charlie", email="charlie@mail.test")
    words = f"My recovery phrase is {PHRASE}, please look into my wallet"
    start_chat(opening=InboundMessage(ChannelKind.CHAT, "start:two", sender, body=words), at=clock.now())


def _by_the_status_page(house: House) -> None:
    client = Client()
    enter(client, a_ticket(house, at=clock.now()), at=clock.now())
    form = {"body": PHRASE, "key": str(uuid4())}
    assert client.post("/status/reply/", form).status_code == 303


def _by_a_program(house: House) -> None:
    ticket = a_ticket(house, at=clock.now())
    program = calling(house.alice, scopes=[Scope.TICKETS_WRITE])
    assert program.post(f"tickets/{ticket.number}/customer-message/", {"body": PHRASE}).status_code == 201


@pytest.mark.parametrize(
    "come",
    [_by_mail, _by_chat, _by_the_first_words_of_a_chat, _by_the_status_page, _by_a_program],
    ids=lambda each: each.__name__,
)
def test_a_recovery_phrase_is_told_once_and_kept_nowhere(house: House, come: Callable[[House], None]) -> None:
    come(house)
    said = Message.objects.get(body__contains="[removed: recovery phrase]")
    assert PHRASE[:12] not in said.ticket.subject
    (told,) = Event.objects.filter(name="ticket.secret_removed")
    assert (told.subject_id, told.data) == (said.ticket_id, {"message_id": said.pk, "kinds": ["recovery phrase"]})
    assert not Message.objects.filter(full__contains=PHRASE).exists()
    ticket = said.ticket
    assert (ticket.priority, ticket.emergency) == (Priority.EMERGENCY, True)
    page = sign_in(Client(), house.sam).get(f"/desk/tickets/{ticket.number}/").content.decode()
    assert "Held a secret (replaced)" in page
    assert "move your funds to a new wallet now" in page


def test_a_password_is_shown_to_the_agent_and_makes_no_emergency(house: House) -> None:
    letter_ = letter("My password: hunter2hunter", sender="new@mail.test")
    take_in(letter=parse(letter_), verdict=Verdict(), at=clock.now())
    ticket = Message.objects.get(body__contains="[removed: password]").ticket
    assert ticket.priority != Priority.EMERGENCY
    page = sign_in(Client(), house.sam).get(f"/desk/tickets/{ticket.number}/").content.decode()
    assert "Held a secret (replaced)" in page
    assert "new wallet" not in page
