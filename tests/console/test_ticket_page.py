"""The page of a ticket: what it shows, what its forms do, who may open it."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from channels import services as calls
from complaints.models import Complaint
from core import clock
from outbox.models import Event
from sla.models import Timer, TimerState
from sla.services import sweep
from tests.people import House, a_ticket, sign_in
from tickets import services
from tickets.models import Message, MessageKind, Ticket
from tickets.states import State

MOST_STATEMENTS = 30


@pytest.fixture
def ticket(house: House) -> Ticket:
    """Cleo's deposit, opened two hours ago, with Alice."""
    return a_ticket(house, at=clock.now() - timedelta(hours=2))


@pytest.fixture
def desk(client: Client, house: House) -> Client:
    """Alice's browser."""
    return sign_in(client, house.alice)


def address(ticket: Ticket, verb: str = "ticket", *more: object) -> str:
    return reverse(f"desk:{verb}", args=[ticket.number, *more])


def said(ticket: Ticket, body: str = "We look into it.", **more: object) -> dict[str, object]:
    """The composer as the page would send it."""
    form: dict[str, object] = {
        "visibility": "public",
        "body": body,
        "key": uuid4(),
        "version": ticket.version,
        "then": "send",
    }
    return form | {"seen_at": clock.now().isoformat()} | more


def test_page_shows_number_subject_clocks_and_thread(desk: Client, ticket: Ticket) -> None:
    page = desk.get(address(ticket)).content.decode()
    assert ticket.subject in page
    assert f'data-copy="{ticket.number}" data-key="."' in page
    assert "Sent 2,400 USDC on Ethereum" in page
    assert page.count('class="promise is-ok"') == 2
    assert "Known to the exchange." in page


def test_customer_data_never_appears_unmasked(desk: Client, ticket: Ticket, house: House) -> None:
    page = desk.get(address(ticket)).content.decode()
    for secret in (house.cleo.email, house.cleo.phone, house.cleo.exchange_uid, house.cleo.name):
        assert secret not in page


def test_a_reveal_needs_a_reason(desk: Client, ticket: Ticket, house: House) -> None:
    answer = desk.post(address(ticket, "ticket_reveal"), {"field": "phone", "reason": ""})
    assert answer.status_code == 422
    assert house.cleo.phone not in answer.content.decode()
    assert not Event.objects.filter(name="customer.revealed").exists()


def test_a_reveal_shows_one_value_once_and_is_recorded(desk: Client, ticket: Ticket, house: House) -> None:
    answer = desk.post(address(ticket, "ticket_reveal"), {"field": "phone", "reason": "Call-back was promised"})
    page = answer.content.decode()
    assert house.cleo.phone in page
    assert house.cleo.email not in page
    assert "no-store" in answer["Cache-Control"]
    told = Event.objects.get(name="customer.revealed")
    assert told.data == {"field": "phone", "reason": "Call-back was promised", "ticket_id": ticket.pk}
    again = desk.get(address(ticket)).content.decode()
    assert house.cleo.phone not in again
    assert "uncovered the phone number" in again


def test_a_reveal_by_swap_is_the_region_alone(desk: Client, ticket: Ticket, house: House) -> None:
    answer = desk.post(
        address(ticket, "ticket_reveal"), {"field": "email", "reason": "Mail came back"}, headers={"HX-Request": "true"}
    )
    page = answer.content.decode()
    assert house.cleo.email in page
    assert "<html" not in page


def test_opening_is_noted_once_an_hour(desk: Client, ticket: Ticket) -> None:
    for _time in range(3):
        desk.get(address(ticket))
    assert Event.objects.filter(name="ticket.viewed", subject_id=ticket.pk).count() == 1
    with clock.shifted(timedelta(minutes=61)):
        page = desk.get(address(ticket)).content.decode()
    assert Event.objects.filter(name="ticket.viewed", subject_id=ticket.pk).count() == 2
    assert page.count("opened the page") == 2


