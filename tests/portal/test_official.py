"""The directory, the box and the report as a visitor meets them."""

import re
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from channels.directory.limits import CHECKS_PER_MINUTE
from channels.directory.models import FakeReport, OfficialChannel
from channels.directory.services import confirm_fake
from core.lookalikes import Kind
from notifications.codes import remember
from tests.core.test_files import picture
from tests.people import NOON, House
from tests.portal.conftest import SetClock, text_of


@pytest.fixture
def ours(house: House) -> None:
    """A site, and an account on X."""
    OfficialChannel.objects.create(kind=Kind.SITE, value="aldermoor.example", position=1)
    OfficialChannel.objects.create(
        kind=Kind.X, value="aldermoor", position=2, never="Never writes first", never_zh="绝不先私信"
    )


def ask(client: Client, pasted: str) -> str:
    """The words of the answer."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text_of(client.post("/official/", {"pasted": pasted}))))


@pytest.mark.usefixtures("ours")
def test_official_known_fake_or_not_ours_and_never_safe(client: Client, house: House) -> None:
    confirm_fake(kind=Kind.SITE, value="aldermoor-help.test", note="", by=house.sam, at=NOON)
    official, fake, other = (
        ask(client, "aldermoor.example"),
        ask(client, "aldermoor-help.test"),
        ask(client, "aldermor.example"),
    )
    assert "Official channel aldermoor.example" in official
    assert "Known fake aldermoor-help.test" in fake
    assert "Not ours aldermor.example" in other
    assert "The real one: aldermoor.example" in other
    assert "Report it" in other
    assert "Report it" not in official.split("What you asked about")[1].split("Is this really us?")[0]
    for page in (official, fake, other):
        assert not re.search(r"\bis safe\b", page)


@pytest.mark.usefixtures("ours")
def test_an_account_is_ours_only_where_it_is_ours(client: Client) -> None:
    assert "Ours only on X." in ask(client, "@aldermoor")
    assert "Not ours" in ask(client, "t.me/aldermoor")


def test_a_number_of_ours_comes_with_a_warning_of_forged_calls(client: Client, house: House) -> None:
    page = ask(client, "６０００ ００００")
    assert "Official channel +65 6000 0000" in page
    assert "hang up and dial it yourself" in page


def test_what_cannot_be_read_is_said_so_and_kept(client: Client, house: House) -> None:
    answer = client.post("/official/", {"pasted": "is this real"})
    assert answer.status_code == 422
    assert 'value="is this real"' in text_of(answer)


def test_questions_from_one_network_are_bounded(client: Client, house: House, set_clock: SetClock) -> None:
    for _each in range(CHECKS_PER_MINUTE):
        assert client.post("/official/", {"pasted": "@a1234"}).status_code == 200
    assert client.post("/official/", {"pasted": "@a1234"}).status_code == 429
    assert client.post("/official/", {"pasted": "@a1234"}, REMOTE_ADDR="192.0.2.9").status_code == 200


def test_the_directory_costs_one_query(client: Client, ours: None) -> None:
    client.get("/official/")
    with CaptureQueriesContext(connection) as queries:
        assert "Never writes first" in text_of(client.get("/official/"))
    assert len(queries) == 1


def test_one_tap_leads_to_the_report_and_the_report_to_a_number(client: Client, house: House) -> None:
    form = client.post("/official/report/", {"pasted": "@aldermoor_help"})
    assert 'value="@aldermoor_help"' in text_of(form)
    typed = {"key": uuid4(), "pasted": "@aldermoor_help", "met": "chat", "words": "", "contact": "anna@mail.test"}
    assert client.post("/official/report/", typed).status_code == 303
    page = client.post("/official/report/", typed, follow=True)
    ticket = FakeReport.objects.get().ticket
    assert ticket.number[-4:] in text_of(page)
    assert client.get("/official/reported/").status_code == 200
    assert Client().get("/official/reported/").status_code == 303


def test_evidence_stands_on_the_ticket_of_the_report(client: Client, house: House) -> None:
    """A page that somebody saved is kept apart, a screenshot is shown; too much is refused with the words kept."""
    typed = {"key": uuid4(), "pasted": "@aldermoor_help", "met": "chat", "words": "", "contact": "anna@mail.test"}
    many = [SimpleUploadedFile(f"{n}.txt", b"x") for n in range(11)]
    refused = client.post("/official/report/", typed | {"files": many})
    assert refused.status_code == 422
    assert "At most 10 files" in text_of(refused)
    assert 'value="anna@mail.test"' in text_of(refused)
    shots = [SimpleUploadedFile("profile.jpg", picture()), SimpleUploadedFile("page.html", b"<html>Aldermoor</html>")]
    assert client.post("/official/report/", typed | {"files": shots}).status_code == 303
    files = FakeReport.objects.get().ticket.messages.get().attachments
    assert dict(files.values_list("name", "state")) == {"profile.jpg": "clean", "page.html.txt": "quarantined"}


def test_a_report_needs_a_contact_that_can_be_one(client: Client, house: House) -> None:
    typed = {"key": uuid4(), "pasted": "@aldermoor_help", "met": "chat", "words": "", "contact": "nowhere"}
    answer = client.post("/official/report/", typed)
    assert answer.status_code == 422
    assert not FakeReport.objects.exists()


def test_the_code_of_a_message_tells_whether_we_sent_it(client: Client, house: House) -> None:
    sent = remember(
        key="1.notifications.mail_code", customer=house.cleo, ticket=None, kind="code", automatic=True, at=NOON
    )
    ours, other = ask(client, sent.code.lower()), ask(client, "7K3M-9QZX")
    assert f"Official channel {sent.code}" in ours
    assert "We sent a message with this code to c•••@" in ours
    assert "A code can be copied into another message." in ours
    assert "Not ours 7K3M-9QZX" in other
    assert "We sent no message with this code." in other


def test_programs_are_told_the_same_about_a_code(client: Client, house: House) -> None:
    sent = remember(
        key="1.notifications.mail_code", customer=house.cleo, ticket=None, kind="code", automatic=True, at=NOON
    )

    def told(text: str) -> dict[str, object]:
        answer: dict[str, object] = client.post(
            "/api/v1/official/check/", {"text": text}, content_type="application/json"
        ).json()
        return answer

    ours, other, number = told(sent.code.lower()), told("7K3M-9QZX"), told("+65 6000 0000")
    assert ours["results"] == []
    assert isinstance(ours["message"], dict)
    assert ours["message"].pop("address").startswith("c•••@")
    assert ours["message"] == {
        "code": sent.code,
        "verdict": "official",
        "channel": "mail",
        "sent_at": NOON.isoformat(),
        "ticket_ends_in": "",
    }
    assert other["message"] == {
        "code": "7K3M-9QZX",
        "verdict": "not_ours",
        "channel": "",
        "sent_at": None,
        "address": "",
        "ticket_ends_in": "",
    }
    assert number["message"] is None
    assert number["results"]
