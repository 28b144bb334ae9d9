"""Chat through HTTP: with and without a script, from the first word to the end."""

import re
import uuid
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client, RequestFactory

from accounts.models import Presence, User
from channels.chat.models import Chat, ChatState
from channels.chat.services import end_silent, say_in_chat, take_chat
from core import clock
from core.files import IncomingFile
from outbox.models import Event
from outbox.services import deliver_due
from portal.live import LINES, ChatAudience, Seat
from tests.core.test_files import picture, zipped
from tests.people import House, sign_in
from tests.portal.conftest import text_of
from tests.tickets.test_attachments import read
from tickets.models import Attachment, Message
from tickets.services import add_customer_message, add_draft_files, add_note, attach_files, reply, settle_file

pytestmark = pytest.mark.usefixtures("set_clock")
TYPED = {"category": "funds", "contact": "charlie@mail.test", "name": "Charlie", "body": "My withdrawal hangs."}

OURS = {"X-Chat": "1"}


@pytest.fixture(autouse=True)
def _staffed(house: House) -> None:
    User.objects.filter(pk=house.alice.pk).update(seen_at=clock.now(), presence=Presence.AVAILABLE)


def _start(client: Client, **more: str) -> Chat:
    answer = client.post("/chat/", {"key": str(uuid.uuid4()), **TYPED, **more})
    assert answer.status_code == 303, text_of(answer)
    return Chat.objects.select_related("ticket__customer").latest("pk")


def _say(client: Client, body: str, key: str = "", **headers: str) -> object:
    return client.post("/chat/say/", {"key": key or str(uuid.uuid4()), "body": body}, headers=headers)


def test_from_the_first_word_to_the_last(client: Client, house: House) -> None:
    assert "Open now" in text_of(client.get("/chat/"))
    chat = _start(client)
    page = text_of(client.get("/chat/"))
    assert "Number 1 in the queue" in page
    assert "My withdrawal hangs." in page
    take_chat(chat=chat, by=house.alice, at=clock.now())
    reply(ticket=chat.ticket, body="Let me look.", by=house.alice, at=clock.now())
    add_note(ticket=chat.ticket, body="Secret among us", by=house.alice, at=clock.now())
    page = text_of(client.get("/chat/"))
    assert "Alice, agent 2047" in page
    assert "Let me look." in page
    assert "Secret among us" not in page
    client.post("/chat/leave/")
    page = text_of(client.get("/chat/"))
    assert "You ended the chat." in page
    assert "Our answer: by" in page
    client.post("/chat/leave/")
    assert "Start the chat" in text_of(client.get("/chat/"))


def test_a_page_reads_on_from_its_last_line(client: Client, house: House) -> None:
    _start(client)
    first = Message.objects.get()
    assert _say(client, "Are you there?", **{"X-Chat": "1"}).status_code == 204  # type: ignore[attr-defined] # a response
    part = client.get(f"/chat/lines/?after={first.pk}").content.decode()
    assert re.findall(r'id="line-(\d+)"', part) == [str(Message.objects.latest("pk").pk)]
    assert "Are you there?" in part
    assert client.get("/chat/lines/?after=nonsense").status_code == 200
    assert Client().get("/chat/lines/").status_code == 410


def test_a_line_sent_twice_stands_there_once(client: Client) -> None:
    _start(client)
    key = str(uuid.uuid4())
    for _press in range(2):
        assert _say(client, "Hello?", key).status_code == 303  # type: ignore[attr-defined] # a response
    assert Message.objects.filter(body="Hello?").count() == 1


def _answers() -> list[str]:
    return [str(each.subject) for each in mail.outbox if "answer" in each.subject.lower()]


def test_what_was_read_in_chat_is_not_mailed_as_well(client: Client, house: House) -> None:
    chat = take_chat(chat=_start(client), by=house.alice, at=clock.now())
    reply(ticket=chat.ticket, body="Let me look.", by=house.alice, at=clock.now())
    client.get("/chat/lines/")
    deliver_due(at=clock.now())
    client.post("/chat/leave/")
    deliver_due(at=clock.now() + timedelta(minutes=5))
    assert _answers() == []