def test_a_public_reply_goes_out_and_meets_the_first_reply(desk: Client, ticket: Ticket) -> None:
    answer = desk.post(address(ticket, "ticket_reply") + "?from=team", said(ticket), follow=True)
    assert answer.redirect_chain == [(f"{address(ticket)}?from=team", 303)]
    assert Message.objects.get(ticket=ticket, kind=MessageKind.PUBLIC).body == "We look into it."
    page = answer.content.decode()
    assert "Promise kept: first reply in time." in page
    assert f'data-draft-clear="{answer.wsgi_request.user.pk}:{ticket.number}"' in page


def test_an_internal_note_is_no_reply(desk: Client, ticket: Ticket) -> None:
    desk.post(address(ticket, "ticket_reply"), said(ticket, "Fee was too low.", visibility="internal"))
    assert Message.objects.filter(ticket=ticket, kind=MessageKind.INTERNAL).count() == 1
    ticket.refresh_from_db()
    assert ticket.first_replied_at is None
    page = desk.get(address(ticket)).content.decode()
    assert "Internal, customer never sees this" in page


def test_the_note_address_never_speaks_to_the_customer(desk: Client, ticket: Ticket) -> None:
    desk.post(address(ticket, "ticket_note"), said(ticket, "Only us.", visibility="public"))
    assert not Message.objects.filter(ticket=ticket, kind=MessageKind.PUBLIC).exists()


def test_a_reply_without_a_switch_is_refused(desk: Client, ticket: Ticket) -> None:
    answer = desk.post(address(ticket, "ticket_reply"), said(ticket, "To whom?", visibility=""))
    assert answer.status_code == 422
    assert "To whom?" in answer.content.decode()
    assert Message.objects.filter(ticket=ticket).count() == 1


def test_pressing_send_twice_sends_once(desk: Client, ticket: Ticket) -> None:
    form = said(ticket)
    for _press in range(2):
        assert desk.post(address(ticket, "ticket_reply"), form).status_code == 303
    assert Message.objects.filter(ticket=ticket, kind=MessageKind.PUBLIC).count() == 1


def test_an_empty_reply_says_so_at_the_composer(desk: Client, ticket: Ticket) -> None:
    answer = desk.post(address(ticket, "ticket_reply"), said(ticket, "   "))
    assert answer.status_code == 422
    assert 'id="composer-error"' in answer.content.decode()


def test_two_agents_write_and_the_second_sees_what_is_new(desk: Client, ticket: Ticket, house: House) -> None:
    form = said(ticket, "My long answer")
    with clock.shifted(timedelta(seconds=5)):
        services.reply(ticket=ticket, body="Sam was faster.", by=house.sam, at=clock.now())
        answer = desk.post(address(ticket, "ticket_reply"), form)
        page = answer.content.decode()
        assert answer.status_code == 409
        assert "My long answer</textarea>" in page
        assert "A colleague changed this ticket" in page
        assert re.search(r'class="composer-news">.*Sam, 1001 answered the customer\.', page, re.DOTALL)
        version = re.search(r'name="version" value="(\d+)"', page.split('id="composer"')[1])
        assert version
        again = desk.post(address(ticket, "ticket_reply"), form | {"version": version[1], "key": uuid4()})
    assert again.status_code == 303
    assert Message.objects.filter(ticket=ticket, kind=MessageKind.PUBLIC).count() == 2


@pytest.fixture
def closed(ticket: Ticket, house: House) -> Ticket:
    """Resolved and closed by Alice."""
    services.resolve_ticket(ticket=ticket, solution="Credited.", by=house.alice, at=clock.now())
    services.close_ticket(ticket=ticket, by=house.alice, at=clock.now())
    ticket.refresh_from_db()
    return ticket


def test_a_reply_to_a_closed_ticket_offers_to_reopen_and_keeps_the_text(desk: Client, closed: Ticket) -> None:
    answer = desk.post(address(closed, "ticket_reply"), said(closed, "One more thing"))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "One more thing</textarea>" in page
    assert f'formaction="{address(closed, "ticket_reopen")}' in page
    reopened = desk.post(address(closed, "ticket_reopen"), said(closed, "One more thing"))
    assert "One more thing</textarea>" in reopened.content.decode()
    closed.refresh_from_db()
    assert closed.state == State.OPEN


