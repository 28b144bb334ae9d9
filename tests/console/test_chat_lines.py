"""The agent's end of a chat: what is new comes by a small question, and a line is sent without leaving the page."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from channels.chat.models import Chat
from channels.chat.services import say_in_chat, start_chat, take_chat
from channels.inbound import InboundMessage, Sender
from core import clock
from tests.people import House, sign_in
from tickets.models import Message
from tickets.services import add_note

Lines = Callable[[int], str]


@pytest.fixture
def chat(house: House) -> Chat:
    """Alice and Lin talk."""
    at = clock.now()
    User.objects.filter(pk=house.alice.pk).update(seen_at=at)
    opening = InboundMessage("chat", "one", Sender(email="lin@mail.test"), "Where is my coin?", category="funds")
    return take_chat(chat=start_chat(opening=opening, at=at), by=house.alice, at=at)


def _lines(client: Client, chat: Chat, after: int | str) -> str:
    answer = client.get(f"/desk/chats/{chat.ticket.number}/lines/?after={after}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_what_is_behind_a_message_comes_and_nothing_before_it(client: Client, house: House, chat: Chat) -> None:
    sign_in(client, house.alice)
    first = Message.objects.get()
    say_in_chat(chat=chat, body="It was 120 USDT", key="a", at=clock.now())
    add_note(ticket=chat.ticket, body="Looks fine", by=house.alice, at=clock.now())
    part = _lines(client, chat, first.pk)
    later = Message.objects.filter(pk__gt=first.pk).order_by("pk").values_list("pk", flat=True)
    assert re.findall(r'id="message-(\d+)"', part) == [str(pk) for pk in later]
    assert 'id="chat-strip"' in part
    assert "Where is my coin?" in _lines(client, chat, "nonsense")


def test_who_may_not_see_the_ticket_hears_nothing(client: Client, house: House, chat: Chat) -> None:
    address = f"/desk/chats/{chat.ticket.number}/lines/"
    assert client.get(address).status_code == 302
    assert sign_in(client, house.bob).get(address).status_code == 404


def test_asking_costs_the_same_however_much_was_said(
    client: Client, house: House, chat: Chat, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    sign_in(client, house.alice)
    _lines(client, chat, 0)
    for place in range(12):
        say_in_chat(chat=chat, body=f"Word {place}", key=str(place), at=clock.now())
    with django_assert_max_num_queries(10):
        _lines(client, chat, 0)


def test_a_line_sent_in_place_is_answered_with_nothing_and_stands_there_once(
    client: Client, house: House, chat: Chat
) -> None:
    sign_in(client, house.alice)
    typed = {"version": 1, "visibility": "public", "body": "Found it.", "key": "6f0d4f6e-8d5c-4f2c-9a57-0d7f3c1f7a11"}
    address = f"/desk/tickets/{chat.ticket.number}/reply/?from=mine"
    for _press in range(2):
        assert client.post(address, typed, headers={"X-Chat": "1"}).status_code == 204
    assert Message.objects.filter(body="Found it.").count() == 1
    refused = client.post(
        address, typed | {"body": " ", "key": "6f0d4f6e-8d5c-4f2c-9a57-0d7f3c1f7a12"}, headers={"X-Chat": "1"}
    )
    assert refused.status_code == 422
