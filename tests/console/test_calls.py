"""A hotline call on the desk, through HTTP: from the first key to the summary that is read out."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from accounts.models import IdentityCheck
from accounts.services.identity import match_caller
from channels.models import Call, CallState
from channels.services import WrapUp, finish_call, start_call
from channels.services import end_call as line_down
from core import clock
from core.numbers import grouped
from outbox.models import Event
from outbox.services import deliver_due
from tests.people import House, a_ticket, sign_in
from tickets.categories import Category
from tickets.models import Message, Ticket

HX = {"HX-Request": "true"}
TXID = "9c41e07b52d86f03a79c41e07b52d86f03a79c41e07b52d86f03a79c41e07b52"


@pytest.fixture
def alice(client: Client, house: House) -> Client:
    """Alice's browser."""
    return sign_in(client, house.alice)


@pytest.fixture
def bob(house: House) -> Client:
    """Bob's browser."""
    return sign_in(Client(), house.bob)


def begin(browser: Client, **typed: str) -> Call:
    """Press the key, come back to next up, and find the call."""
    answer = browser.post("/desk/calls/", {"key": str(uuid4()), "back": "/desk/", **typed})
    assert (answer.status_code, answer["Location"]) == (303, "/desk/")
    return Call.objects.latest("id")


def url(call: Call, step: str = "") -> str:
    return f"/desk/calls/{call.number}/{step}"


