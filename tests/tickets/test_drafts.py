"""What is typed is kept; a reply can be taken back for a moment; what could not go out comes back to its writer."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from accounts.services.staff import disable_staff
from core.errors import Conflict, InvalidInput
from outbox.models import Event
from outbox.services import take_turn
from tests.people import NOON, House, a_ticket, sign_in
from tickets.models import Draft, Message, Ticket
from tickets.services import (
    add_customer_message,
    close_ticket,
    resolve_ticket,
    save_draft,
    send_due,
    send_soon,
    take_back,
)

SOON = timedelta(seconds=10)


def _send(ticket: Ticket, house: House, *, key: str = "k", body: str = "We have found it.", **more: Any) -> Draft:
    return send_soon(ticket=ticket, body=body, key=key, after=SOON, by=house.alice, at=NOON, **more)


def _said(ticket: Ticket) -> list[str]:
    return list(ticket.messages.filter(kind="public", by__isnull=False).values_list("body", flat=True))


def test_a_reply_goes_out_when_its_moment_is_over_and_not_before(house: House) -> None:
    """By the deliverer's turn, once, and the first reply is met then."""
    ticket = a_ticket(house)
    _send(ticket, house)
    take_turn(at=NOON + SOON - timedelta(milliseconds=1))
    assert not _said(ticket)
    for _ in range(2):
        take_turn(at=NOON + SOON)
    assert _said(ticket) == ["We have found it."]
    ticket.refresh_from_db()
    assert ticket.first_replied_at == NOON + SOON
    assert not Draft.objects.exists()


def test_the_same_key_sends_nothing_twice_before_and_after(house: House) -> None:
    """A second press while it waits, and one after it went out."""
    ticket = a_ticket(house)
    assert _send(ticket, house).pk == _send(ticket, house).pk
    send_due(at=NOON + SOON)
    _send(ticket, house)
    send_due(at=NOON + SOON)
    assert len(_said(ticket)) == 1


def test_taken_back_it_stands_in_the_composer_again(house: House) -> None:
    """With what was typed meanwhile below it; nobody but its writer can."""
    ticket = a_ticket(house)
    going = _send(ticket, house)
    save_draft(ticket=ticket, body="Second thought.", kind="public", by=house.alice, at=NOON)
    with pytest.raises(Conflict):
        take_back(ticket=ticket, draft_id=going.pk, by=house.sam, at=NOON)
    take_back(ticket=ticket, draft_id=going.pk, by=house.alice, at=NOON)
    send_due(at=NOON + SOON)
    assert not _said(ticket)
    assert Draft.objects.get().body == "We have found it.\n\nSecond thought."
    assert Event.objects.filter(name="ticket.reply_taken_back").count() == 1


def test_what_went_out_cannot_be_taken_back(house: House) -> None:
    """A clear word instead."""
    ticket = a_ticket(house)
    going = _send(ticket, house)
    send_due(at=NOON + SOON)
    with pytest.raises(Conflict):
        take_back(ticket=ticket, draft_id=going.pk, by=house.alice, at=NOON + SOON)


def test_what_would_be_refused_is_refused_at_once(house: House) -> None:
    """An empty text; a ticket that changed under the hand; a closed one."""
    ticket = a_ticket(house)
    with pytest.raises(InvalidInput):
        _send(ticket, house, body="  ")
    with pytest.raises(Conflict):
        _send(ticket, house, seen_version=ticket.version + 1)
    done = resolve_ticket(ticket=ticket, solution="Credited.", by=house.alice, at=NOON)
    close_ticket(ticket=done, by=house.alice, at=NOON)
    with pytest.raises(Conflict):
        _send(ticket, house)
    assert not Draft.objects.exists()


