"""Merging, splitting and putting aside on the page of a ticket; a merged number leads on through every door."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from channels.services import WrapUp, finish_call, start_call
from complaints.models import Cause
from complaints.services import open_complaint
from core import clock
from core.numbers import grouped
from outbox.actors import SYSTEM
from tests.api.calling import calling
from tests.people import House, a_ticket, sign_in
from tickets.models import Message, Snooze, Ticket
from tickets.services import add_note, merge_ticket


@pytest.fixture
def gone(house: House) -> Ticket:
    """Cleo's first call, with Alice."""
    return a_ticket(house, at=clock.now() - timedelta(hours=1), subject="First call")


@pytest.fixture
def kept(house: House) -> Ticket:
    """Cleo's second call about the same."""
    return a_ticket(house, at=clock.now(), subject="Second call")


@pytest.fixture
def alice(client: Client, house: House) -> Client:
    """Alice's browser."""
    return sign_in(client, house.alice)


def address(ticket: Ticket, verb: str = "ticket") -> str:
    return reverse(f"desk:{verb}", args=[ticket.number])


def merging(browser: Client, gone: Ticket, kept: Ticket, **more: object) -> Any:
    typed = {"number": grouped(kept.number), "reason": "One deposit.", "version": gone.version} | more
    return browser.post(address(gone, "ticket_merge"), typed, follow=True)


def test_who_merges_lands_where_it_goes_on_and_reads_both(alice: Client, gone: Ticket, kept: Ticket) -> None:
    answer = merging(alice, gone, kept)
    page = answer.content.decode()
    assert answer.redirect_chain[-1][0].startswith(address(kept))
    assert f"The ticket {grouped(gone.number)} was merged into this one: here it goes on." in page
    assert re.search(r'<span class="meta">from .*\d{4}', page)
    assert "One deposit." in page
    assert Message.objects.filter(ticket=kept).count() == 2


def test_what_happened_on_a_merged_ticket_is_told_with_its_number(
    alice: Client, gone: Ticket, kept: Ticket, house: House
) -> None:
    merge_ticket(ticket=gone, into=kept, reason="One deposit.", by=house.alice, at=clock.now())
    assert f"On {grouped(gone.number)}: Alice, 2047 opened the ticket" in alice.get(address(kept)).content.decode()


@pytest.mark.parametrize(
    ("typed", "field"), [({"reason": ""}, "merge-reason_error"), ({"number": "1234"}, "merge-number_error")]
)
def test_a_refused_merge_says_why_at_its_field(
    alice: Client, gone: Ticket, kept: Ticket, typed: dict[str, str], field: str
) -> None:
    answer = merging(alice, gone, kept, **typed)
    assert answer.status_code == 422
    assert f'id="{field}"' in answer.content.decode()
    gone.refresh_from_db()
    assert gone.merged_into is None


def test_who_looked_at_an_older_state_is_told(alice: Client, gone: Ticket, kept: Ticket) -> None:
    answer = merging(alice, gone, kept, version=gone.version + 1)
    assert answer.status_code == 409
    assert "A colleague changed this ticket" in answer.content.decode()


@pytest.mark.parametrize(("who", "status"), [("alice", 403), ("sam", 403), ("bob", 404), ("olive", 200)])
def test_with_a_complaint_only_an_officer_merges(
    client: Client, house: House, gone: Ticket, kept: Ticket, who: str, status: int
) -> None:
    open_complaint(ticket=kept, cause=Cause.CUSTOMER, by=SYSTEM, at=clock.now())
    answer = merging(sign_in(client, getattr(house, who)), gone, kept)
    assert answer.status_code == status
    if status == 403:
        assert "only a complaint officer may merge them" in answer.content.decode()


