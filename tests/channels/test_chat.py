"""Chat: a ticket from the first word, an open line beside it, and nothing lost when the line breaks."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from accounts.models import Presence, User
from channels.chat.models import Chat, ChatEnd, ChatState
from channels.chat.selectors import expected_wait, is_staffed, place_of, waiting
from channels.chat.services import end_chat, end_silent, say_in_chat, start_chat, take_chat
from channels.inbound import InboundMessage, Sender
from core.errors import Conflict, InvalidInput, NotFound
from outbox.models import Event
from sla.models import Timer, TimerKind
from tests.people import NOON, House
from tickets.categories import Category, ChannelKind
from tickets.models import Message, Ticket
from tickets.services import add_note, assign_ticket, merge_ticket, reply, resolve_ticket

MINUTE = timedelta(minutes=1)
Begin = Callable[..., Chat]


def _here(user: User, at: datetime) -> None:
    User.objects.filter(pk=user.pk).update(seen_at=at, presence=Presence.AVAILABLE)


def _opening(key: str = "one", **more: Any) -> InboundMessage:
    facts: dict[str, Any] = {
        "kind": ChannelKind.CHAT,
        "source_id": f"start:{key}",
        "sender": Sender(name="Charlie", email="charlie@mail.test"),
        "body": "My withdrawal hangs.",
        "category": Category.FUNDS,
    }
    return InboundMessage(**(facts | more))


@pytest.fixture
def begin(house: House) -> Begin:
    """Starts a chat; Alice is there."""
    _here(house.alice, NOON)

    def start(key: str = "one", at: datetime = NOON, **more: Any) -> Chat:
        return start_chat(opening=_opening(key, **more), at=at)

    return start


def _again(chat: Chat) -> Chat:
    return Chat.objects.select_related("ticket").get(pk=chat.pk)


def test_the_first_word_is_a_ticket_with_a_promise(begin: Begin) -> None:
    chat = begin()
    assert (chat.state, chat.ticket.channel, chat.ticket.category) == ("waiting", "chat", "funds")
    assert Timer.objects.filter(ticket=chat.ticket, kind=TimerKind.FIRST_REPLY).exists()
    assert begin() == chat, "pressed twice it is one"
    assert Ticket.objects.count() == 1


def test_where_nobody_is_there_it_is_a_ticket_and_says_so(house: House) -> None:
    assert not is_staffed(at=NOON)
    chat = start_chat(opening=_opening(), at=NOON)
    assert (chat.state, chat.ended_by) == (ChatState.ENDED, ChatEnd.CLOSED)
    assert chat.ticket.is_live
    _here(house.alice, NOON)
    assert is_staffed(at=NOON)
    User.objects.filter(pk=house.alice.pk).update(takes=["written"])
    assert not is_staffed(at=NOON)


def test_both_sides_stand_on_the_ticket_in_the_order_of_their_words(begin: Begin, house: House) -> None:
    chat = take_chat(chat=begin(), by=house.alice, at=NOON + MINUTE)
    reply(ticket=chat.ticket, body="Let me look.", by=house.alice, at=NOON + 2 * MINUTE)
    say_in_chat(chat=chat, body="Thanks", key="a", at=NOON + 3 * MINUTE)
    say_in_chat(chat=chat, body="Thanks", key="a", at=NOON + 4 * MINUTE)
    add_note(ticket=chat.ticket, body="VIP", by=house.alice, at=NOON + 4 * MINUTE)
    said = Message.objects.filter(ticket=chat.ticket, kind="public").order_by("at", "id")
    assert [each.body for each in said] == ["My withdrawal hangs.", "Let me look.", "Thanks"]
    first = Timer.objects.get(ticket=chat.ticket, kind=TimerKind.FIRST_REPLY)
    assert first.stopped_at == NOON + 2 * MINUTE


def test_who_takes_it_holds_the_ticket_and_the_second_is_told(begin: Begin, house: House) -> None:
    chat = begin()
    take_chat(chat=chat, by=house.alice, at=NOON)
    assert _again(chat).ticket.assignee == house.alice
    assert take_chat(chat=chat, by=house.alice, at=NOON).agent == house.alice, "again is fine"
    with pytest.raises(Conflict):
        take_chat(chat=chat, by=house.sam, at=NOON)
    with pytest.raises(NotFound):
        take_chat(chat=begin("two"), by=house.bob, at=NOON)


def test_nobody_sits_at_more_lines_than_they_can_serve(begin: Begin, house: House, settings: Any) -> None:
    settings.CHATS_AT_ONCE = 2
    chats = [begin(str(n)) for n in range(3)]
    for each in chats[:2]:
        take_chat(chat=each, by=house.alice, at=NOON)
    with pytest.raises(Conflict) as refusal:
        take_chat(chat=chats[2], by=house.alice, at=NOON)
    assert refusal.value.reason == "chats_at_once"
    end_chat(chat=chats[0], cause=ChatEnd.AGENT, by=house.alice, at=NOON)
    take_chat(chat=chats[2], by=house.alice, at=NOON)


@pytest.mark.django_db(transaction=True)
def test_of_two_agents_at_the_same_moment_one_gets_it(begin: Begin, house: House) -> None:
    chat, got, gate = begin(), [], threading.Barrier(2)

    def take(by: User) -> None:
        gate.wait()
        try:
            got.append(take_chat(chat=chat, by=by, at=NOON).agent_id)
        except Conflict:
            got.append(None)
        finally:
            connection.close()

    racers = [threading.Thread(target=take, args=[by]) for by in (house.alice, house.sam)]
    for each in racers:
        each.start()
    for each in racers:
        each.join()
    assert len([each for each in got if each]) == 1
    assert None in got


def test_a_ticket_that_is_handed_on_takes_the_line_along(begin: Begin, house: House) -> None:
    chat = take_chat(chat=begin(), by=house.alice, at=NOON)
    assign_ticket(ticket=chat.ticket, to=house.sam, by=house.alice if house.alice.leads_people else house.sam, at=NOON)
    assert _again(chat).agent == house.sam
    assign_ticket(ticket=chat.ticket, to=None, by=house.sam, at=NOON + MINUTE)
    assert (_again(chat).state, _again(chat).agent) == (ChatState.WAITING, None)
    assert list(waiting(house.alice)) == [chat]


def test_a_solved_ticket_ends_the_chat_and_nothing_more_can_be_said_there(begin: Begin, house: House) -> None:
    chat = take_chat(chat=begin(), by=house.alice, at=NOON)
    resolve_ticket(ticket=chat.ticket, solution="Sent again.", by=house.alice, at=NOON)
    assert _again(chat).ended_by == ChatEnd.AGENT
    with pytest.raises(Conflict) as refusal:
        say_in_chat(chat=chat, body="One more thing", key="b", at=NOON)
    assert refusal.value.reason == "chat_ended"


def test_silence_ends_it_and_our_own_words_are_no_silence(begin: Begin, house: House) -> None:
    spoken, silent, nobody = begin("a"), begin("b"), begin("c")
    for each in (spoken, silent):
        take_chat(chat=each, by=house.alice, at=NOON)
    reply(ticket=spoken.ticket, body="Still looking.", by=house.alice, at=NOON + 10 * MINUTE)
    assert end_silent(at=NOON + 14 * MINUTE) == 0
    assert end_silent(at=NOON + 16 * MINUTE) == 1
    assert _again(silent).ended_by == ChatEnd.IDLE
    assert end_silent(at=NOON + 21 * MINUTE) == 1
    assert _again(nobody).ended_by == ChatEnd.NOBODY
    assert _again(nobody).ticket.is_live
    assert end_silent(at=NOON + 26 * MINUTE) == 1
    assert not Chat.objects.exclude(state=ChatState.ENDED).exists()
    causes = Event.objects.filter(name="chat.ended").order_by("id").values_list("data__cause", flat=True)
    assert list(causes) == ["idle", "nobody", "idle"]


def test_the_place_and_the_wait_are_told_from_what_is(begin: Begin, house: House) -> None:
    waits = [begin(str(n), at=NOON + n * MINUTE) for n in range(3)]
    assert [place_of(each) for each in waits] == [1, 2, 3]
    assert expected_wait(at=NOON) is None
    for n, each in enumerate(waits):
        take_chat(chat=each, by=house.alice, at=NOON + (n + 2) * MINUTE)
    assert expected_wait(at=NOON + 6 * MINUTE) == 2 * MINUTE


def test_a_word_that_does_not_fit_is_refused_with_a_sentence_and_nothing_is_kept(begin: Begin) -> None:
    with pytest.raises(InvalidInput):
        begin(body="x" * 4001)
    assert not Ticket.objects.exists()
    chat = begin()
    for body in ("", "   ", "x" * 4001):
        with pytest.raises(InvalidInput):
            say_in_chat(chat=chat, body=body, key="c", at=NOON)
    assert Message.objects.count() == 1


def test_a_ticket_that_goes_on_in_another_takes_no_more_lines(begin: Begin, house: House) -> None:
    """Else each line would open a ticket of its own that neither end sees."""
    chat = take_chat(chat=begin(), by=house.alice, at=NOON)
    other = begin("other")
    merge_ticket(ticket=chat.ticket, into=other.ticket, reason="The same matter", by=house.alice, at=NOON)
    assert _again(chat).state == ChatState.ENDED
    with pytest.raises(Conflict):
        say_in_chat(chat=chat, body="Hello?", key="d", at=NOON)
    assert Ticket.objects.count() == 2