def test_take_assign_and_put_back(desk: Client, ticket: Ticket, house: House) -> None:
    services.assign_ticket(ticket=ticket, to=None, by=house.alice, at=clock.now())
    ticket.refresh_from_db()
    assert 'data-key="t"' in desk.get(address(ticket)).content.decode()
    desk.post(address(ticket, "ticket_assign"), {"to": house.alice.pk, "version": ticket.version})
    ticket.refresh_from_db()
    assert ticket.assignee == house.alice
    stranger = desk.post(address(ticket, "ticket_assign"), {"to": house.bob.pk, "version": ticket.version})
    assert stranger.status_code == 422
    desk.post(address(ticket, "ticket_assign"), {"to": "", "version": ticket.version})
    ticket.refresh_from_db()
    assert ticket.assignee is None


def test_assigning_an_old_version_is_refused_with_the_form_open(desk: Client, ticket: Ticket, house: House) -> None:
    answer = desk.post(address(ticket, "ticket_assign"), {"to": "", "version": ticket.version + 7})
    assert answer.status_code == 409
    assert 'id="verb-assign" open' in answer.content.decode()
    ticket.refresh_from_db()
    assert ticket.assignee == house.alice


def test_waiting_pauses_the_clocks_and_going_on_starts_them(desk: Client, ticket: Ticket) -> None:
    until = (clock.now() + timedelta(hours=30)).strftime("%Y-%m-%dT%H:%M")
    wait = {"state": State.WAITING_CUSTOMER, "until": until, "reason": "The hash", "version": ticket.version}
    assert desk.post(address(ticket, "ticket_pend"), wait).status_code == 303
    page = desk.get(address(ticket)).content.decode()
    assert page.count('class="promise is-paused"') == 2
    assert "The hash" in page
    assert desk.post(address(ticket, "ticket_resume")).status_code == 303
    assert 'class="promise is-ok"' in desk.get(address(ticket)).content.decode()


def test_a_wait_until_the_past_keeps_what_was_typed(desk: Client, ticket: Ticket) -> None:
    wait = {
        "state": State.WAITING_CUSTOMER,
        "until": "2020-01-01T10:00",
        "reason": "The hash",
        "version": ticket.version,
    }
    answer = desk.post(address(ticket, "ticket_pend"), wait)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="verb-pend" open' in page
    assert "This moment has passed" in page
    assert 'value="The hash"' in page


def test_resolve_needs_a_solution_then_close_and_reopen(desk: Client, ticket: Ticket) -> None:
    assert desk.post(address(ticket, "ticket_resolve"), {"solution": "", "version": ticket.version}).status_code == 422
    desk.post(address(ticket, "ticket_resolve"), {"solution": "Credited at 12.", "version": ticket.version})
    ticket.refresh_from_db()
    assert (ticket.state, ticket.solution) == (State.RESOLVED, "Credited at 12.")
    page = desk.get(address(ticket)).content.decode()
    assert 'class="promise is-met"' in page
    desk.post(address(ticket, "ticket_close"), {"version": ticket.version})
    ticket.refresh_from_db()
    assert ticket.state == State.CLOSED
    assert (
        desk.post(address(ticket, "ticket_reopen"), {"cause": "Not credited", "version": ticket.version}).status_code
        == 303
    )
    ticket.refresh_from_db()
    assert ticket.state == State.OPEN


def test_filing_under_another_door_moves_the_ticket_out_of_sight(desk: Client, ticket: Ticket, house: House) -> None:
    form = {"category": "guidance", "topic": "", "priority": "high", "version": ticket.version}
    answer = desk.post(address(ticket, "ticket_refile"), form)
    assert answer["Location"] == reverse("desk:queue", args=["mine"])
    ticket.refresh_from_db()
    assert (ticket.category, ticket.priority, ticket.team) == ("guidance", "high", house.general)
    assert desk.get(address(ticket)).status_code == 404