def test_an_answer_to_who_has_left_is_mailed_when_the_line_is_closed(client: Client, house: House) -> None:
    chat = take_chat(chat=_start(client), by=house.alice, at=clock.now())
    later = clock.now() + timedelta(minutes=1)
    reply(ticket=chat.ticket, body="Let me look.", by=house.alice, at=later)
    deliver_due(at=later)
    assert _answers() == [], "they may still read it"
    end_silent(at=later + timedelta(minutes=30))
    deliver_due(at=later + timedelta(minutes=31))
    assert len(_answers()) == 1


def test_the_page_shows_only_what_was_said_in_this_chat(client: Client, house: House) -> None:
    """Who sits at it has proven nothing: what the owner of the contact writes after a one-time code is not for them."""
    chat = _start(client)
    add_customer_message(ticket=chat.ticket, body="Only after my code", by=chat.ticket.customer, at=clock.now())
    assert "Only after my code" not in text_of(client.get("/chat/"))
    assert "Only after my code" not in client.get("/chat/lines/?after=0").content.decode()


def test_a_line_sent_again_with_more_words_loses_none(client: Client) -> None:
    _start(client)
    key = str(uuid.uuid4())
    for body in ("One", "One and two", "One and two"):
        _say(client, body, key)
    assert [each.body for each in Message.objects.order_by("id")][1:] == ["One", "One and two"]


def test_one_contact_begins_a_few_chats_a_day_and_gets_one_mail(client: Client) -> None:
    for place in range(6):
        _start(Client(REMOTE_ADDR=f"198.51.100.{place}"))
    answer = Client(REMOTE_ADDR="198.51.100.99").post("/chat/", {"key": str(uuid.uuid4()), **TYPED})
    assert answer.status_code == 429
    deliver_due(at=clock.now())
    assert len(mail.outbox) == 1


def test_nobody_reads_the_chat_of_another(client: Client, house: House) -> None:
    _start(client)
    other = Client()
    assert "My withdrawal hangs." not in text_of(other.get("/chat/"))
    assert _say(other, "I am them").status_code == 303  # type: ignore[attr-defined] # a response
    assert Message.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("body", "", "Write your question first."),
        ("contact", "", "Type an e-mail address"),
        ("contact", "nobody at all", ""),
        ("category", "weather", ""),
    ],
)
def test_what_does_not_fit_comes_back_with_a_sentence(client: Client, field: str, value: str, sentence: str) -> None:
    answer = client.post("/chat/", {"key": str(uuid.uuid4()), **TYPED, field: value})
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    if field != "body":
        assert "My withdrawal hangs." in text_of(answer)
    assert not Chat.objects.exists()


def test_chats_begun_from_one_place_are_bounded(client: Client) -> None:
    for number in range(10):
        _start(Client(), contact=f"charlie{number}@mail.test")
    answer = client.post("/chat/", {"key": str(uuid.uuid4()), **TYPED})
    assert answer.status_code == 429
    assert "My withdrawal hangs." in text_of(answer), "nothing typed is lost"


def test_an_agent_takes_a_chat_answers_at_once_and_ends_it(client: Client, house: House, settings: object) -> None:
    settings.UNDO_SECONDS = 10  # type: ignore[attr-defined] # pytest-django's settings
    chat = _start(Client())
    sign_in(client, house.alice)
    page = text_of(client.get("/desk/chats/"))
    assert chat.ticket.subject in page
    number = chat.ticket.number
    assert client.post(f"/desk/chats/{number}/take/")["Location"].startswith(f"/desk/tickets/{number}/")
    before = client.get(f"/desk/tickets/{number}/")
    assert "You are in chat with the customer" in text_of(before)
    assert "data-enter-sends" in before.content.decode()
    composer = before.context["composer"]
    # The customer writes meanwhile: that is no conflict.
    say_in_chat(chat=chat, body="Hello?", key="x", at=clock.now())
    typed = {"visibility": "public", "body": "Let me look.", "key": composer["key"], "version": composer["version"]}
    sent = client.post(f"/desk/tickets/{number}/reply/", typed | {"seen_at": composer["seen_at"], "then": "send"})
    assert sent.status_code == 303, text_of(sent)
    assert Message.objects.filter(ticket=chat.ticket, body="Let me look.").exists()
    client.post(f"/desk/chats/{number}/end/")
    chat.refresh_from_db()
    assert chat.state == ChatState.ENDED


