"""Codes and replies: each arrives once, is kept when refused, and every refusal says what to do."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client

from accounts.services import codes
from tests.people import NOON, House, a_ticket
from tests.portal.conftest import CLEO, SetClock, check, code_in_mail, enter, text_of
from tickets.models import Message, Ticket
from tickets.services import close_ticket, resolve_ticket

pytestmark = pytest.mark.usefixtures("set_clock")


@pytest.fixture
def ticket(house: House) -> Ticket:
    return a_ticket(house)


def _reply(client: Client, body: str, key: str = "") -> int:
    return client.post("/status/reply/", {"body": body, "key": key or str(uuid.uuid4())}).status_code


def _wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


@pytest.mark.parametrize("style", ["plain", "spaced", "full_width"])
def test_a_code_may_be_typed_as_it_is_read(client: Client, ticket: Ticket, style: str) -> None:
    check(client, ticket.number)
    client.post("/status/code/send/")
    code = code_in_mail(NOON)
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in code)
    typed = {"plain": code, "spaced": f" {code[:3]} {code[3:]} ", "full_width": wide}[style]
    assert client.post("/status/code/", {"code": typed}).status_code == 303
    assert "Your reply" in text_of(client.get("/status/"))


def test_a_code_opens_the_session_that_asked_for_it_and_no_other(client: Client, ticket: Ticket) -> None:
    other = Client()
    for visitor in (client, other):
        check(visitor, ticket.number)
    client.post("/status/code/send/")
    other.post("/status/code/", {"code": code_in_mail(NOON)})
    assert "Your reply" not in text_of(other.get("/status/"))


def test_five_wrong_codes_burn_it_and_the_page_says_to_ask_anew(client: Client, ticket: Ticket) -> None:
    check(client, ticket.number)
    client.post("/status/code/send/")
    code = code_in_mail(NOON)
    for _each in range(codes.WRONG_TRIES):
        response = client.post("/status/code/", {"code": _wrong(code)})
        assert response.status_code == 422
        assert "This code is not right or no longer valid. Ask for a new one." in text_of(response)
    response = client.post("/status/code/", {"code": code})
    assert response.status_code == 429
    assert "Too many wrong codes. Ask for a new one." in text_of(response)
    client.post("/status/code/send/")
    assert client.post("/status/code/", {"code": code_in_mail(NOON)}).status_code == 303


def test_an_expired_code_is_refused(client: Client, ticket: Ticket, set_clock: SetClock) -> None:
    check(client, ticket.number)
    client.post("/status/code/send/")
    code = code_in_mail(NOON)
    set_clock(NOON + timedelta(minutes=11))
    assert client.post("/status/code/", {"code": code}).status_code == 422
    assert "Your reply" not in text_of(client.get("/status/"))


def test_what_is_no_code_costs_no_try(client: Client, ticket: Ticket) -> None:
    check(client, ticket.number)
    client.post("/status/code/send/")
    code = code_in_mail(NOON)
    for typed in ("", "12", "abcdef", "1234567"):
        assert client.post("/status/code/", {"code": typed}).status_code == 422
    assert client.post("/status/code/", {"code": code}).status_code == 303


def test_after_five_codes_in_an_hour_the_newest_still_works(client: Client, ticket: Ticket) -> None:
    other = Client()
    check(other, ticket.number)
    for _each in range(codes.SENT_PER_HOUR):
        assert other.post("/status/code/send/").status_code == 303
    check(client, ticket.number)
    response = client.post("/status/code/send/")
    assert response.status_code == 429
    assert "already sent several codes" in text_of(response)
    assert client.post("/status/code/", {"code": code_in_mail(NOON)}).status_code == 303


def test_who_knows_number_and_contact_uses_up_their_own_tries_only(client: Client, ticket: Ticket) -> None:
    stranger = Client(REMOTE_ADDR="203.0.113.7")
    stranger.post("/status/", {"number": ticket.number, "contact": CLEO})
    for _each in range(codes.SENT_PER_HOUR + 1):
        last = stranger.post("/status/code/send/").status_code
        for _try in range(codes.WRONG_TRIES + 1):
            stranger.post("/status/code/", {"code": "000000"})
    assert last == 429
    check(client, ticket.number)
    assert client.post("/status/code/send/").status_code == 303
    assert client.post("/status/code/", {"code": code_in_mail(NOON)}).status_code == 303


def test_no_customer_gets_more_than_twenty_codes_an_hour(ticket: Ticket) -> None:
    sent = 0
    for place in range(6):
        visitor = Client(REMOTE_ADDR=f"203.0.113.{place}")
        visitor.post("/status/", {"number": ticket.number, "contact": CLEO})
        sent += sum(visitor.post("/status/code/send/").status_code == 303 for _each in range(5))
    assert sent == codes.SENT_TO_ONE_PER_HOUR


def test_a_code_that_guessing_forced_is_mailed_in_the_language_of_the_page(client: Client, ticket: Ticket) -> None:
    client.post("/i18n/setlang/", {"language": "zh-hans", "next": "/"})
    for _each in range(6):
        check(client, ticket.number, "somebody@else.test")
    assert check(client, ticket.number).url == "/status/by-code/"
    code = code_in_mail(NOON, word="验证码")
    assert client.post("/status/by-code/", {"code": code}).status_code == 303


def test_a_reply_pressed_twice_is_one_message(client: Client, ticket: Ticket) -> None:
    enter(client, ticket)
    key = str(uuid.uuid4())
    assert [_reply(client, "Here is the hash.", key) for _each in range(2)] == [303, 303]
    assert Message.objects.filter(ticket=ticket, by=None).count() == 1
    page = text_of(client.get("/status/"))
    assert "Here is the hash." in page
    assert f'data-draft-clear="status:{ticket.number[-4:]}:reply"' in page


def test_the_same_form_with_other_words_is_another_message(client: Client, ticket: Ticket) -> None:
    enter(client, ticket)
    key = str(uuid.uuid4())
    assert [_reply(client, body, key) for body in ("One", "Two")] == [303, 303]
    assert Message.objects.filter(ticket=ticket, by=None).count() == 2


def test_without_a_code_nobody_replies(client: Client, ticket: Ticket) -> None:
    check(client, ticket.number)
    assert _reply(client, "Let me in") == 403
    assert not Message.objects.filter(ticket=ticket, by=None).exists()


def test_a_megabyte_is_refused_with_the_limit_and_kept(client: Client, ticket: Ticket) -> None:
    enter(client, ticket)
    response = client.post("/status/reply/", {"body": "字" * 300_000, "key": str(uuid.uuid4())})
    assert response.status_code == 422
    assert "at most 20,000" in text_of(response)
    assert "字" * 300_000 in text_of(response)


def test_more_than_the_server_reads_is_a_page_that_says_so(client: Client, ticket: Ticket) -> None:
    enter(client, ticket)
    response = client.post("/status/reply/", {"body": "x" * 2_700_000, "key": str(uuid.uuid4())})
    assert response.status_code == 413
    assert "too much text for one message" in text_of(response)


def test_an_empty_reply_is_refused_at_its_field(client: Client, ticket: Ticket) -> None:
    enter(client, ticket)
    response = client.post("/status/reply/", {"body": "\u200b \n", "key": str(uuid.uuid4())})
    assert response.status_code == 422
    assert "Please fill this in." in text_of(response)


def test_direction_marks_and_invisible_signs_do_not_reach_the_ticket(client: Client, ticket: Ticket) -> None:
    enter(client, ticket)
    assert _reply(client, "\u202eevil\u200b <script>alert(1)</script>") == 303
    assert Message.objects.get(ticket=ticket, by=None).body == "evil <script>alert(1)</script>"
    assert "<script>alert" not in text_of(client.get("/status/"))


def test_a_reply_to_a_closed_ticket_is_kept_and_told_what_to_do(client: Client, house: House, ticket: Ticket) -> None:
    enter(client, ticket)
    resolve_ticket(ticket=ticket, solution="Done.", by=house.alice, at=NOON)
    close_ticket(ticket=ticket, by=house.alice, at=NOON)
    response = client.post("/status/reply/", {"body": "But it is not!", "key": str(uuid.uuid4())})
    assert response.status_code == 409
    assert "This ticket is closed." in text_of(response)
    assert "But it is not!" in text_of(response)


def test_a_reply_opens_a_resolved_ticket_again(client: Client, house: House, ticket: Ticket) -> None:
    resolve_ticket(ticket=ticket, solution="Done.", by=house.alice, at=NOON)
    enter(client, ticket)
    assert _reply(client, "Still missing.") == 303
    ticket.refresh_from_db()
    assert ticket.state == "open"


@pytest.mark.parametrize("place", ["reply", "code", "code/send", "not-resolved", "escalate"])
def test_an_address_of_a_verb_opened_by_hand_leads_to_the_status(client: Client, ticket: Ticket, place: str) -> None:
    enter(client, ticket)
    assert client.get(f"/status/{place}/").headers["Location"] == "/status/"