def test_a_topic_of_another_category_changes_nothing(desk: Client, ticket: Ticket) -> None:
    form = {"category": "guidance", "topic": "deposit_missing", "priority": "low", "version": ticket.version}
    assert desk.post(address(ticket, "ticket_refile"), form).status_code == 422
    ticket.refresh_from_db()
    assert (ticket.category, ticket.priority) == ("funds", "normal")


def test_an_agent_escalates_at_any_time(desk: Client, ticket: Ticket) -> None:
    assert desk.post(address(ticket, "ticket_escalate")).status_code == 303
    complaint = Complaint.objects.get(ticket=ticket)
    page = desk.get(address(ticket)).content.decode()
    assert complaint.number in page
    assert reverse("desk:complaint", args=[complaint.number]) not in page
    assert 'id="verb-escalate"' not in page


def test_explain_opens_the_ledger_of_that_promise(desk: Client, ticket: Ticket, house: House) -> None:
    timer = Timer.objects.get(ticket=ticket, kind="first_reply")
    answer = desk.get(address(ticket, "ticket_explain", timer.pk), follow=True)
    page = answer.content.decode()
    assert f'id="explain-{timer.pk}" open' in page
    ledger = page.split(f'id="explain-{timer.pk}"')[1].split("</details>")[0]
    assert ">2:00<" in ledger
    assert "2 h left" in ledger or "1 h 59 min left" in ledger
    assert "version 1" in ledger


def test_a_broken_promise_says_by_how_much(desk: Client, house: House) -> None:
    old = a_ticket(house, at=clock.now() - timedelta(hours=26))
    sweep(at=clock.now())
    page = desk.get(address(old)).content.decode()
    assert 'class="promise is-breach"' in page
    assert "over by" in page


def test_the_call_stands_beside_the_ticket_with_its_seconds(desk: Client, house: House) -> None:
    start = clock.now() - timedelta(minutes=10)
    call = calls.start_call(by=house.alice, at=start, caller_phone=house.cleo.phone)
    call = calls.end_call(call=call, by=house.alice, at=start + timedelta(seconds=252))
    wrap_up = calls.WrapUp(disposition="ticket_opened", note="Pending.", category="funds", phone="+6591234471")
    call = calls.finish_call(call=call, wrap_up=wrap_up, by=house.alice, at=start + timedelta(seconds=285))
    assert call.ticket
    page = desk.get(address(call.ticket)).content.decode()
    assert "waited 0 s, talked 4 min 12 s, wrap-up 33 s" in page
    assert "4 min 12 s on the line" in page


def test_statements_do_not_grow_with_the_thread(desk: Client, ticket: Ticket, house: House) -> None:
    desk.get(address(ticket))
    with CaptureQueriesContext(connection) as few:
        desk.get(address(ticket))
    for number in range(30):
        services.add_note(ticket=ticket, body=f"Note {number}", by=house.alice, at=clock.now())
        a_ticket(house, at=clock.now(), subject=f"Another {number}")
    with CaptureQueriesContext(connection) as many:
        desk.get(address(ticket))
    assert len(many) == len(few) <= MOST_STATEMENTS


def test_the_newest_hundred_come_first_and_the_earlier_follow(desk: Client, ticket: Ticket, house: House) -> None:
    at = clock.now() - timedelta(hours=1)
    rows = [
        Message(
            ticket=ticket,
            kind=MessageKind.INTERNAL,
            by=house.alice,
            body=f"Note-{n}.",
            channel="web",
            at=at + timedelta(seconds=n),
        )
        for n in range(120)
    ]
    Message.objects.bulk_create(rows)
    page = desk.get(address(ticket)).content.decode()
    assert "Note-119." in page
    assert "Note-20." in page
    assert "Note-19." not in page
    earlier = re.search(r'href="\?from=mine&amp;before=(\d+)#thread"', page)
    assert earlier
    page = desk.get(address(ticket), {"before": earlier[1]}).content.decode()
    assert "Note-19." in page
    assert "Note-20." not in page
    assert "Earlier messages" not in page


