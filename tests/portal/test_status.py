"""What a visitor sees of a ticket: stage and promise with number and contact, words only with a one-time code."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Customer
from accounts.services.customers import create_customer
from channels.models import Call
from complaints.models import Complaint
from complaints.services import Ruling, admit_complaint, answer_point, decide_complaint
from outbox.actors import SYSTEM
from outbox.services import deliver_due
from sla.services import sweep
from tests.people import NOON, House, a_ticket
from tests.portal.conftest import SetClock, check, code_in_mail, enter, text_of
from tickets.categories import Category, Priority
from tickets.models import Ticket
from tickets.services import add_note, pend_ticket, reply, resolve_ticket, resume_ticket
from tickets.states import State

pytestmark = pytest.mark.usefixtures("set_clock")
HOUR = timedelta(hours=1)


@pytest.fixture
def ticket(house: House) -> Ticket:
    """Cleo's, with an answer, an internal note and a call note on it."""
    made = a_ticket(house)
    reply(ticket=made, body="Twelve confirmations are missing.", by=house.alice, at=NOON + HOUR)
    add_note(ticket=made, body="Looks like the old contract.", by=house.alice, at=NOON + HOUR)
    return made


@pytest.fixture
def phone_only(house: House) -> Customer:
    return create_customer(by=SYSTEM, at=NOON, phone="+6581110000", exchange_uid="U-1")


def _page(client: Client) -> str:
    return text_of(client.get("/status/"))


def test_both_promised_times_stand_there_with_their_zone(client: Client, house: House) -> None:
    check(client, a_ticket(house).number)
    page = _page(client)
    assert "Thu 17:52" in page  # four hours on, Singapore
    assert "Fri 13:52" in page
    assert "Singapore time, UTC+8" in page
    assert "Add to calendar" in page


def test_without_a_code_no_word_of_the_matter_is_shown(client: Client, ticket: Ticket) -> None:
    check(client, ticket.number)
    page = _page(client)
    for words in ("Twelve confirmations", "old contract", "wallet says pending", ticket.subject, "Your reply"):
        assert words not in page
    assert "1, locked" in page


def test_with_a_code_public_messages_only_each_with_name_and_agent_number(client: Client, ticket: Ticket) -> None:
    page = _page(enter(client, ticket))
    assert "Twelve confirmations are missing." in page
    assert "Alice, agent 2047" in page
    assert ticket.subject in page
    for words in ("old contract", "wallet says pending"):
        assert words not in page
    ticket.refresh_from_db()
    assert ticket.identity_level == 2


def test_the_code_comes_in_the_language_in_which_it_was_asked_for(client: Client, ticket: Ticket) -> None:
    assert ticket.customer.language == "en"
    enter(client, ticket)
    assert mail.outbox[-1].extra_headers["Content-Language"] == "en"
    visitor = Client()
    visitor.post("/i18n/setlang/", {"language": "zh-hans", "next": "/"})
    check(visitor, ticket.number)
    visitor.post("/status/code/send/")
    deliver_due(at=NOON + timedelta(minutes=1))
    sent = mail.outbox[-1]
    assert sent.extra_headers["Content-Language"] == "zh-hans"
    assert "验证码" in sent.subject
    digits = re.findall(r"\b\d{6}\b", str(sent.body))[0]
    assert visitor.post("/status/code/", {"code": digits}).status_code == 303
    assert "Twelve confirmations are missing." in _page(visitor)


def test_a_visit_ends_after_half_an_hour_and_gives_back_what_was_typed(
    client: Client, ticket: Ticket, set_clock: SetClock
) -> None:
    enter(client, ticket)
    set_clock(NOON + timedelta(minutes=31))
    assert "Twelve confirmations" not in _page(client)
    response = client.post("/status/reply/", {"body": "My long answer"})
    assert response.status_code == 403
    assert "My long answer" in text_of(response)
    assert "was not sent" in text_of(response)
    assert ticket.messages.filter(by=None).count() == 0


def test_what_we_need_from_the_customer_is_told(client: Client, house: House) -> None:
    ticket = a_ticket(house)
    until = NOON + 48 * HOUR
    pend_ticket(ticket=ticket, state="waiting_customer", reason="A screenshot", until=until, by=house.alice, at=NOON)
    check(client, ticket.number)
    page = _page(client)
    assert "We need something from you" in page
    assert "A screenshot" in page
    assert "The clock stands still" in page


