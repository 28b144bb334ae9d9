"""A private message becomes a ticket, and the answer arrives where it came from."""

from datetime import timedelta

import pytest
from django.test import Client, override_settings
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.weibo.parse import read_push
from channels.weibo.webhook import signature
from core import clock
from outbox.models import Delivery, DeliveryState, Event
from outbox.services import deliver_due
from tests.channels.weibo.double import OURS, Weibo, post, signed
from tests.core.test_files import picture
from tests.people import House
from tests.scale import examples
from tickets.models import Attachment, Message, Ticket
from tickets.services import reply

MEI = "2489518277"

pytestmark = pytest.mark.usefixtures("house")


def deliver(after: timedelta = timedelta(0)) -> None:
    deliver_due(at=clock.now() + after)


def test_the_signature_is_that_of_the_documentation() -> None:
    made = signature("xyz123xyz", "1397022061823", "57155157")
    assert made == "90e4c22c90a58f26526c2dd5b6c56c8822edeaa1"


def test_from_the_first_message_to_the_answer_in_the_same_conversation(
    weibo: Weibo, client: Client, house: House
) -> None:
    assert post(client, weibo.says(MEI, "充值未到账")) == 200
    deliver()
    ticket = Ticket.objects.get()
    assert (ticket.channel, ticket.language, ticket.subject) == ("weibo", "zh-hans", "充值未到账")
    first = "".join(weibo.texts(MEI))
    assert "工单号" in first
    assert "验证码" in first
    assert all(len(each) <= 300 for each in weibo.texts(MEI))
    reply(ticket=ticket, body="刚刚已到账。", by=house.sam, at=clock.now())
    deliver()
    assert "刚刚已到账。" in weibo.texts(MEI)[-1]
    assert len(set(weibo.keys)) == len(weibo.keys)


def test_replays_events_and_our_own_words_change_nothing(weibo: Weibo, client: Client) -> None:
    word = weibo.says(MEI, "Hello")
    others = (weibo.says(MEI, "关注事件消息", kind="event", subtype="follow"), weibo.says(OURS, "to ourselves"))
    for each in (word, word, *others, {**word, "receiver_id": 5}, weibo.says(MEI, "@us", kind="mention")):
        assert post(client, each) == 200
    assert (Ticket.objects.count(), Message.objects.count()) == (1, 1)
    post(client, weibo.says(MEI, "Hello"))
    assert Message.objects.count() == 2, "the same word of another second is another word"


def test_files_come_along(weibo: Weibo, client: Client) -> None:
    weibo.files = {"821804459": picture()}
    post(client, weibo.says(MEI, "发了一张图片", kind="image", vfid=821804460, tovfid=821804459))
    deliver()
    assert Attachment.objects.get().name == "photo.jpg"


def test_a_rate_is_kept_and_a_repeated_text_counts_as_arrived(weibo: Weibo, client: Client, house: House) -> None:
    weibo.codes = [10023]
    post(client, weibo.says(MEI, "Hello"))
    deliver()
    waiting = Delivery.objects.get(handler="channels.say_promise")
    assert (waiting.state, waiting.tries) == (DeliveryState.PENDING, 0)
    deliver(timedelta(minutes=11))
    assert weibo.texts(MEI)
    weibo.codes = [20306]
    reply(ticket=Ticket.objects.get(), body="Once.", by=house.sam, at=clock.now())
    deliver()
    assert Delivery.objects.get(handler="channels.say_answer").state == DeliveryState.SENT


def test_an_expired_token_is_our_fault_and_no_error_names_it(weibo: Weibo, client: Client) -> None:
    weibo.codes = [21327]
    post(client, weibo.says(MEI, "Hello"))
    deliver()
    failed = Delivery.objects.get(handler="channels.say_promise")
    assert "21327" in failed.last_error
    assert "2.00token" not in failed.last_error
    assert not Event.objects.filter(name="ticket.answer_undelivered").exists()


def test_the_first_connection_is_answered_with_its_own_word(weibo: Weibo, client: Client) -> None:
    place = reverse("weibo:webhook")
    assert client.get(f"{place}?{signed(echostr='4711')}").content == b"4711"
    assert client.get(f"{place}?{signed(secret='wrong', echostr='4711')}").status_code == 403


@pytest.mark.parametrize(("secret", "ago"), [("", 0), ("wrong", 0), ("app-secret", 3600), ("app-secret", -3600)])
def test_nobody_posts_without_the_secret_or_with_an_old_signature(
    weibo: Weibo, client: Client, secret: str, ago: int
) -> None:
    assert post(client, weibo.says(MEI, "Hello"), secret=secret, ago=ago) == 403
    with override_settings(WEIBO_APP_SECRET=""):
        assert post(client, weibo.says(MEI, "Hello"), secret="") == 403
    assert not Ticket.objects.exists()


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from([OURS, MEI, "text", "image"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["type", "sender_id", "receiver_id", "created_at", "text", "data", "tovfid"]),
            inner,
            max_size=7,
        )
    ),
    max_leaves=20,
)


@settings(max_examples=examples(80, 5000), deadline=None)
@given(values, values)
def test_any_json_is_read_without_a_fault(whole: object, inner: object) -> None:
    read_push(whole, ours=OURS)
    read_push({"type": "image", "sender_id": MEI, "receiver_id": OURS, "text": inner, "data": inner}, ours=OURS)
