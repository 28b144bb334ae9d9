"""The way in: who has number and contact is let in; who has only one of them learns nothing, not even by the clock."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import AttemptWindow
from core.numbers import new_number
from tests.people import NOON, House, a_ticket
from tests.portal.conftest import CHARLIE, CLEO, SetClock, check, code_in_mail, text_of
from tickets.models import Ticket
from tickets.services import visitors

pytestmark = pytest.mark.usefixtures("set_clock")


def _shorn(page: str, *echoes: str) -> str:
    """The page without its token, its moment and what the visitor typed."""
    page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"|data-server-now="[^"]+"', "", page)
    for echo in echoes:
        page = page.replace(echo, "")
    return page


@pytest.fixture
def ticket(house: House) -> Ticket:
    return a_ticket(house)


def test_number_and_mail_address_open_the_status(client: Client, ticket: Ticket) -> None:
    assert check(client, ticket.number).headers["Location"] == "/status/"
    page = client.get("/status/")
    assert "We are working on it" in text_of(page)
    assert "no-store" in page.headers["Cache-Control"]


@pytest.mark.parametrize("contact", ["+65 9123 4471", "9123 4471", "CLEO.TAN@mail.test ", "\u200bcleo．tan＠mail.test"])
def test_the_contact_may_be_written_in_any_way(client: Client, ticket: Ticket, contact: str) -> None:
    assert check(client, ticket.number, contact).status_code == 303


@pytest.mark.parametrize("script", ["full_width", "chinese", "english", "spaced", "invisible"])
def test_the_number_may_be_typed_spoken_and_pasted(client: Client, ticket: Ticket, script: str) -> None:
    words = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
    typed = {
        "full_width": "".join(chr(ord(digit) + 0xFEE0) for digit in ticket.number),
        "chinese": "".join("零幺二三四五六七八九"[int(digit)] for digit in ticket.number),
        "english": " ".join(words[int(digit)] for digit in ticket.number),
        "spaced": f" {ticket.number[:4]} {ticket.number[4:8]}-{ticket.number[8:]} ",
        "invisible": f"\u202e\u200f{ticket.number[:6]}\u200b{ticket.number[6:]}",
    }[script]
    assert check(client, typed).status_code == 303


def test_the_session_gets_a_new_key_on_entering(client: Client, ticket: Ticket) -> None:
    client.get("/status/")
    session = client.session
    session["planted"] = True
    session.save()
    before = client.cookies["sessionid"].value
    check(client, ticket.number)
    assert client.cookies["sessionid"].value != before


def test_number_alone_opens_nothing(client: Client, ticket: Ticket) -> None:
    response = client.post("/status/", {"number": ticket.number})
    assert response.status_code == 422
    assert "We are working" not in text_of(client.get("/status/"))


def test_unknown_number_wrong_contact_and_anothers_ticket_are_one_answer(client: Client, house: House) -> None:
    mine, number = a_ticket(house), new_number()
    theirs = a_ticket(house, customer=house.charlie)
    attempts = [(number, CLEO), (mine.number, "nobody@mail.test"), (theirs.number, CLEO), (mine.number, CHARLIE)]
    pages, statements, statuses = [], [], set()
    for typed, contact in attempts:
        with CaptureQueriesContext(connection) as queries:
            response = check(client, typed, contact)
        statuses.add(response.status_code)
        pages.append(_shorn(text_of(response), typed, contact))
        statements.append([query["sql"].split()[0] for query in queries])
    assert statuses == {422}
    assert len(set(pages)) == 1
    assert all(each == statements[0] for each in statements)
    assert len(statements[0]) == 5
    assert "sessionid" not in client.cookies


def test_wrong_digits_get_the_helpful_sentence_before_anything_is_looked_up(client: Client, ticket: Ticket) -> None:
    wrong = ticket.number[:11] + str((int(ticket.number[11]) + 1) % 10)
    with CaptureQueriesContext(connection) as queries:
        response = check(client, wrong)
    assert response.status_code == 422
    assert "digits are not right" in text_of(response)
    assert len(queries) == 0
    assert not AttemptWindow.objects.exists()


@pytest.mark.parametrize(
    ("contact", "sentence"), [("cleo", "Type the e-mail address"), ("cleo@", "one @"), ("12", "too short")]
)
def test_a_contact_that_is_none_is_refused_at_its_field(
    client: Client, ticket: Ticket, contact: str, sentence: str
) -> None:
    response = check(client, ticket.number, contact)
    assert response.status_code == 422
    assert sentence in text_of(response)


def test_a_megabyte_in_the_number_field_is_a_sentence(client: Client, db: None) -> None:
    response = check(client, "1" * 1_000_000)
    assert response.status_code == 422
    assert "too much text for a ticket number" in text_of(response)


def test_right_checks_cost_nothing(client: Client, ticket: Ticket) -> None:
    for _each in range(visitors.WRONG_PER_NUMBER + 3):
        assert check(client, ticket.number).headers["Location"] == "/status/"


def _spend(client: Client, number: str) -> None:
    for _each in range(visitors.WRONG_PER_NUMBER):
        assert check(client, number, "nobody@mail.test").status_code == 422


def test_wrong_contacts_stay_counted_although_refused(client: Client, ticket: Ticket) -> None:
    _spend(client, ticket.number)
    assert visitors.WRONG_PER_NUMBER in set(AttemptWindow.objects.values_list("count", flat=True))


def test_after_the_budget_owner_and_stranger_see_the_same_and_only_the_owner_gets_mail(
    client: Client, ticket: Ticket, set_clock: SetClock
) -> None:
    mail.outbox.clear()
    _spend(client, ticket.number)
    owner, stranger = Client(), Client()
    seen = []
    for visitor, contact in ((owner, CLEO), (stranger, "nobody@mail.test")):
        with CaptureQueriesContext(connection) as queries:
            response = check(visitor, ticket.number, contact)
        statements = [query["sql"].split()[0] for query in queries]
        page = visitor.get(response.headers["Location"])
        seen.append((response.status_code, response.headers["Location"], _shorn(text_of(page)), statements))
    assert seen[0] == seen[1]
    assert seen[0][3].count("INSERT") == 7  # four counts, the event, its delivery, the session
    code = code_in_mail(NOON)
    assert [each.to for each in mail.outbox if "code" in each.subject] == [[CLEO]]
    assert stranger.post("/status/by-code/", {"code": code}).status_code == 422
    assert owner.post("/status/by-code/", {"code": code}).status_code == 303
    assert "Your reply" in text_of(owner.get("/status/"))
    ticket.refresh_from_db()
    assert ticket.identity_level == 2


def test_wrong_codes_look_and_cost_the_same_whether_a_code_was_sent_or_not(client: Client, ticket: Ticket) -> None:
    _spend(client, ticket.number)
    owner, stranger = Client(), Client()
    check(owner, ticket.number, CLEO)
    check(stranger, ticket.number, "nobody@mail.test")
    code = code_in_mail(NOON)
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    for turn in range(6):
        seen = []
        for visitor in (owner, stranger):
            with CaptureQueriesContext(connection) as queries:
                response = visitor.post("/status/by-code/", {"code": wrong})
            seen.append((response.status_code, _shorn(text_of(response)), [q["sql"].split()[0] for q in queries]))
        assert seen[0] == seen[1]
        assert seen[0][0] == (422 if turn < 5 else 429)
    assert owner.post("/status/by-code/", {"code": code}).status_code == 429


def test_an_hour_later_the_contact_is_enough_again(client: Client, ticket: Ticket, set_clock: SetClock) -> None:
    _spend(client, ticket.number)
    assert check(client, ticket.number).headers["Location"] == "/status/by-code/"
    set_clock(NOON + timedelta(hours=1, minutes=10))
    assert check(client, ticket.number).headers["Location"] == "/status/"


def test_many_wrong_guesses_from_one_address_never_lock_out_another(
    client: Client, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visitors, "WRONG_PER_ADDRESS", 2)
    ticket = a_ticket(house)
    for _each in range(3):
        check(client, new_number(), "nobody@mail.test", address="203.0.113.9")
    assert check(client, ticket.number, address="203.0.113.9").headers["Location"] == "/status/by-code/"
    assert check(Client(), ticket.number, address="203.0.113.10").headers["Location"] == "/status/"


def test_a_household_of_ipv6_is_one_address(client: Client, ticket: Ticket, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visitors, "WRONG_PER_ADDRESS", 1)
    check(client, new_number(), "nobody@mail.test", address="2001:db8::1")
    assert check(client, ticket.number, address="2001:db8::ffff").headers["Location"] == "/status/by-code/"


def test_the_global_budget_turns_to_codes_and_not_to_a_closed_door(
    client: Client, ticket: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visitors, "WRONG_BY_ALL", 1)
    check(client, new_number(), "nobody@mail.test")
    assert check(client, ticket.number).headers["Location"] == "/status/by-code/"


def test_a_flood_from_one_address_ends_with_a_sentence(
    client: Client, ticket: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visitors, "MOST_PER_ADDRESS", 1)
    check(client, ticket.number)
    response = check(client, ticket.number)
    assert response.status_code == 429
    assert "call a hotline" in text_of(response)


def test_the_hint_while_typing_knows_only_digits(client: Client, db: None) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert "Number complete" in text_of(client.post("/status/number/", {"number": new_number()}))
        assert text_of(client.post("/status/number/", {"number": "123"})).strip() == ""
    assert len(queries) == 0


def test_who_leaves_leaves_nothing_open(client: Client, ticket: Ticket) -> None:
    check(client, ticket.number)
    client.post("/status/leave/")
    page = text_of(client.get("/status/"))
    assert "Closed on this device." in page
    assert "We are working on it" not in page