def test_in_a_frame_of_the_operators_site_a_key_stands_for_the_cookie(house: House) -> None:
    """Nothing there depends on a cookie, so no other site can act for a visitor; only named sites may show the frame."""
    outside = Client(enforce_csrf_checks=True)
    page = outside.get("/chat/frame/")
    assert "frame-ancestors https://www.operator.test" in page["Content-Security-Policy"]
    assert "X-Frame-Options" not in page
    assert "frame-ancestors 'none'" in outside.get("/chat/")["Content-Security-Policy"]
    assert outside.post("/chat/frame/start/", {"key": str(uuid.uuid4()), **TYPED}).status_code == 403
    assert "no-store" in page["Cache-Control"]
    begun = outside.post("/chat/frame/start/", {"key": str(uuid.uuid4()), **TYPED}, headers=OURS)
    assert begun.status_code == 201
    assert "sessionid" not in outside.cookies
    key = {"X-Chat-Key": begun.json()["key"]}
    line = {"key": str(uuid.uuid4()), "body": "Are you there?"}
    assert outside.post("/chat/frame/say/", line, headers=key | {"X-Chat": "1"}).status_code == 204
    assert "Are you there?" in outside.get("/chat/frame/lines/?after=0", headers=key).content.decode()
    assert outside.post("/chat/frame/stream/", headers=key).json()["key"] != key["X-Chat-Key"]
    assert outside.post("/chat/frame/leave/", headers=key).status_code == 204
    assert Chat.objects.get().ended_by == "visitor"


@pytest.mark.parametrize("key", ["", "nonsense", "x" * 5000, "\u4e2d"])
@pytest.mark.parametrize("part", ["say", "stream", "typing", "leave"])
def test_another_key_opens_nothing(part: str, key: str) -> None:
    answer = Client().post(
        f"/chat/frame/{part}/", {"key": str(uuid.uuid4()), "body": "Hello"}, headers={"X-Chat-Key": key}
    )
    assert answer.status_code == 410


def test_a_key_for_the_stream_is_good_for_a_minute_and_for_nothing_else(set_clock: object) -> None:
    begun = Client().post("/chat/frame/start/", {"key": str(uuid.uuid4()), **TYPED}, headers=OURS)
    key = Client().post("/chat/frame/stream/", headers={"X-Chat-Key": begun.json()["key"]}).json()["key"]
    assert Client().get("/chat/frame/lines/", headers={"X-Chat-Key": key}).status_code == 410
    audience = ChatAudience()
    assert audience.enter(RequestFactory().get("/live/chat/", {"key": key})) is not None
    with time_machine.travel(datetime.now(UTC) + timedelta(seconds=61), tick=False):
        assert audience.enter(RequestFactory().get("/live/chat/", {"key": key})) is None
    assert audience.enter(RequestFactory().get("/live/chat/")) is None


def test_what_does_not_fit_in_a_frame_is_told_in_sentences() -> None:
    answer = Client().post("/chat/frame/start/", {"key": str(uuid.uuid4()), **TYPED, "body": ""}, headers=OURS)
    assert answer.status_code == 422
    assert answer.json() == {"sentences": ["Write your question first."]}


def test_the_operators_site_needs_one_line(client: Client) -> None:
    script = client.get("/chat/embed.js")
    assert script["Content-Type"].startswith("text/javascript")
    assert "/chat/frame/" in script.content.decode().replace("\\u002D", "-").replace("\\u002F", "/")


def _send(client: Client, *files: SimpleUploadedFile, body: str = "", **headers: str) -> HttpResponse:
    form = {"key": str(uuid.uuid4()), "body": body, "files": files}
    address = "/chat/frame/say/" if headers else "/chat/say/"
    return client.post(address, form, headers={"X-Chat": "1", **headers})  # type: ignore[return-value] # Django's


