"""A private message becomes a ticket, and the answer arrives where it came from."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from mnemonic import Mnemonic

from accounts.models import CustomerHandle
from accounts.services.handles import begin_link
from channels.models import SourceRef
from core import clock
from core.files import IncomingFile
from core.numbers import grouped
from notifications.codes import find_message_code
from outbox.models import Delivery, DeliveryState, Event
from outbox.services import deliver_due
from tests.channels.telegram.bot_api import BOT, BotApi, post
from tests.core.test_files import picture
from tests.people import House, a_ticket, sign_in
from tickets.models import Attachment, Message, Ticket
from tickets.services import assign_ticket, attach_files, close_ticket, reply, resolve_ticket

MEI = 42
A_PHOTO = picture()
PHRASE = Mnemonic("english").to_mnemonic(bytes(range(16)))

pytestmark = pytest.mark.usefixtures("house")


def deliver(after: timedelta = timedelta(0)) -> None:
    deliver_due(at=clock.now() + after)


def test_from_the_first_word_to_the_answer_in_the_same_conversation(api: BotApi, client: Client, house: House) -> None:
    api.says(MEI, "My deposit is missing.")
    assert api.post_all(client) == [200]
    deliver()
    ticket = Ticket.objects.get()
    assert (ticket.channel, ticket.customer.name, ticket.subject) == ("telegram", "Mei", "My deposit is missing.")
    assert CustomerHandle.objects.get().name == "@mei42"
    (first,) = api.texts(MEI)
    assert grouped(ticket.number).replace("-", " ") in first.replace("\u2009", " ")
    assert "We reply by" in first
    assert "We never ask for a password" in first

    api.says(MEI, "Sent at 08:40.")
    api.post_all(client)
    assert ticket.messages.count() == 2
    agent = sign_in(Client(), house.bob)
    page = agent.get(f"/desk/tickets/{ticket.number}/")
    assert page.status_code == 200
    ticket.refresh_from_db()
    form = {"visibility": "public", "body": "It was credited just now.", "key": str(uuid4()), "version": ticket.version}
    assert agent.post(f"/desk/tickets/{ticket.number}/reply/", form).status_code == 303
    deliver()
    assert "It was credited just now.\n\nBob, agent number 3310" in api.texts(MEI)[-1]
    answer = Message.objects.get(body="It was credited just now.")
    assert SourceRef.objects.get(message=answer).thread == str(MEI)


def test_each_answer_bears_a_code_that_the_box_knows(api: BotApi, client: Client, house: House) -> None:
    api.says(MEI, "My deposit is missing.")
    api.post_all(client)
    deliver()
    ticket = Ticket.objects.get()
    reply(ticket=ticket, body="\n".join(["It was credited just now."] * 300), by=house.sam, at=clock.now())
    deliver()
    codes = [found[1] for text in api.texts(MEI) if (found := re.search(r"Message code: (\S{9})\.", text))]
    assert len(set(codes)) == 2  # of the promise and of the answer, whose parts share one
    for code in codes:
        facts = find_message_code(code)
        assert facts is not None
        assert (facts.channel, facts.address, facts.number) == ("telegram", "", ticket.number[-4:])
    page = client.post("/official/", {"pasted": codes[-1]}).content.decode()
    assert "We sent a message with this code by Telegram on" in page


def test_chinese_is_answered_in_chinese_until_another_language_is_chosen(api: BotApi, client: Client) -> None:
    api.says(MEI, "充值未到账", language="zh-CN")
    api.post_all(client)
    deliver()
    assert "工单号" in api.texts(MEI)[0]
    api.says(MEI, "/language en", language="zh-CN")
    api.says(MEI, "/help", language="zh-CN")
    api.post_all(client)
    deliver()
    assert api.texts(MEI)[1] == "From now on we write to you in English."
    assert "/status" in api.texts(MEI)[2]
    assert Ticket.objects.count() == 1


def test_a_replayed_update_changes_nothing(api: BotApi, client: Client) -> None:
    word, ask = api.says(MEI, "Hello"), api.says(MEI, "/help")
    for each in (word, ask, word, ask, {**word, "update_id": 999_999}):
        assert post(client, each) == 200
    deliver()
    assert (Ticket.objects.count(), Message.objects.count()) == (1, 1)
    assert len(api.texts(MEI)) == 2


def test_an_edited_message_is_a_word_that_says_so(api: BotApi, client: Client) -> None:
    first = api.says(MEI, "2,400 USDC")
    api.post_all(client)
    api.happens(edited_message=first["message"] | {"text": "2,500 USDC", "edit_date": 5})
    api.post_all(client)
    assert [each.body for each in Message.objects.order_by("id")] == ["2,400 USDC", "Edited: 2,500 USDC"]


def test_after_a_closed_ticket_the_next_one_begins(api: BotApi, client: Client, house: House) -> None:
    api.says(MEI, "First matter")
    api.post_all(client)
    first = Ticket.objects.get()
    resolve_ticket(ticket=first, solution="Done.", by=house.sam, at=clock.now())
    close_ticket(ticket=first, by=house.sam, at=clock.now())
    api.says(MEI, "Second matter")
    api.post_all(client)
    assert Ticket.objects.count() == 2
    assert Ticket.objects.latest("id").customer == first.customer


def test_files_come_along(api: BotApi, client: Client) -> None:
    api.files = {"small": b"x", "large": A_PHOTO, "doc": b"%PDF-1.4", "huge": b"0" * (10 * 2**20 + 1)}
    photo = [{"file_id": "small", "file_size": 1}, {"file_id": "large", "file_size": len(A_PHOTO)}]
    api.says(MEI, photo=photo, caption="The error")
    api.says(MEI, document={"file_id": "doc", "file_name": "me.PDF", "mime_type": "application/pdf"})
    api.says(MEI, document={"file_id": "huge", "file_name": "film.zip"})
    api.post_all(client)
    deliver()
    assert sorted(Attachment.objects.values_list("name", flat=True)) == ["document.pdf", "photo.jpg"]
    assert [each.body for each in Message.objects.order_by("id")] == ["The error", "Sent a file.", "Sent a file."]
    assert Event.objects.filter(name="ticket.files_fetched", data__missing=1).count() == 1
    assert not Event.objects.filter(data__icontains="film").exists()


def test_a_message_with_a_recovery_phrase_is_deleted_and_never_kept(api: BotApi, client: Client) -> None:
    update = api.says(MEI, f"/start my words are {PHRASE} please help")
    api.post_all(client)
    deliver()
    assert Message.objects.get().body == "/start my words are [removed: recovery phrase] please help"
    assert api.deleted == [(str(MEI), update["message"]["message_id"])]
    assert any("We have deleted your message" in each for each in api.texts(MEI))
    assert not Event.objects.filter(data__icontains=PHRASE.split()[3]).exists()
    assert Event.objects.filter(name="ticket.secret_removed").count() == 1


def test_where_telegram_keeps_the_message_the_customer_is_asked_to_delete_it(api: BotApi, client: Client) -> None:
    update = api.says(MEI, PHRASE)
    api.keeps = {update["message"]["message_id"]}
    api.post_all(client)
    deliver()
    assert any("please delete it yourself" in each for each in api.texts(MEI))


def test_a_group_gets_the_hint_and_nothing_of_it_is_kept(api: BotApi, client: Client) -> None:
    group = {"id": -1001, "type": "supergroup", "title": "Holders"}
    person = {"id": 9, "is_bot": False, "first_name": "Zed"}
    for text in ("hello all", "@Aldermoor_bot my account 4711 is locked", "/help"):
        api.happens(message={"message_id": api.next_id(), "from": person, "chat": group, "text": text})
    assert api.post_all(client) == [200, 200, 200]
    deliver()
    (hint,) = api.texts(-1001)
    assert "t.me/aldermoor_bot" in hint
    assert not Ticket.objects.exists()
    assert not CustomerHandle.objects.exists()
    assert not Event.objects.filter(data__icontains="4711").exists()


def test_status_tells_unknown_and_wrong_alike(api: BotApi, client: Client, house: House) -> None:
    ticket = a_ticket(house, at=clock.now())
    api.says(MEI, "/status")
    api.post_all(client)
    deliver()
    question = api.questions[0]
    for text in (
        f"{ticket.number} cleo.tan@mail.test",
        f"cleo.tan@mail.test {grouped(ticket.number)}",
        f"{ticket.number} stranger@mail.test",
        "509317284633 cleo.tan@mail.test",
        "what?",
    ):
        api.says(MEI, text, reply_to_message=question | {"from": BOT})
        api.post_all(client)
        deliver()
    right, again, *wrong = api.texts(MEI)[1:]
    assert right == again
    assert "We reply by" in right
    assert "USDC" not in right
    assert len(set(wrong)) == 1
    assert not Ticket.objects.filter(channel="telegram").exists()
    assert not Event.objects.filter(data__icontains="cleo.tan").exists()


def test_guessing_ends_for_the_guesser(api: BotApi, client: Client, house: House) -> None:
    ticket = a_ticket(house, at=clock.now())
    for _ in range(6):
        api.says(MEI, f"/status {ticket.number} wrong@mail.test")
    api.says(MEI, f"/status {ticket.number} cleo.tan@mail.test")
    api.post_all(client)
    deliver()
    assert api.texts(MEI)[-1].startswith("There were too many tries")


def test_ones_own_ticket_needs_no_contact(api: BotApi, client: Client) -> None:
    api.says(MEI, "Hello")
    api.says(MEI, "/status")
    api.post_all(client)
    deliver()
    assert api.texts(MEI)[-1].startswith("Ticket ")


def test_an_account_is_somebodys_only_after_a_code(api: BotApi, client: Client, house: House) -> None:
    api.says(MEI, "I am Cleo Tan, cleo.tan@mail.test")
    api.post_all(client)
    ticket = Ticket.objects.get()
    assert ticket.customer != house.cleo
    token = begin_link(customer=house.cleo, context_id=1, at=clock.now())
    api.says(MEI, f"/link {token[:-6]}000000")
    api.says(MEI, f"/link {token}")
    api.says(MEI + 1, f"/start {token}")
    api.post_all(client)
    deliver()
    ticket.refresh_from_db()
    assert ticket.customer == house.cleo
    assert CustomerHandle.objects.get(external_id=str(MEI)).proven_at is not None
    assert CustomerHandle.objects.get(external_id=str(MEI + 1)).customer != house.cleo
    assert Event.objects.filter(name="customer.handle_linked").count() == 1
    assert any("connected with your account now" in each for each in api.texts(MEI))
    assert "no longer valid" in api.texts(MEI + 1)[-1]


def test_a_tap_on_somebody_elses_link_joins_nothing(api: BotApi, client: Client, house: House) -> None:
    """The link says whose it is and asks; joining takes the typed line. Who holds the ticket is told of its new owner."""
    api.says(MEI, "My deposit is missing.")
    api.post_all(client)
    ticket = Ticket.objects.get()
    assign_ticket(ticket=ticket, to=house.alice, by=house.sam, at=clock.now())
    token = begin_link(customer=house.cleo, context_id=1, at=clock.now())
    api.says(MEI, f"/start {token}")
    api.post_all(client)
    deliver()
    ticket.refresh_from_db()
    assert ticket.customer != house.cleo
    assert CustomerHandle.objects.get().proven_at is None
    assert "c•••@m••••.test" in api.texts(MEI)[-1]
    api.says(MEI, f"/link {token}")
    api.post_all(client)
    deliver()
    ticket.refresh_from_db()
    assert ticket.customer == house.cleo
    told = Event.objects.get(name="ticket.customer_identified")
    assert house.alice.notices.filter(event=told).exists()


@pytest.mark.parametrize(
    "text", ["/link {0}\ud800", "/start {0}\ud83d00000", "/status 509317284633 \ud800@x.test", "/status \x00 a@b.test"]
)
def test_half_signs_reach_no_table_and_stop_nothing(api: BotApi, client: Client, house: House, text: str) -> None:
    token = begin_link(customer=house.cleo, context_id=1, at=clock.now())
    api.says(MEI, text.format(token[:32]))
    assert api.post_all(client) == [200]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("way", ["webhook", "poll"])
def test_an_update_that_no_column_can_hold_is_left_out(api: BotApi, client: Client, house: House, way: str) -> None:
    """The network would send it again for ever, and hold back all that follow."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE tickets_ticket ADD CONSTRAINT no_poison CHECK (subject NOT LIKE '%poison%')")
    try:
        api.says(MEI, "poison")
        api.says(MEI + 1, "Hello")
        if way == "webhook":
            assert api.post_all(client) == [200, 200]
        else:
            call_command("polltelegram", "--once")
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE tickets_ticket DROP CONSTRAINT no_poison")
    assert Message.objects.get().body == "Hello"


