"""A direct message becomes a ticket, and the answer arrives where it came from."""

import json
from datetime import timedelta

import pytest
from django.test import Client, override_settings
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from mnemonic import Mnemonic

from accounts.models import CustomerHandle
from channels.x.parse import read_activity
from core import clock
from core.numbers import grouped
from outbox.models import Delivery, DeliveryState, Event
from outbox.services import deliver_due
from tests.channels.x.double import OURS, X, post, signature
from tests.core.test_files import picture
from tests.people import House
from tests.scale import examples
from tickets.models import Attachment, Message, Ticket
from tickets.services import reply

MEI = "42"
PHRASE = Mnemonic("english").to_mnemonic(bytes(range(16)))

pytestmark = pytest.mark.usefixtures("house")


def deliver(after: timedelta = timedelta(0)) -> None:
    deliver_due(at=clock.now() + after)


def test_from_the_first_message_to_the_answer_in_the_same_conversation(x: X, client: Client, house: House) -> None:
    assert post(client, x.says(MEI, "My deposit is missing.")) == 200
    deliver()
    ticket = Ticket.objects.get()
    assert (ticket.channel, ticket.customer.name, ticket.subject) == ("x", "Mei Lin", "My deposit is missing.")
    assert CustomerHandle.objects.get().name == "@mei42"
    (first,) = x.texts(MEI)
    assert grouped(ticket.number).replace("-", " ") in first.replace("\u2009", " ")
    assert "We never ask for a password" in first
    reply(ticket=ticket, body="It was credited just now.", by=house.sam, at=clock.now())
    deliver()
    assert "It was credited just now." in x.texts(MEI)[-1]
    assert len(set(x.keys)) == len(x.keys) == 2


def test_chinese_words_are_answered_in_chinese(x: X, client: Client) -> None:
    post(client, x.says(MEI, "充值未到账"))
    deliver()
    assert "工单号" in x.texts(MEI)[0]


def test_replays_and_our_own_words_change_nothing(x: X, client: Client, house: House) -> None:
    word = x.says(MEI, "Hello")
    for each in (word, word, x.says(OURS, "Hello, here is the desk", to=MEI), x.says("7", "not for us", to="8")):
        assert post(client, each) == 200
    assert post(client, {**x.says(MEI, "For another account"), "for_user_id": "1"}) == 200
    assert (Ticket.objects.count(), Message.objects.count()) == (1, 1)


def test_files_come_along_from_the_known_server_only(x: X, client: Client) -> None:
    x.files = {"/1.1/ton/data/dm/1/2/shot.jpg": picture()}
    for place in ("https://ton.twitter.com/1.1/ton/data/dm/1/2/shot.jpg", "https://evil.test/../etc/passwd"):
        media = {"id": 1, "media_url_https": place, "type": "photo"}
        post(client, x.says(MEI, "", attachment={"type": "media", "media": media}))
    deliver()
    assert Attachment.objects.get().name == "photo.jpg"
    assert Message.objects.get().body == "Sent a file."


def test_a_recovery_phrase_is_never_kept_and_the_customer_is_warned(x: X, client: Client) -> None:
    post(client, x.says(MEI, f"my words are {PHRASE}"))
    deliver()
    assert Message.objects.get().body == "my words are [removed: recovery phrase]"
    assert any("please delete it yourself" in each for each in x.texts(MEI))
    assert not Event.objects.filter(data__icontains=PHRASE.split()[3]).exists()


def test_a_rate_is_kept_and_a_fault_is_tried_again_under_one_key(x: X, client: Client) -> None:
    x.resets, x.faults = [int(clock.now().timestamp()) + 300], [(503, "Over capacity")]
    post(client, x.says(MEI, "Hello"))
    deliver()
    waiting = Delivery.objects.get(handler="channels.say_promise")
    assert (waiting.state, waiting.tries) == (DeliveryState.PENDING, 0)
    assert timedelta(seconds=290) < waiting.not_before - clock.now() <= timedelta(seconds=301)
    deliver(timedelta(seconds=302))
    deliver(timedelta(hours=2))
    assert len(x.texts(MEI)) == 1
    assert (len(x.keys), len(set(x.keys))) == (3, 1)


def test_a_fault_of_ours_is_no_customer_that_went_away(x: X, client: Client) -> None:
    x.faults = [(403, "Your client app is not configured with the appropriate oauth1 app permissions consumer-secret")]
    post(client, x.says(MEI, "Hello"))
    deliver()
    assert not Event.objects.filter(name="ticket.answer_undelivered").exists()
    failed = Delivery.objects.get(handler="channels.say_promise")
    assert "403" in failed.last_error
    assert "consumer-secret" not in failed.last_error


def test_the_challenge_is_answered_and_signs_no_message(x: X, client: Client) -> None:
    answer = client.get(reverse("x:webhook"), {"crc_token": "Mzg1Zjk3-_=="})
    assert answer.json() == {"response_token": signature(b"Mzg1Zjk3-_==")}
    for token in ("", json.dumps(x.says(MEI, "x")), "{}", "a" * 201):
        assert client.get(reverse("x:webhook"), {"crc_token": token}).status_code == 400


@pytest.mark.parametrize("secret", ["", "wrong"])
def test_nobody_posts_without_the_secret(x: X, client: Client, secret: str) -> None:
    assert post(client, x.says(MEI, "Hello"), secret=secret) == 403
    with override_settings(X_CONSUMER_SECRET=""):
        assert post(client, x.says(MEI, "Hello"), secret="") == 403
        assert client.get(reverse("x:webhook"), {"crc_token": "abc"}).status_code == 403
    assert not Ticket.objects.exists()


NAMES = [
    *("for_user_id", "direct_message_events", "type", "id", "message_create", "target", "recipient_id", "sender_id"),
    *("message_data", "text", "attachment", "media", "media_url_https", "users", "name", "screen_name"),
]
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from([OURS, "message_create"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=8),
    max_leaves=25,
)


@settings(max_examples=examples(80, 5000), deadline=None)
@given(values, values)
def test_any_json_is_read_without_a_fault(whole: object, inner: object) -> None:
    list(read_activity(whole, ours=OURS))
    event = {"type": "message_create", "id": "5", "message_create": inner}
    list(read_activity({"for_user_id": OURS, "direct_message_events": [event, inner], "users": inner}, ours=OURS))