def words(answer: Any) -> str:
    """The text of a page, without tags and with single spaces."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_one_key_opens_the_panel_on_the_page_where_the_agent_was(alice: Client) -> None:
    call = begin(alice)
    page = alice.get("/desk/").content.decode()
    assert 'id="call-form"' in page
    for digits in grouped(call.number).replace("\u202f", " ").split():
        assert "".join(f"<b>{d}</b>" for d in digits) in re.sub(
            r'<span lang="\w+(-\w+)?">[^<]+</span></span><span class="num-digit">', "", page
        )
    # It stays docked on every page of the desk.
    for path in ("/desk/queue/mine/", "/desk/calls/list/missed/", "/desk/search/"):
        assert 'id="call-form"' in alice.get(path).content.decode()


def test_the_same_key_twice_is_one_call(alice: Client) -> None:
    key = str(uuid4())
    first, second = (alice.post("/desk/calls/", {"key": key}) for _ in range(2))
    assert Call.objects.count() == 1
    assert first["Location"] == second["Location"] == url(Call.objects.get())


def test_a_second_call_does_not_push_the_open_one_away(alice: Client) -> None:
    call = begin(alice)
    answer = alice.post("/desk/calls/", {"key": str(uuid4())}, follow=True)
    assert Call.objects.count() == 1
    assert answer.redirect_chain[0] == (url(call), 303)
    assert "This call is still open" in words(answer)


def test_the_way_back_leads_nowhere_else(alice: Client) -> None:
    answer = alice.post("/desk/calls/", {"key": str(uuid4()), "back": "//evil.test/desk/"})
    assert answer["Location"].startswith("/desk/calls/")


def test_both_readings_of_the_number_are_there_and_the_checkbox_is_kept(alice: Client) -> None:
    call = begin(alice)
    page = words(alice.get(url(call)))
    assert "中文" in page
    assert not call.read_back_at
    answer = alice.post(url(call, "read-back/"), {"read_back": "1"}, headers=HX)
    assert answer.content.decode().count("checked disabled") == 1
    call.refresh_from_db()
    assert call.read_back_at
    assert Event.objects.filter(name="call.number_read_back", subject_id=call.pk).count() == 1


def test_who_calls_is_a_hint_until_checked_and_past_tickets_are_those_one_may_see(
    alice: Client, bob: Client, house: House
) -> None:
    at = clock.now()
    mine = a_ticket(house, at=at - timedelta(days=2), subject="Deposit of last week")
    other = a_ticket(house, at=at - timedelta(days=2), subject="A matter of the other team", category=Category.GUIDANCE)
    call = begin(alice)
    panel = alice.get(url(call)).content.decode()
    assert "Number on your telephone" in panel
    answer = alice.post(url(call, "classify/"), {"caller_phone": "9123 4471"}, headers=HX | {"HX-Target": "call-match"})
    text = words(answer)
    assert "Known caller" in text
    assert "C··· T···" in text
    assert mine.subject in text
    assert other.subject not in text
    assert "1 ticket, 1 open" in text
    assert "Cleo" not in answer.content.decode()
    assert "91234471" not in answer.content.decode()


def test_a_number_that_cannot_be_one_is_refused_where_it_was_typed(alice: Client) -> None:
    call = begin(alice)
    answer = alice.post(url(call, "classify/"), {"caller_phone": "12"}, headers=HX | {"HX-Target": "call-match"})
    assert answer.status_code == 422
    assert 'id="id_caller_phone_error"' in answer.content.decode()
    assert 'value="12"' in answer.content.decode()


def test_flags_warn_of_fresh_contacts_failed_checks_and_reported_numbers(alice: Client, house: House) -> None:
    at = clock.now()
    house.cleo.contact_changed_at = at - timedelta(days=6)
    house.cleo.save()
    match_caller(email="cleo.tan@mail.test", last4="0000", context_kind="call", context_id=0, by=house.bob, at=at)
    earlier = start_call(by=house.bob, at=at, caller_phone="+6591234471")
    told = WrapUp(disposition="suspected_fraud", note="Asked us to read out a code.")
    finish_call(call=earlier, wrap_up=told, by=house.bob, at=at)
    call = begin(alice, caller_phone="+65 9123 4471")
    text = words(alice.get(url(call)))
    assert "Number reported as fake" in text
    assert "Contact changed 6 days ago: changes need L2" in text
    assert "1 failed identity check in 30 days" in text


def check(browser: Client, call: Call, last4: str, **typed: str) -> Any:
    told = {"check_email": "Cleo.Tan@mail.test", "check_last4": last4, **typed}
    return browser.post(url(call, "check/"), told, headers=HX)


def test_the_check_says_match_or_no_match_and_counts_the_tries(alice: Client, house: House) -> None:
    call = begin(alice)
    wrong = check(alice, call, "0000")
    assert "No match" in words(wrong)
    assert "2 of 3 tries left" in words(wrong)
    assert "4471" not in wrong.content.decode()
    right = check(alice, call, "4471")
    assert right.status_code == 200
    assert "Match" in words(right)
    assert 'id="call-contact" hx-swap-oob="true"' in right.content.decode()
    assert "How we reach the caller" not in words(right)
    call.refresh_from_db()
    assert (call.customer, call.identity_level) == (house.cleo, 1)
    # What was typed is not shown again, and never was stored.
    assert "Cleo.Tan@mail.test" not in right.content.decode()
    assert "registered" not in str(IdentityCheck.objects.values_list("method", flat=True))


def test_after_three_tries_the_ladder_is_locked(alice: Client) -> None:
    call = begin(alice)
    for _ in range(3):
        answer = check(alice, call, "0000")
    assert "No tries left in this call" in words(answer)
    assert 'id="call-check"' not in answer.content.decode()
    assert check(alice, call, "4471").status_code == 429


def test_a_half_typed_check_is_refused_at_its_field_and_costs_no_try(alice: Client) -> None:
    call = begin(alice)
    answer = check(alice, call, "44")
    assert answer.status_code == 422
    assert "Exactly the last four digits" in words(answer)
    assert "3 of 3 tries left" in words(answer)


def classify(browser: Client, call: Call, **typed: str) -> Any:
    return browser.post(url(call, "classify/"), typed, headers=HX | {"HX-Target": "call-playbook"})


def test_a_topic_brings_its_playbook_and_the_promise_in_the_callers_language(alice: Client) -> None:
    call = begin(alice)
    english = words(classify(alice, call, category="funds", topic="deposit_missing", language="en"))
    assert "Did the deposit page ask for a memo or tag?" in english
    assert "A reply by " in english
    assert "at the latest" in english
    assert "Singapore time, UTC+8" in english
    chinese = classify(alice, call, category="funds", topic="deposit_missing", language="zh-hans").content.decode()
    assert 'class="promise-aloud" lang="zh-Hans"' in chinese
    call.refresh_from_db()
    assert (call.category, call.topic, call.language) == ("funds", "deposit_missing", "zh-hans")


def test_an_emergency_puts_self_help_first_and_promises_minutes(alice: Client) -> None:
    call = begin(alice)
    text = words(classify(alice, call, topic="being_emptied", language="en"))
    first, ask = text.index("Freeze account"), text.index("Are you safe to talk")
    assert first < ask
    assert "Somebody takes over within 5 min, at the latest in 15 min" in text


def test_leaving_a_category_leaves_its_topic(alice: Client) -> None:
    call = begin(alice)
    classify(alice, call, category="funds", topic="deposit_missing", language="en")
    answer = classify(alice, call, category="guidance", topic="deposit_missing", language="en")
    assert answer.status_code == 200
    assert "Choose what it is about" in words(answer)
    assert "Select a valid choice" not in words(answer)
    call.refresh_from_db()
    assert (call.category, call.topic) == ("guidance", "")


def field(browser: Client, call: Call, key: str, **typed: str) -> Any:
    told = {"topic": "deposit_missing", "category": "funds", "field": key, **typed}
    return browser.post(url(call, "field/"), told, headers=HX)


def test_fields_are_checked_as_they_are_typed(alice: Client) -> None:
    call = begin(alice)
    bad = field(alice, call, "txid", f_network="tron", f_txid="9c41e07b52")
    assert bad.status_code == 422
    assert "64 characters" in words(bad)
    good = field(alice, call, "txid", f_network="tron", f_txid=TXID)
    assert good.status_code == 200
    assert "hint-ok" in good.content.decode()
    assert field(alice, call, "seed").status_code == 422


TYPED = {
    "disposition": "ticket_opened",
    "category": "funds",
    "topic": "deposit_missing",
    "language": "en",
    "note": "2,400 USDT sent at 08:40, nothing has arrived.",
    "f_coin": "USDT",
    "f_network": "tron",
    "f_txid": TXID,
}


def test_the_whole_call_ends_in_a_ticket_and_a_summary_to_read_out(alice: Client, house: House) -> None:
    call = begin(alice, caller_phone="+6591234471")
    check(alice, call, "4471")
    answer = alice.post(url(call, "finish/"), TYPED)
    assert (answer.status_code, answer["Location"]) == (303, url(call, "done/"))
    ticket = Ticket.objects.get(number=call.number)
    assert ticket.customer == house.cleo
    assert ticket.assignee == house.alice
    assert ticket.fields["txid"] == TXID
    page = alice.get(url(call, "done/"))
    text = words(page)
    assert "Your ticket number is " in text
    assert "A reply by " in text
    assert "Singapore time, UTC+8" in text
    assert "on their way to c•••@m••••.test" in text
    assert f'data-draft-clear="{house.alice.pk}:call:{call.pk}"' in page.content.decode()
    assert 'id="call-form"' not in page.content.decode()
    assert f'href="/desk/tickets/{ticket.number}/"' in page.content.decode()
    assert "Next call" in text
    for line in ("Category Funds", "Topic Deposit not credited", "Coin USDT", "Network TRON (TRC-20)"):
        assert line in text
    assert f"Transaction hash {TXID}" in text
    deliver_due(at=clock.now())
    assert "Number and promise sent to c•••@m••••.test" in words(alice.get(url(call, "done/")))


def test_sent_twice_it_ends_once(alice: Client) -> None:
    call = begin(alice, caller_phone="+6591234471")
    for _ in range(2):
        assert alice.post(url(call, "finish/"), TYPED).status_code == 303
    assert Ticket.objects.count() == 1
    other = alice.post(url(call, "finish/"), TYPED | {"disposition": "dropped"})
    assert other.status_code == 409
    assert "finished already" in words(other)


def test_what_does_not_fit_is_said_at_its_field_and_everything_typed_stays(alice: Client) -> None:
    call = begin(alice)
    answer = alice.post(url(call, "finish/"), TYPED | {"f_txid": "zz", "name": "Cleo Tan"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert re.search(r'id="id_f_txid_hint"[^>]*>\s*<span class="error"', page)
    assert "2,400 USDT sent at 08:40" in page
    assert 'value="zz"' in page
    assert 'value="Cleo Tan"' in page
    assert '<option value="ticket_opened" selected>' in page
    assert '<option value="deposit_missing" selected>' in page
    assert Ticket.objects.count() == 0


@pytest.mark.parametrize(
    ("disposition", "place"),
    [
        ("", "id_disposition_error"),
        ("ticket_opened", "id_note_error"),
        ("added_to_ticket", "id_existing_number_error"),
        ("callback_promised", "id_callback_at_error"),
        ("suspected_fraud", "id_note_error"),
    ],
)
def test_each_disposition_asks_for_what_it_needs(alice: Client, disposition: str, place: str) -> None:
    call = begin(alice)
    answer = alice.post(url(call, "finish/"), {"disposition": disposition, "category": "funds", "language": "en"})
    assert answer.status_code == 422
    assert f'id="{place}"' in answer.content.decode()


def test_a_private_key_typed_as_a_hash_is_not_shown_again(alice: Client) -> None:
    call = begin(alice)
    key = "5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ"
    answer = alice.post(url(call, "finish/"), TYPED | {"f_network": "bitcoin", "f_coin": "BTC", "f_txid": key})
    assert answer.status_code == 422
    assert key not in answer.content.decode()


def test_a_call_back_is_promised_in_the_agents_zone_and_read_out(alice: Client, house: House) -> None:
    call = begin(alice, caller_phone="+6591234471")
    local = (clock.now() + timedelta(hours=3, minutes=1)).replace(second=0, microsecond=0)
    typed = (local + timedelta(hours=8)).strftime("%Y-%m-%dT%H:%M")
    told = TYPED | {"disposition": "callback_promised", "callback_at": typed, "callback_topic": "deposit"}
    answer = alice.post(url(call, "finish/"), told, follow=True)
    call.refresh_from_db()
    assert call.callback_at == local
    assert "We call you back " in words(answer)
    listed = words(alice.get("/desk/calls/list/callbacks/"))
    assert "deposit" in listed
    assert "91234471" not in listed


def test_an_open_ticket_of_the_caller_takes_the_call_note(alice: Client, house: House) -> None:
    ticket = a_ticket(house, at=clock.now() - timedelta(hours=2))
    call = begin(alice, caller_phone="+6591234471")
    foot = alice.post(
        url(call, "classify/"), {"add_to": ticket.number}, headers=HX | {"HX-Target": "call-foot"}
    ).content.decode()
    assert '<option value="added_to_ticket" selected>' in foot
    assert f'value="{ticket.number}"' in foot
    told = {"disposition": "added_to_ticket", "existing_number": grouped(ticket.number), "note": "Asks how far it is."}
    assert alice.post(url(call, "finish/"), told).status_code == 303
    assert Message.objects.filter(ticket=ticket, body="Asks how far it is.").exists()
    assert Ticket.objects.count() == 1


def test_without_scripts_each_button_shows_the_panel_again_with_everything_typed(alice: Client) -> None:
    call = begin(alice)
    answer = alice.post(url(call, "classify/"), TYPED | {"disposition": ""})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "<html" in page
    assert "2,400 USDT sent at 08:40" in page
    assert f'value="{TXID}"' in page
    assert "data-typed" in page


def test_after_a_new_sign_in_the_address_of_a_button_leads_to_the_panel(alice: Client) -> None:
    call = begin(alice)
    for step in ("finish/", "classify/", "check/", "field/", "read-back/", "end/", "take/"):
        answer = alice.get(url(call, step))
        assert (answer.status_code, answer["Location"]) == (302, url(call))


def test_after_a_new_sign_in_the_first_keys_lead_to_next_up(alice: Client) -> None:
    for path in ("/desk/calls/", "/desk/next/"):
        answer = alice.get(path)
        assert (answer.status_code, answer["Location"]) == (302, "/desk/")


def test_an_ended_session_takes_the_whole_page_to_the_sign_in_not_a_region(client: Client, house: House) -> None:
    call = start_call(by=house.alice, at=clock.now())
    answer = client.post(url(call, "classify/"), headers=HX | {"HX-Current-URL": "http://testserver/desk/?x=1"})
    assert answer.status_code == 401
    assert answer["HX-Redirect"].startswith("/staff/login/?next=%2Fdesk%2F")
    assert client.get("/desk/calls/ringing/", headers=HX).status_code == 286
    assert client.get(url(call)).status_code == 302


def test_another_agent_finds_nothing_under_the_number_of_a_call(alice: Client, bob: Client) -> None:
    call = begin(alice)
    assert bob.get(url(call)).status_code == 404
    for step in ("finish/", "check/", "classify/", "read-back/", "end/", "handled/"):
        assert bob.post(url(call, step), TYPED).status_code == 404
    assert 'id="call-form"' not in bob.get("/desk/").content.decode()
    call.refresh_from_db()
    assert call.state == CallState.TALKING


def test_a_supervisor_can_end_a_call_that_was_left_behind(alice: Client, house: House) -> None:
    call = begin(alice)
    line_down(call=call, by=house.alice, at=clock.now())
    sam = sign_in(Client(), house.sam)
    assert sam.get(url(call)).status_code == 200
    assert sam.post(url(call, "finish/"), {"disposition": "dropped"}).status_code == 303