def test_who_blocked_the_bot_is_told_to_the_agent(api: BotApi, client: Client, house: House) -> None:
    api.says(MEI, "Hello")
    api.post_all(client)
    deliver()
    ticket = Ticket.objects.get()
    api.blocked = {str(MEI)}
    reply(ticket=ticket, body="Are you there?", by=house.sam, at=clock.now())
    deliver()
    told = Event.objects.get(name="ticket.answer_undelivered")
    assert (told.subject_id, told.data) == (ticket.pk, {"channel": "telegram", "reason": "blocked"})
    deliver()
    assert house.sam.notices.filter(event=told).exists()
    api.happens(
        my_chat_member={"chat": {"id": MEI, "type": "private"}, "from": {}, "new_chat_member": {"status": "kicked"}}
    )
    api.post_all(client)
    assert Event.objects.filter(name="ticket.answer_undelivered").count() == 2


def test_a_long_answer_comes_in_parts_and_a_fault_repeats_none(api: BotApi, client: Client, house: House) -> None:
    api.says(MEI, "Hello")
    api.post_all(client)
    deliver()
    long = "\n".join(f"line {place} {'x' * 60}" for place in range(150))
    reply(ticket=Ticket.objects.get(), body=long, by=house.sam, at=clock.now())
    api.pauses, api.faults = [7], []
    deliver()
    waiting = Delivery.objects.get(handler="channels.say_answer")
    assert (waiting.state, waiting.tries) == (DeliveryState.PENDING, 0)
    api.faults = []
    first = len(api.sent)
    deliver(timedelta(seconds=8))
    parts = [text for _chat, text in api.sent[first:]]
    assert len(parts) == 3
    assert "\n".join(parts).startswith(long)
    keys = [key for method, key in api.calls if method == "sendMessage" and key.split(".")[0] == str(waiting.event_id)]
    assert len(keys) == 4  # the paused one came again under the same key
    assert len(set(keys)) == 3