def _picture(name: str = "screen.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture())


def test_files_go_both_ways_and_only_to_this_chat(client: Client, house: House) -> None:
    """Without a word too; what is kept apart is named and not given."""
    chat = _start(client)
    assert _send(client, _picture(), SimpleUploadedFile("papers.zip", zipped("a"))).status_code == 204
    said = Message.objects.latest("pk")
    assert said.body == "Sent a file."
    answer = reply(ticket=chat.ticket, body="This form, please.", by=house.alice, at=clock.now())
    attach_files(message=answer, files=[IncomingFile("form.txt", b"words")], at=clock.now())
    page = client.get("/chat/").content.decode()
    assert all(name in page for name in ("screen.jpg", "papers.zip", "form.txt", "In quarantine"))
    keys = {each.name: each.key for each in Attachment.objects.all()}
    assert read(client.get(f"/chat/files/{keys['form.txt']}/")) == b"words"
    assert read(client.get(f"/chat/files/{keys['screen.jpg']}/picture/"))
    assert client.get(f"/chat/files/{keys['papers.zip']}/").status_code == 403
    assert Client().get(f"/chat/files/{keys['form.txt']}/").status_code == 404
    note = add_note(ticket=chat.ticket, body="Secret", by=house.alice, at=clock.now())
    (inner,) = attach_files(message=note, files=[IncomingFile("inner.txt", b"secret")], at=clock.now())
    assert client.get(f"/chat/files/{inner.key}/").status_code == 404


def test_in_a_frame_files_need_the_key_as_all_else() -> None:
    begun = Client().post("/chat/frame/start/", {"key": str(uuid.uuid4()), **TYPED}, headers=OURS).json()
    ours = {"X-Chat-Key": begun["key"]}
    assert _send(Client(), _picture(), **ours).status_code == 204
    kept = Attachment.objects.get()
    page = Client().get("/chat/frame/lines/", headers=ours).content.decode()
    assert f"/chat/frame/files/{kept.key}/" in page
    assert "<img" not in page
    assert read(Client().get(f"/chat/frame/files/{kept.key}/", headers=ours))
    assert Client().get(f"/chat/frame/files/{kept.key}/").status_code == 410


def test_a_file_that_is_checked_says_so_and_rings_when_it_is_done(client: Client, settings: object) -> None:
    settings.CLAMD_URL = "tcp://127.0.0.1:1"  # type: ignore[attr-defined] # pytest-django's
    chat = _start(client)
    _send(client, _picture())
    assert "data-held" in client.get("/chat/lines/?after=0").content.decode()
    settle_file(attachment=Attachment.objects.get(), infected=False, at=clock.now())
    assert "data-held" not in client.get("/chat/lines/?after=0").content.decode()
    seat = Seat(chat.pk, chat.ticket_id, waits=False)
    checked = Event.objects.filter(name="ticket.file_checked")
    assert list(ChatAudience().tell([seat], list(checked))) == [(seat, LINES)]


def test_the_same_line_with_other_files_is_another_one_and_the_same_files_are_not(client: Client) -> None:
    _start(client)
    key = str(uuid.uuid4())
    for name in ("a.jpg", "a.jpg", "b.jpg"):
        client.post("/chat/say/", {"key": key, "body": "Look", "files": [_picture(name)]}, headers=OURS)
    assert Attachment.objects.count() == 2


def test_a_chat_holds_so_many_files_of_the_customer(client: Client, house: House) -> None:
    """What an agent is writing counts for nothing here."""
    chat = _start(client)
    drafted = [IncomingFile("form.txt", b"words")]
    add_draft_files(ticket=chat.ticket, files=drafted, kind="public", by=house.alice, at=clock.now())
    for _turn in range(2):
        assert _send(client, *[SimpleUploadedFile(f"{n}.txt", b"x") for n in range(10)]).status_code == 204
    answer = _send(client, _picture(), body="One more")
    assert answer.status_code == 422
    assert "One chat takes 20 files" in answer.content.decode()
    assert not Message.objects.filter(body="One more").exists()
