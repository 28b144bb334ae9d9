"""Files on the desk: shown in the thread, asked for anew each time, and with a reason where they are kept apart."""

import pytest
from django.test import Client

from core.files import IncomingFile
from outbox.selectors import events_of
from tests.people import House, sign_in
from tests.tickets.test_attachments import PHOTO, SECRET, read, said
from tickets.events import FileOpened


def test_a_clean_file_is_a_download_that_no_browser_runs(client: Client, house: House) -> None:
    kept = said(house, IncomingFile("截图.JPG", PHOTO.content)).attachments.get()
    answer = sign_in(client, house.alice).get(f"/desk/files/{kept.key}/")
    assert answer.status_code == 200
    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''%E6%88%AA%E5%9B%BE.JPG"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox")
    assert answer["Cache-Control"] == "private, no-store"
    assert read(answer).startswith(b"\xff\xd8")
    picture = client.get(f"/desk/files/{kept.key}/picture/")
    assert (picture["Content-Type"], picture["Cache-Control"]) == ("image/webp", "private, no-store")
    assert picture["Content-Security-Policy"].startswith("sandbox")
    assert read(picture)
    page = client.get(f"/desk/tickets/{kept.ticket.number}/").content.decode()
    assert "截图.JPG" in page
    assert f"/desk/files/{kept.key}/picture/" in page
    assert "Alice, 2047 opened a file." in page


@pytest.mark.parametrize("tail", ["", "picture/"])
def test_another_team_gets_the_same_answer_as_for_nothing(client: Client, house: House, tail: str) -> None:
    kept = said(house, PHOTO).attachments.get()
    assert sign_in(client, house.bob).get(f"/desk/files/{kept.key}/{tail}").status_code == 404
    assert Client().get(f"/desk/files/{kept.key}/{tail}").status_code == 302


def test_what_is_kept_apart_is_asked_for_with_a_reason(client: Client, house: House) -> None:
    kept = said(house, SECRET).attachments.get()
    address = f"/desk/files/{kept.key}/"
    page = sign_in(client, house.alice).get(address)
    assert page.status_code == 200
    assert "An archive" in page.content.decode()
    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.get(f"{address}picture/").status_code == 404
    assert not events_of("ticket", kept.ticket_id).filter(name=FileOpened.name).exists()
    answer = client.post(address, {"reason": "Identity check asked for"})
    assert (answer.status_code, answer["Content-Disposition"]) == (200, 'attachment; filename="papers.zip"')
    assert read(answer)
    read_log = client.get(f"/desk/tickets/{kept.ticket.number}/").content.decode()
    assert "Identity check asked for" in read_log
