"""The one door for what is written to us, whatever the way."""

import threading
from dataclasses import replace

import pytest
from django.core.files.storage import storages
from django.db import connection

from channels.inbound import InboundMessage, Sender
from channels.models import SourceRef
from channels.selectors import ticket_of_source, ticket_of_thread
from channels.services import accept
from core.errors import InvalidInput
from core.files import IncomingFile
from tests.people import NOON, House
from tickets.categories import Category, ChannelKind
from tickets.models import Attachment, Message, Ticket, TicketLink
from tickets.services import close_ticket, resolve_ticket

LETTER = InboundMessage(
    kind=ChannelKind.MAIL,
    source_id="<one@mail.test>",
    sender=Sender(name="Charlie", email="charlie@mail.test"),
    subject="Deposit missing",
    body="I sent it two days ago.",
    thread="<one@mail.test>",
    category=Category.FUNDS,
)


def test_a_message_opens_a_ticket_with_its_words_and_its_files(house: House) -> None:
    taken = accept(
        inbound=replace(LETTER, files=(IncomingFile("..\\note.txt", b"words"),)),
        at=NOON,
    )
    assert taken.new
    assert (taken.ticket.channel, taken.ticket.category, taken.ticket.subject) == ("mail", "funds", "Deposit missing")
    assert taken.ticket.customer != house.charlie or not taken.ticket.customer.registered
    assert taken.message.body == "I sent it two days ago."
    kept = Attachment.objects.get(message=taken.message)
    assert kept.name == "note.txt"
    with storages["attachments"].open(str(kept.file.name)) as stored:
        assert stored.read() == b"words"


@pytest.mark.usefixtures("house")
def test_the_same_message_again_is_the_same_ticket() -> None:
    first, second = accept(inbound=LETTER, at=NOON), accept(inbound=LETTER, at=NOON)
    assert (first.ticket, first.message) == (second.ticket, second.message)
    assert not second.new
    assert Ticket.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("house")
def test_of_two_deliveries_at_the_same_moment_one_makes_the_ticket() -> None:
    made: list[int] = []
    gate = threading.Barrier(2)

    def deliver() -> None:
        gate.wait()
        try:
            made.append(accept(inbound=LETTER, at=NOON).ticket.pk)
        finally:
            connection.close()

    racers = [threading.Thread(target=deliver) for _ in range(2)]
    for each in racers:
        each.start()
    for each in racers:
        each.join()
    assert len(made) == 2
    assert len(set(made)) == 1
    assert Message.objects.count() == 1


@pytest.mark.usefixtures("house")
def test_what_belongs_to_a_ticket_is_said_on_it() -> None:
    first = accept(inbound=LETTER, at=NOON)
    answer = replace(LETTER, source_id="<two@mail.test>", body="Any news?", ticket=first.ticket)
    second = accept(inbound=answer, at=NOON)
    assert second.ticket == first.ticket
    assert [each.body for each in first.ticket.messages.order_by("id")] == ["I sent it two days ago.", "Any news?"]
    assert ticket_of_source(ChannelKind.MAIL, ["<unknown>", "<two@mail.test>"]) == first.ticket
    assert ticket_of_thread(ChannelKind.MAIL, "<one@mail.test>") == first.ticket
    assert ticket_of_thread(ChannelKind.TELEGRAM, "<one@mail.test>") is None


def test_what_comes_for_a_closed_ticket_opens_the_next_one_linked_to_it(house: House) -> None:
    first = accept(inbound=LETTER, at=NOON).ticket
    resolve_ticket(ticket=first, solution="Credited.", by=house.sam, at=NOON)
    close_ticket(ticket=first, by=house.sam, at=NOON)
    first.refresh_from_db()
    late = replace(LETTER, source_id="<late@mail.test>", ticket=first, subject="", body="It is missing again.\nPlease.")
    second = accept(inbound=late, at=NOON).ticket
    assert second != first
    assert second.customer == first.customer
    assert second.subject == "It is missing again."
    assert TicketLink.objects.get().other == first


@pytest.mark.usefixtures("house")
def test_what_does_not_fit_leaves_nothing_behind() -> None:
    many = tuple(IncomingFile(f"{n}.txt", b"x") for n in range(11))
    with pytest.raises(InvalidInput):
        accept(inbound=replace(LETTER, files=many), at=NOON)
    assert not Ticket.objects.exists()
    assert not SourceRef.objects.exists()
    assert accept(inbound=LETTER, at=NOON).new