def test_a_merged_number_leads_on_in_search_and_address_and_says_so(
    alice: Client, gone: Ticket, kept: Ticket, house: House
) -> None:
    merge_ticket(ticket=gone, into=kept, reason="One deposit.", by=house.alice, at=clock.now())
    for answer in (
        alice.get(address(gone), follow=True),
        alice.post("/desk/search/", {"q": grouped(gone.number)}, follow=True),
    ):
        assert answer.redirect_chain[-1][0].startswith(address(kept))
        assert "was merged into this one" in answer.content.decode()


def test_a_call_about_a_merged_number_is_noted_where_it_goes_on(house: House, gone: Ticket, kept: Ticket) -> None:
    merge_ticket(ticket=gone, into=kept, reason="One deposit.", by=house.alice, at=clock.now())
    call = start_call(by=house.alice, at=clock.now(), caller_phone=house.cleo.phone)
    told = WrapUp("added_to_ticket", note="Asks how far it is.", existing_number=gone.number)
    finish_call(call=call, wrap_up=told, by=house.alice, at=clock.now())
    assert kept.messages.filter(body="Asks how far it is.").exists()


def test_the_api_leads_on_and_names_the_merged_numbers(house: House, gone: Ticket, kept: Ticket) -> None:
    merge_ticket(ticket=gone, into=kept, reason="One deposit.", by=house.alice, at=clock.now())
    told = calling(house.pbx).get(f"tickets/{gone.number}/").json()
    assert (told["number"], told["merged_numbers"]) == (kept.number, [gone.number])


def test_the_status_page_leads_on_and_says_so(house: House, gone: Ticket, kept: Ticket) -> None:
    merge_ticket(ticket=gone, into=kept, reason="One deposit.", by=house.alice, at=clock.now())
    visitor = Client()
    asked = {"number": gone.number, "contact": house.cleo.email}
    page = re.sub(r"<[^>]+>", "", visitor.post("/status/", asked, follow=True).content.decode())
    assert "You came with the number" in page
    assert all(number in re.sub(r"\s", "", page) for number in (gone.number, kept.number))


def test_chosen_messages_become_a_ticket_of_their_own(alice: Client, kept: Ticket, house: House) -> None:
    note = add_note(ticket=kept, body="And the whitelist?", by=house.alice, at=clock.now())
    typed = {"messages": [note.pk], "subject": "Whitelist", "category": "funds", "version": kept.version}
    page = alice.post(address(kept, "ticket_split"), typed, follow=True).content.decode()
    new = Ticket.objects.get(subject="Whitelist")
    assert f"The new ticket is {grouped(new.number)}." in page
    assert "Followed up by" in page
    assert "Follow-up to" in alice.get(address(new)).content.decode()


def test_a_split_without_messages_or_of_foreign_ones_is_refused(alice: Client, gone: Ticket, kept: Ticket) -> None:
    for chosen in ([], [each.pk for each in gone.messages.all()]):
        typed = {"messages": chosen, "subject": "x", "category": "funds", "version": kept.version}
        assert alice.post(address(kept, "ticket_split"), typed).status_code == 422
    assert Ticket.objects.count() == 2


def test_a_snooze_says_what_ends_before_and_goes_on_when_that_is_known(alice: Client, kept: Ticket) -> None:
    until = timezone.localtime(clock.now() + timedelta(days=5)).strftime("%Y-%m-%dT%H:%M")
    asked = {"until": until, "version": kept.version}
    answer = alice.post(address(kept, "ticket_snooze"), asked)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "A promise of this ticket ends before that moment" in page
    assert 'name="despite_limit"' in page
    answer = alice.post(address(kept, "ticket_snooze"), asked | {"despite_limit": "on"}, follow=True)
    assert "Not on next up before" in answer.content.decode()
    alice.post(address(kept, "ticket_wake"))
    assert not Snooze.objects.exists()


def test_another_team_can_do_none_of_it(client: Client, gone: Ticket, house: House) -> None:
    bob = sign_in(client, house.bob)
    for verb in ("merge", "split", "snooze", "wake"):
        assert bob.post(address(gone, f"ticket_{verb}"), {}).status_code == 404
