"""Files of the composer: put, shown, taken off, sent; with a script and without one."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from core import clock
from tests.core.test_files import picture, zipped
from tests.people import House, a_ticket, sign_in
from tests.tickets.test_attachments import read
from tickets.models import Draft, Ticket


@pytest.fixture
def ticket(house: House) -> Ticket:
    """Cleo's, opened two hours ago, with Alice."""
    return a_ticket(house, at=clock.now() - timedelta(hours=2))


@pytest.fixture
def desk(client: Client, house: House) -> Client:
    """Alice's browser."""
    return sign_in(client, house.alice)


def address(ticket: Ticket, verb: str = "ticket", *more: object) -> str:
    return reverse(f"desk:{verb}", args=[ticket.number, *more])


def a_file(name: str = "proof.jpg", content: bytes = b"") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content or picture(), content_type="image/jpeg")


def put(desk: Client, ticket: Ticket, *files: SimpleUploadedFile) -> Any:
    form = {"visibility": "public", "files": files or [a_file()]}
    return desk.post(address(ticket, "ticket_draft_files"), form)


def said(ticket: Ticket, **more: object) -> dict[str, object]:
    form = {"visibility": "public", "body": "Here it is.", "key": uuid4(), "version": ticket.version, "then": "send"}
    return form | {"seen_at": clock.now().isoformat()} | more


def test_a_file_lies_with_the_draft_and_survives_a_reload(desk: Client, ticket: Ticket, house: House) -> None:
    answer = put(desk, ticket)
    assert answer.status_code == 200
    assert "proof.jpg" in answer.content.decode()
    page = desk.get(address(ticket)).content.decode()
    assert "proof.jpg" in page
    key = Draft.objects.get().files.get().key
    assert read(desk.get(reverse("desk:file_picture", args=[key])))
    sam = sign_in(Client(), house.sam)
    assert "proof.jpg" not in sam.get(address(ticket)).content.decode()
    assert sam.get(reverse("desk:file_picture", args=[key])).status_code == 404
    assert sam.get(reverse("desk:file", args=[key])).status_code == 404


def test_what_is_refused_says_why_and_what_lay_there_is_shown(desk: Client, ticket: Ticket) -> None:
    put(desk, ticket)
    answer = put(desk, ticket, a_file("app.exe", b"MZ" + bytes(80)))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "was not taken. A program: nothing of it was kept." in page
    assert "proof.jpg" in page


def test_nobody_of_another_team_puts_a_file(ticket: Ticket, house: House) -> None:
    assert put(sign_in(Client(), house.bob), ticket).status_code == 404
    assert not Draft.objects.exists()


def test_sent_and_taken_back_with_its_files(desk: Client, ticket: Ticket, settings: Any) -> None:
    settings.UNDO_SECONDS = 10
    put(desk, ticket)
    assert desk.post(address(ticket, "ticket_reply"), said(ticket)).status_code == 303
    going = Draft.objects.get()
    assert (going.send_at is not None, going.files.count()) == (True, 1)
    assert desk.post(address(ticket, "ticket_undo", going.pk)).status_code == 303
    page = desk.get(address(ticket)).content.decode()
    assert "Here it is." in page
    assert "proof.jpg" in page


def test_without_a_script_files_go_with_the_form(desk: Client, ticket: Ticket, settings: Any) -> None:
    settings.UNDO_SECONDS = 0
    assert desk.post(address(ticket, "ticket_reply"), said(ticket, files=[a_file()])).status_code == 303
    assert ticket.messages.get(body="Here it is.").attachments.get().name == "proof.jpg"
    note = said(ticket, visibility="internal", body="", files=[a_file("log.txt", b"words")])
    assert desk.post(address(ticket, "ticket_reply"), note).status_code == 303
    assert ticket.messages.get(kind="internal").attachments.get().name == "log.txt"


def test_what_cannot_go_to_the_customer_is_said_and_nothing_is_lost(desk: Client, ticket: Ticket) -> None:
    answer = desk.post(address(ticket, "ticket_reply"), said(ticket, files=[a_file("papers.zip", zipped("a"))]))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "“papers.zip” can stand in an internal note only." in page
    assert "Here it is." in page
    assert Draft.objects.get().files.get().name == "papers.zip"


def test_taken_off_without_a_script_the_words_stay(desk: Client, ticket: Ticket) -> None:
    put(desk, ticket)
    key = Draft.objects.get().files.get().key
    form = {"drop": key, "visibility": "internal", "body": "Half a thou"}
    assert desk.post(address(ticket, "ticket_drop_file"), form).status_code == 303
    page = desk.get(address(ticket)).content.decode()
    assert "Half a thou" in page
    assert "proof.jpg" not in page
    put(desk, ticket)
    key = Draft.objects.get().files.get().key
    answer = desk.post(address(ticket, "ticket_drop_file"), {"drop": key}, headers={"X-Files": "1"})
    assert "proof.jpg" not in answer.content.decode()
    assert desk.post(address(ticket, "ticket_drop_file"), {"drop": "nonsense"}).status_code == 303
