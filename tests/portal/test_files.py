"""Files on the status page: after a one-time code, never before, and never somebody else's."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.people import House, a_ticket
from tests.portal.conftest import check, enter, text_of
from tests.tickets.test_attachments import PHOTO, SECRET, read, said
from tickets.services import add_note, attach_files

pytestmark = pytest.mark.usefixtures("set_clock")


def test_with_a_code_own_files_are_there(client: Client, house: House) -> None:
    kept = said(house, PHOTO).attachments.get()
    address = f"/status/files/{kept.key}/"
    check(client, kept.ticket.number)
    assert client.get(address).status_code == 303
    assert client.get(f"{address}picture/").status_code == 303
    enter(client, kept.ticket)
    assert "photo.jpg" in text_of(client.get("/status/"))
    answer = client.get(address)
    assert answer["Content-Disposition"] == 'attachment; filename="photo.jpg"'
    assert answer["Content-Security-Policy"].startswith("sandbox")
    assert read(answer)
    picture = client.get(f"{address}picture/")
    assert picture["Content-Type"] == "image/webp"
    assert read(picture)


def test_files_of_others_of_notes_and_in_quarantine_stay_shut(client: Client, house: House) -> None:
    kept = said(house, SECRET).attachments.get()
    note = add_note(ticket=kept.ticket, body="Internal.", by=house.alice, at=kept.at)
    (internal,) = attach_files(message=note, files=[PHOTO], at=kept.at)
    foreign = said(house, PHOTO, ticket=a_ticket(house)).attachments.get()
    enter(client, kept.ticket)
    assert client.get(f"/status/files/{kept.key}/").status_code == 403
    assert client.get(f"/status/files/{internal.key}/").status_code == 404
    assert client.get(f"/status/files/{foreign.key}/").status_code == 404
    assert "In quarantine" in text_of(client.get("/status/"))


def test_a_reply_may_carry_files(client: Client, house: House) -> None:
    ticket = a_ticket(house)
    enter(client, ticket)
    photo = SimpleUploadedFile("screen.jpg", PHOTO.content, "image/jpeg")
    answer = client.post(
        "/status/reply/", {"body": "Here it is.", "files": [photo], "key": "b7f5b8ab-3f8d-4d6b-9a63-6c7b1b6b2f10"}
    )
    assert answer.status_code == 303
    assert ticket.messages.get(by=None).attachments.get().name == "screen.jpg"
