"""Writing to us without a telephone: a form, a number, both promised times; and no way to spam anybody through it."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import Customer
from outbox.services import deliver_due
from tests.core.test_files import picture
from tests.incidents.declaring import a_delay
from tests.people import NOON, House
from tests.portal.conftest import SetClock, text_of
from tickets.models import Ticket

pytestmark = pytest.mark.usefixtures("house")
DEPOSIT = "/ask/funds/deposit_missing/"
TYPED = {
    "body": "My deposit is not there.\nI sent it yesterday.",
    "email": "new@mail.test",
    "f_coin": "USDC",
    "f_network": "ethereum",
}


def opened(client: Client, address: str = DEPOSIT) -> str:
    """Open the page; its hidden entry."""
    page = text_of(client.get(address))
    return str(re.findall(r'name="entry" value="([^"]+)"', page)[0])


def send(client: Client, set_clock: SetClock, address: str = DEPOSIT, *, place: str = "192.0.2.1", **typed: Any) -> Any:
    """Open the form, take ten seconds over it, and send it from a place."""
    set_clock(NOON)
    entry = opened(client, address)
    set_clock(NOON + timedelta(seconds=10))
    return client.post(address, {"entry": entry, **TYPED, **typed}, REMOTE_ADDR=place)


def test_from_the_door_to_the_number(client: Client, set_clock: SetClock) -> None:
    assert "/ask/" in text_of(client.get("/"))
    assert "/ask/funds/" in text_of(client.get("/ask/"))
    assert DEPOSIT in text_of(client.get("/ask/funds/"))
    photo = SimpleUploadedFile("screen.jpg", picture(), "image/jpeg")
    answer = send(client, set_clock, files=[photo])
    assert (answer.status_code, answer["Location"]) == (303, "/ask/sent/")
    ticket = Ticket.objects.get()
    assert (ticket.channel, ticket.category, ticket.topic) == ("web", "funds", "deposit_missing")
    assert ticket.fields == {"coin": "USDC", "network": "ethereum"}
    assert ticket.messages.get().body == TYPED["body"]
    assert ticket.attachments.get().name == "screen.jpg"
    page = text_of(client.get("/ask/sent/"))
    for words in (
        "Thu 17:52",
        "Fri 13:52",
        "Singapore time, UTC+8",
        "Add to calendar",
        "screen.jpg",
        "comes only from",
    ):
        assert words in page
    assert "".join(re.findall(r'num-digit"><b>(\d)', page)) == ticket.number
    assert client.get("/status/promise.ics")["Content-Type"].startswith("text/calendar")
    assert "We have received it" in text_of(client.get("/status/"))


def test_sent_twice_it_is_one_ticket(client: Client, set_clock: SetClock) -> None:
    set_clock(NOON)
    entry = opened(client)
    set_clock(NOON + timedelta(seconds=10))
    for _each in range(2):
        assert client.post(DEPOSIT, {"entry": entry, **TYPED}).status_code == 303
    assert Ticket.objects.count() == 1


def test_a_refused_form_keeps_what_was_typed_and_says_at_each_field_what_is_wrong(
    client: Client, set_clock: SetClock
) -> None:
    answer = send(client, set_clock, email="", f_coin="")
    page = text_of(answer)
    assert answer.status_code == 422
    assert "I sent it yesterday." in page
    assert "Please fill this in." in page
    answer = send(client, set_clock, email="", f_network="no such")
    assert answer.status_code == 422
    assert "so that we can answer" in text_of(answer) or "Choose" in text_of(answer)
    answer = send(client, set_clock, files=[SimpleUploadedFile(f"{n}.txt", b"x") for n in range(11)])
    assert "At most 10 files" in text_of(answer)
    assert not Ticket.objects.exists()
    assert not Customer.objects.filter(email="new@mail.test").exists()


def test_in_the_name_of_a_registered_customer_nothing_lands_on_their_account(
    client: Client, house: House, set_clock: SetClock
) -> None:
    send(client, set_clock, email=house.cleo.email)
    ticket = Ticket.objects.get()
    assert ticket.customer != house.cleo
    assert not ticket.customer.registered
    assert ticket.identity_level == 0


def test_faster_than_people_type_longer_than_a_day_or_not_ours_is_asked_to_press_again(
    client: Client, set_clock: SetClock
) -> None:
    set_clock(NOON)
    entry = opened(client)
    assert client.post(DEPOSIT, {"entry": entry, **TYPED}).status_code == 409
    assert client.post(DEPOSIT, {"entry": "made up", **TYPED}).status_code == 409
    set_clock(NOON + timedelta(hours=25))
    answer = client.post(DEPOSIT, {"entry": entry, **TYPED})
    page = text_of(answer)
    assert answer.status_code == 409
    assert "I sent it yesterday." in page
    fresh = re.findall(r'name="entry" value="([^"]+)"', page)[0]
    set_clock(NOON + timedelta(hours=25, seconds=5))
    assert client.post(DEPOSIT, {"entry": fresh, **TYPED}).status_code == 303


def test_what_only_a_machine_fills_in_opens_nothing(client: Client, set_clock: SetClock) -> None:
    answer = send(client, set_clock, website="https://spam.test")
    assert answer.status_code == 429
    assert not Ticket.objects.exists()


def test_one_address_gets_one_automatic_mail_a_day_and_no_word_of_the_sender(
    client: Client, set_clock: SetClock
) -> None:
    for n in range(7):  # more than one contact may send
        answer = send(
            client,
            set_clock,
            email="victim@mail.test",
            body="BUY COINS at evil.test",
            name="EVIL",
            place=f"192.0.2.{n}",
        )
    page = text_of(answer)
    assert answer.status_code == 429
    assert "call a hotline" in page
    assert "BUY COINS" in page
    assert Ticket.objects.count() == 5
    for _turn in range(2):  # a delivery may come twice
        deliver_due(at=NOON + timedelta(minutes=5))
    to_victim = [each for each in mail.outbox if each.to == ["victim@mail.test"]]
    assert len(to_victim) == 1
    assert not re.search("BUY|evil|EVIL", f"{to_victim[0].subject} {to_victim[0].body}")


def test_one_place_sends_twenty_an_hour_and_another_is_free(client: Client, set_clock: SetClock) -> None:
    answers = [send(client, set_clock, email=f"a{n}@mail.test", place="192.0.2.7").status_code for n in range(21)]
    assert answers == [303] * 20 + [429]
    assert send(client, set_clock, email="b@mail.test", place="192.0.2.8").status_code == 303


def test_running_incidents_and_what_one_can_do_alone_stand_before_the_text(
    client: Client, house: House, set_clock: SetClock
) -> None:
    set_clock(NOON)
    a_delay(house)
    page = text_of(client.get(DEPOSIT))
    assert page.index("incident-banner") < page.index('name="body"')
    assert "Have ready" in page
    assert "If you send it now" in page
    assert "Thu 17:52" in page
    urgent = text_of(client.get("/ask/account_security/being_emptied/"))
    assert urgent.index("What you can do yourself, first") < urgent.index('name="body"')
    assert "This is urgent: call us now." in urgent


@pytest.mark.parametrize(
    "address", ["/ask/nothing/", "/ask/funds/nothing/", "/ask/guidance/deposit_missing/", "/ask/x/something-else/"]
)
def test_what_there_is_not_is_not_found(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_an_identity_document_is_kept_apart(client: Client, set_clock: SetClock) -> None:
    papers = SimpleUploadedFile("passport.jpg", picture(), "image/jpeg")
    answer = send(client, set_clock, "/ask/account_security/something-else/", papers=papers)
    assert answer.status_code == 303
    kept = Ticket.objects.get().attachments.get()
    assert (kept.state, kept.reason, kept.thumbnail.name) == ("quarantined", "identity", "")


def test_an_upload_without_end_is_ended_and_the_text_is_kept(client: Client, set_clock: SetClock) -> None:
    answer = send(client, set_clock, files=[SimpleUploadedFile("big.txt", b"x" * (41 * 2**20))])
    assert answer.status_code == 422
    assert "Together these files are too large" in text_of(answer)
    assert "I sent it yesterday." in text_of(answer)


def test_outside_working_hours_the_form_says_when_answers_begin(client: Client, set_clock: SetClock) -> None:
    set_clock(NOON)
    begins = "Answers begin Mon 08:00."

    def words(address: str) -> str:
        return re.sub(r"<[^>]+>", "", text_of(client.get(address)))

    assert begins not in words("/ask/guidance/records/")
    set_clock(NOON + timedelta(days=3))  # a Sunday
    assert begins in words("/ask/guidance/records/")
    assert begins not in words(DEPOSIT)