def test_escalation_says_beforehand_when_it_unlocks(client: Client, house: House) -> None:
    check(client, a_ticket(house).number)
    page = re.sub(r"<[^>]+>", "", _page(client))
    assert "Unlocks Fri 20 Nov 2026, 13:52, Singapore time, UTC+8." in page
    assert "opens by itself" in page


def test_too_early_an_escalation_is_refused_with_a_way_out(client: Client, house: House) -> None:
    ticket = a_ticket(house)
    check(client, ticket.number)
    response = client.post("/status/escalate/")
    assert response.status_code == 409
    assert "A complaint is open to you at any time" in text_of(response)
    assert not Complaint.objects.exists()


def test_at_the_limit_it_opens_by_itself_even_before_any_sweep(
    client: Client, house: House, set_clock: SetClock
) -> None:
    ticket = a_ticket(house)
    set_clock(NOON + 24 * HOUR)
    check(client, ticket.number)
    assert 'action="/status/escalate/"' in _page(client)
    assert client.post("/status/escalate/").status_code == 303
    assert Complaint.objects.get(ticket=ticket).number in _page(client)


def test_what_went_up_by_itself_shows_its_number_and_that_somebody_else_has_it(
    client: Client, house: House, set_clock: SetClock
) -> None:
    ticket = a_ticket(house)
    sweep(at=NOON + 24 * HOUR)
    set_clock(NOON + 25 * HOUR)
    check(client, ticket.number)
    page = _page(client)
    assert "We are late, and we are sorry" in page
    assert "We missed it, by 1 h so far." in page
    assert Complaint.objects.get(ticket=ticket).number in page
    assert "Somebody who had no part in your ticket handles it." in page


def test_a_complaint_needs_no_code_and_is_made_once(client: Client, ticket: Ticket) -> None:
    check(client, ticket.number)
    for _each in range(2):
        assert client.post("/status/complaint/", {"statement": "Nobody called back."}).status_code == 303
    made = Complaint.objects.get(ticket=ticket)
    assert made.statement == "Nobody called back."
    page = _page(client)
    assert made.number in page
    assert "Nobody called back." not in page  # words only after a code


def test_words_added_to_a_complaint_that_opened_by_itself_are_kept(
    client: Client, house: House, set_clock: SetClock
) -> None:
    ticket = a_ticket(house)
    sweep(at=NOON + 24 * HOUR)
    set_clock(NOON + 25 * HOUR)
    check(client, ticket.number)
    client.post("/status/complaint/", {"statement": "I lost a trade over this."})
    assert Complaint.objects.get(ticket=ticket).statement == "I lost a trade over this."


def test_an_empty_complaint_is_refused_at_its_field(client: Client, ticket: Ticket) -> None:
    check(client, ticket.number)
    response = client.post("/status/complaint/", {"statement": " \n "})
    assert response.status_code == 422
    assert "Say in your own words what went wrong." in text_of(response)


def test_the_decision_is_read_with_a_code_only(client: Client, house: House, ticket: Ticket) -> None:
    check(client, ticket.number)
    client.post("/status/complaint/", {"statement": "Nobody called back."})
    complaint, by, at = Complaint.objects.get(), house.olive, NOON + HOUR
    admit_complaint(complaint=complaint, profile="eu", by=by, at=at)
    answer_point(complaint=complaint, position=1, outcome="upheld", answer="Nobody did.", by=by, at=at)
    ruling = Ruling("upheld", "We were wrong: fee returned.", ["apology"])
    decide_complaint(complaint=complaint, ruling=ruling, by=by, at=at)
    assert "fee returned" not in _page(client)
    assert "We were wrong: fee returned." in _page(enter(client, ticket))


def test_the_solution_is_read_with_a_code_and_can_be_contradicted(client: Client, house: House, ticket: Ticket) -> None:
    resolve_ticket(ticket=ticket, solution="Credited after 64 blocks.", by=house.alice, at=NOON + 2 * HOUR)
    check(client, ticket.number)
    assert "Credited after 64 blocks." not in _page(client)
    assert client.post("/status/not-resolved/").status_code == 403
    page = _page(enter(client, ticket))
    assert "Credited after 64 blocks." in page
    for _each in range(2):
        assert client.post("/status/not-resolved/").status_code == 303
    ticket.refresh_from_db()
    assert ticket.state == "open"
    assert "Open again." in _page(client)


