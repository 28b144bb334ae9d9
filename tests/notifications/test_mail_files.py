"""The files of an answer go with its mail, as far as they fit, and only to whom the answer goes in full."""

from typing import Any

from django.core import mail

from core.files import IncomingFile
from outbox.services import deliver_due
from tests.core.test_files import picture, zipped
from tests.people import NOON, House, a_ticket
from tickets.models import Ticket
from tickets.services import attach_files, reply

PHOTO = IncomingFile("photo.jpg", picture())


def answered(house: House, *files: IncomingFile, level: int = 1) -> Any:
    """The mail of an answer with these files, on a ticket of this identity level."""
    ticket = a_ticket(house)
    Ticket.objects.filter(pk=ticket.pk).update(identity_level=level)
    message = reply(ticket=ticket, body="Here it is.", by=house.alice, at=NOON)
    attach_files(message=message, files=files, at=NOON)
    deliver_due(at=NOON)
    return mail.outbox[-1]


def test_files_go_along_and_what_is_kept_apart_does_not(house: House) -> None:
    sent = answered(house, PHOTO, IncomingFile("a.txt", b"words"), IncomingFile("papers.zip", zipped("a")))
    assert "Here it is." in sent.body
    assert [(each[0], each[2]) for each in sent.attachments] == [("photo.jpg", "image/jpeg"), ("a.txt", "text/plain")]
    assert "papers" not in sent.body


def test_what_is_too_much_for_a_mail_is_named_and_lies_on_the_status_page(house: House) -> None:
    files = [IncomingFile(f"{n}.txt", b"x" * (5 * 2**20)) for n in range(3)]
    sent = answered(house, *files)
    assert [each[0] for each in sent.attachments] == ["0.txt", "1.txt"]
    assert "Too large for a mail, and with your messages there: 2.txt" in sent.body


def test_who_is_not_believed_gets_neither_words_nor_files(house: House) -> None:
    sent = answered(house, PHOTO, level=0)
    assert "Our answer is ready." in sent.body
    assert not sent.attachments
    assert "photo" not in sent.body