def test_send_and_next_goes_to_the_next_of_the_queue(desk: Client, ticket: Ticket, house: House) -> None:
    other = a_ticket(house, at=clock.now() - timedelta(hours=1), subject="The next one")
    answer = desk.post(address(ticket, "ticket_reply") + "?from=mine", said(ticket, then="next"))
    assert answer["Location"] == f"{address(other)}?from=mine"


def test_the_side_list_is_the_queue_it_was_opened_from(desk: Client, ticket: Ticket, house: House) -> None:
    free = a_ticket(house, at=clock.now(), subject="Nobody has this", assignee=None)
    page = desk.get(address(ticket) + "?from=unassigned").content.decode()
    assert f'id="side-{free.number}"' in page
    assert f'id="side-{ticket.number}"' not in page
    page = desk.get(address(ticket) + "?from=nonsense").content.decode()
    assert f'id="side-{ticket.number}"' in page


VERBS = ["reply", "note", "assign", "refile", "pend", "resume", "resolve", "reopen", "close", "escalate", "reveal"]


@pytest.mark.parametrize("verb", VERBS)
def test_bob_of_another_team_finds_no_verb(client: Client, house: House, ticket: Ticket, verb: str) -> None:
    before = Ticket.objects.values().get(pk=ticket.pk)
    events = Event.objects.count()
    answer = sign_in(client, house.bob).post(
        address(ticket, f"ticket_{verb}"), said(ticket, field="phone", reason="curious")
    )
    unknown = client.post(reverse(f"desk:ticket_{verb}", args=["999999999999"]))
    assert (answer.status_code, unknown.status_code) == (404, 404)
    assert "There is nothing here that you may open." in answer.content.decode()
    assert Ticket.objects.values().get(pk=ticket.pk) == before
    assert Event.objects.count() == events


def test_bob_finds_neither_page_nor_explanation(client: Client, house: House, ticket: Ticket) -> None:
    sign_in(client, house.bob)
    assert client.get(address(ticket)).status_code == 404
    assert client.get(address(ticket, "ticket_explain", 1)).status_code == 404
    assert not Event.objects.filter(name="ticket.viewed").exists()


@pytest.mark.parametrize("verb", VERBS)
def test_strangers_are_led_to_the_sign_in(client: Client, ticket: Ticket, verb: str) -> None:
    answer = client.post(address(ticket, f"ticket_{verb}"))
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("verb", VERBS)
def test_verbs_are_posted_and_who_comes_back_from_the_sign_in_finds_the_page(
    desk: Client, ticket: Ticket, verb: str
) -> None:
    answer = desk.get(address(ticket, f"ticket_{verb}"))
    assert (answer.status_code, answer["Location"]) == (302, address(ticket))


def test_a_thank_you_needs_no_reply_when_the_agent_says_so(desk: Client, ticket: Ticket, house: House) -> None:
    services.reply(ticket=ticket, body="Credited.", by=house.alice, at=clock.now())
    services.add_customer_message(ticket=ticket, body="Thank you!", by=house.cleo, at=clock.now())
    ticket.refresh_from_db()
    assert "No reply needed" in desk.get(address(ticket)).content.decode()
    clocks = Timer.objects.filter(ticket=ticket, kind="next_reply")
    assert clocks.get().state == TimerState.RUNNING
    desk.post(address(ticket, "ticket_waive"), {"version": ticket.version})
    assert clocks.get().state == TimerState.CANCELLED
    page = desk.get(address(ticket)).content.decode()
    assert "No reply needed" not in page
    assert "needs no reply" in page, "the history says who decided it"


def test_the_page_says_who_had_the_ticket_and_how_long(desk: Client, ticket: Ticket, house: House) -> None:
    services.assign_ticket(ticket=ticket, to=None, by=house.alice, at=clock.now())
    page = desk.get(address(ticket)).content.decode()
    part = page[page.index("Who had it") :]
    assert part.index("Alice") < part.index("nobody yet")