def test_promised_callbacks_are_listed_with_zone_topic_and_masked_number(client: Client, house: House) -> None:
    ticket = a_ticket(house)
    Call.objects.create(
        number="100000000003",
        state="done",
        disposition="callback_promised",
        agent=house.alice,
        ticket=ticket,
        started_at=NOON,
        callback_at=NOON + 3 * HOUR,
        callback_phone="+6591234471",
        callback_topic="Your deposit",
    )
    check(client, ticket.number)
    page = _page(client)
    assert "Thu 19 Nov 2026, 16:52" in page
    assert "+65 •••• ••71" in page
    assert "Your deposit" in page
    assert "91234471" not in page


def test_the_calendar_file_has_both_moments_and_names_nobody(client: Client, house: House) -> None:
    ticket = a_ticket(house)
    check(client, ticket.number)
    response = client.get("/status/promise.ics")
    assert response.headers["Content-Type"].startswith("text/calendar")
    lines = text_of(response).split("\r\n")
    assert "DTSTART:20261119T095200Z" in lines
    assert "DTSTART:20261120T055200Z" in lines
    assert all(len(line.encode()) <= 75 for line in lines)
    whole = text_of(response).replace("\r\n ", "")
    assert ticket.number[-4:] in whole
    assert not {ticket.number, "Cleo", "mail.test", "91234471"} & set(whole.replace("\r\n", " ").split(" "))
    assert ticket.number not in whole


def test_the_calendar_needs_a_visit(client: Client, ticket: Ticket) -> None:
    assert client.get("/status/promise.ics").headers["Location"] == "/status/"


def test_without_an_address_on_file_the_page_says_to_call(client: Client, house: House, phone_only: Customer) -> None:
    ticket = a_ticket(house, customer=phone_only)
    check(client, ticket.number, "8111 0000")
    assert "we cannot send a code" in _page(client)
    assert client.post("/status/code/send/").status_code == 303
    assert code_in_mail(NOON) == ""


def test_a_long_thread_costs_no_more_queries_than_a_short_one(client: Client, house: House, ticket: Ticket) -> None:
    enter(client, ticket)
    client.get("/status/")
    with CaptureQueriesContext(connection) as short:
        client.get("/status/")
    used = len(short)
    for turn in range(20):
        reply(ticket=ticket, body=f"Answer {turn}", by=house.alice, at=NOON + HOUR)
    with CaptureQueriesContext(connection) as long:
        client.get("/status/")
    assert len(long) == used
    assert used <= 12


def test_times_are_read_in_the_language_of_the_page(client: Client, house: House) -> None:
    client.post("/i18n/setlang/", {"language": "zh-hans", "next": "/"})
    check(client, a_ticket(house).number)
    assert "周四" in _page(client)


def test_the_promise_of_a_new_ticket_is_measured_from_its_opening(client: Client, house: House) -> None:
    late = datetime(2026, 11, 19, 5, 0, tzinfo=UTC)
    check(client, a_ticket(house, at=late).number)
    assert "Thu 17:00" in _page(client)


def test_both_times_explain_themselves_in_plain_words(client: Client, house: House) -> None:
    ticket = a_ticket(house)
    until = NOON + 90 * HOUR
    pend_ticket(
        ticket=ticket, state=State.WAITING_CUSTOMER, reason="A screenshot?", until=until, by=house.alice, at=NOON + HOUR
    )
    resume_ticket(ticket=ticket, cause="agent", by=house.alice, at=NOON + 3 * HOUR)
    check(client, ticket.number)
    page = _page(client)
    for sentence in (
        "Your request came in on Thu 13:52: from then on we count.",
        "Every hour counts, by day and by night, on weekends and public holidays too.",
        "Our goal is 4 h; at the latest it is 24 h.",
        "From Thu 14:52 to Thu 16:52 (2 h) we waited for you: that time does not count.",
    ):
        assert sentence in page


def test_working_hours_and_holidays_are_named(client: Client, house: House, set_clock: SetClock) -> None:
    before_christmas = datetime(2026, 12, 24, 9, 0, tzinfo=UTC)
    set_clock(before_christmas)
    ticket = a_ticket(house, category=Category.GUIDANCE, priority=Priority.LOW, at=before_christmas)
    check(client, ticket.number)
    page = _page(client)
    assert "Only our working hours count: Mon–Fri 08:00–12:30, 13:00–20:00; Sat 09:00–15:00 (Singapore time)." in page
    assert "Our goal is 12 h of working time; at the latest it is 24 h." in page
    assert "Fri 25 Dec 2026, Christmas Day: does not count." in page
