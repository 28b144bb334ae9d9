"""Whatever is posted: an answer within a second, never a fault of ours."""

import random
import time

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.telegram.parse import read_update
from tests.channels.telegram.bot_api import BotApi, post
from tests.channels.telegram.noise import WHOLE, broken
from tests.scale import examples
from tickets.models import Ticket


def test_broken_updates_are_read_without_a_fault() -> None:
    dice = random.Random(20261122)
    for _ in range(examples(1000, 10_000)):
        read_update(broken(dice), bot_name="desk_bot")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from([*WHOLE, *WHOLE["message"], "id", "type"]), inner, max_size=6)
    ),
    max_leaves=20,
)


@settings(max_examples=examples(100, 10_000), deadline=None)
@given(json_values)
def test_any_json_is_read_without_a_fault(value: object) -> None:
    read_update(value, bot_name="desk_bot")


@pytest.mark.usefixtures("house")
def test_what_is_broken_is_answered_within_a_second(api: BotApi, client: Client) -> None:
    assert post(client, None) == 200  # the first request of a process reads all addresses
    dice = random.Random(4711)
    slowest = 0.0
    for number in range(examples(60, 10_000)):
        update = broken(dice)
        if isinstance(update.get("update_id"), int):
            update["update_id"] = number
        began = time.thread_time()
        status = post(client, update)
        slowest = max(slowest, time.thread_time() - began)
        assert status in {200, 400}
    assert slowest < 1
    assert Ticket.objects.count() <= 2


@pytest.mark.usefixtures("house")
@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"\xff\xfe", 400),
        (b"[" * 200_000, 400),
        (b"9" * 5000, 400),
        (b"x" * (2**20 + 1), 413),
        (b"[]", 200),
        (b"null", 200),
    ],
)
def test_what_is_no_update_is_refused_at_once(api: BotApi, client: Client, body: bytes, status: int) -> None:
    assert post(client, body) == status