def test_a_ticket_that_was_closed_meanwhile_gives_the_reply_back(house: House, client: Client) -> None:
    """Nothing is lost: the text stands in the composer with its reason, and the next in line goes out all the same."""
    ticket, other = a_ticket(house), a_ticket(house)
    _send(ticket, house)
    _send(other, house)
    done = resolve_ticket(ticket=ticket, solution="Credited.", by=house.sam, at=NOON)
    close_ticket(ticket=done, by=house.sam, at=NOON)
    send_due(at=NOON + SOON)
    assert not _said(ticket)
    assert _said(other)
    page = sign_in(client, house.alice).get(f"/desk/tickets/{ticket.number}/").content.decode()
    assert "We have found it." in page
    assert "The ticket was closed before your reply went out." in page
    assert Event.objects.get(name="ticket.reply_held_back").data["reason"] == "ticket_closed"


def test_an_account_that_was_closed_meanwhile_says_nothing_more(house: House) -> None:
    """Its reply waits in a drawer that nobody opens."""
    ticket = a_ticket(house)
    _send(ticket, house)
    disable_staff(user=house.alice, by=house.ada, at=NOON)
    send_due(at=NOON + SOON)
    assert not _said(ticket)


def test_a_word_of_the_customer_meanwhile_does_not_hold_it_up(house: House) -> None:
    """The reply was meant for what stood there; the new word starts its own clock."""
    ticket = a_ticket(house)
    _send(ticket, house)
    add_customer_message(ticket=ticket, body="Hello?", by=house.cleo, at=NOON + timedelta(seconds=5))
    send_due(at=NOON + SOON)
    assert _said(ticket)


def test_a_draft_is_kept_per_person_and_forgotten_when_empty(house: House, client: Client) -> None:
    """The page opens with it, for nobody else."""
    ticket = a_ticket(house)
    alice = sign_in(client, house.alice)
    address = f"/desk/tickets/{ticket.number}/"
    answer = alice.post(f"{address}draft/", {"visibility": "internal", "body": "Half a thou"})
    assert "Draft saved" in answer.content.decode()
    page = alice.get(address).content.decode()
    assert "Half a thou" in page
    assert 'value="internal" checked' in page
    assert "Half a thou" not in sign_in(Client(), house.sam).get(address).content.decode()
    assert sign_in(Client(), house.bob).post(f"{address}draft/", {"body": "x"}).status_code == 404
    alice.post(f"{address}draft/", {"visibility": "internal", "body": ""})
    assert not Draft.objects.exists()


def test_the_page_shows_what_is_on_its_way_and_takes_it_back(house: House, client: Client, settings: Any) -> None:
    """Sending, going to the next ticket, and undoing there."""
    settings.UNDO_SECONDS = 10
    ticket, after = a_ticket(house), a_ticket(house, at=NOON + timedelta(minutes=1))
    alice = sign_in(client, house.alice)
    save_draft(ticket=ticket, body="We have", kind="public", by=house.alice, at=NOON)
    said = {"visibility": "public", "body": "We have found it.", "version": ticket.version, "then": "next"}
    answer = alice.post(f"/desk/tickets/{ticket.number}/reply/", said | {"key": "6a2f4bd4-65f5-4f3f-a1d8-0a2f7a5d2a11"})
    assert after.number in answer["Location"]
    undo = f"/desk/tickets/{ticket.number}/undo/{Draft.objects.get().pk}/"
    assert undo in alice.get(answer["Location"]).content.decode()
    assert undo in alice.get(f"/desk/tickets/{ticket.number}/").content.decode()
    alice.post(undo)
    assert "We have found it." in alice.get(f"/desk/tickets/{ticket.number}/").content.decode()
    assert not Message.objects.filter(body="We have found it.").exists()


@contextmanager
def _held_by_another(row: Draft) -> Iterator[None]:
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("SELECT 1 FROM tickets_draft WHERE id = %s FOR UPDATE", [row.pk])
            yield
            cursor.execute("ROLLBACK")
    finally:
        other.close()


@pytest.mark.django_db(transaction=True)
def test_two_deliverers_do_not_wait_for_each_other(house: House) -> None:
    """What one is sending the other passes over."""
    first, second = _send(a_ticket(house), house), _send(a_ticket(house), house)
    with _held_by_another(first):
        assert send_due(at=NOON + SOON) == 1
        assert _said(second.ticket)
    assert send_due(at=NOON + SOON) == 1