def test_files_of_an_answer_arrive_in_the_conversation_once(api: BotApi, client: Client, house: House) -> None:
    """A picture as one, what Telegram will not show as a document; a fault between repeats nothing."""
    api.says(MEI, "Hello")
    api.post_all(client)
    deliver()
    ticket = Ticket.objects.get()
    files = [IncomingFile("a.png", picture("PNG")), IncomingFile("长.jpg", A_PHOTO), IncomingFile("b.txt", b"words")]
    message = reply(ticket=ticket, body="Here they are.", by=house.sam, at=clock.now())
    attach_files(message=message, files=files, at=clock.now())
    api.no_photos, api.faults = {"长.jpg"}, []
    deliver()
    assert api.texts(MEI)[-1].startswith("Here they are.")
    assert [(kind, name) for _chat, kind, name, _content in api.got] == [
        ("photo", "a.png"),
        ("document", "长.jpg"),
        ("document", "b.txt"),
    ]
    assert api.got[-1][3] == b"words"
    assert Delivery.objects.get(handler="channels.say_answer", event__data__message_id=message.pk).state == "sent"


def test_a_fault_between_files_repeats_none(api: BotApi, client: Client, house: House) -> None:
    api.says(MEI, "Hello")
    api.post_all(client)
    deliver()
    message = reply(ticket=Ticket.objects.get(), body="Here.", by=house.sam, at=clock.now())
    files = [IncomingFile(f"{n}.txt", b"words") for n in range(2)]
    attach_files(message=message, files=files, at=clock.now())
    api.file_faults = [0, 502]
    deliver()
    deliver(timedelta(minutes=5))
    assert [name for _chat, _kind, name, _content in api.got] == ["0.txt", "1.txt"]
    assert len([text for text in api.texts(MEI) if text.startswith("Here.")]) == 1


def test_without_a_public_address_messages_are_asked_for(api: BotApi) -> None:
    api.says(MEI, "Hello")
    api.says(MEI, "Are you there?")
    call_command("polltelegram", "--once")
    assert Message.objects.count() == 2
    assert not api.pending  # confirmed by the offset


@pytest.mark.parametrize("secret", ["", "wrong", "ключ"])
def test_nobody_posts_without_the_secret(api: BotApi, client: Client, secret: str) -> None:
    assert post(client, api.says(MEI, "Hello"), secret=secret) == 403
    assert not Ticket.objects.exists()
