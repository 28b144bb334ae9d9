"""Every network keeps the same contract; a channel that follows docs/add-a-channel.md is one of them."""

import itertools
import json
from collections.abc import Iterator

import pytest
from django.test import Client, RequestFactory, override_settings

from channels import ways
from config.channel_checks import networks_are_guarded
from tests.channels.contract import Network, keeps_the_contract
from tests.channels.telegram.bot_api import SECRET as BOT_SECRET
from tests.channels.telegram.bot_api import BotApi, post
from tests.channels.telegram.conftest import api
from tests.channels.toy.board import KIND, SECRET, Board, way, webhook
from tests.channels.weibo.conftest import weibo
from tests.channels.weibo.double import SECRET as WEIBO_SECRET
from tests.channels.weibo.double import Weibo
from tests.channels.weibo.double import post as post_to_weibo
from tests.channels.x.conftest import x
from tests.channels.x.double import SECRET as X_SECRET
from tests.channels.x.double import X
from tests.channels.x.double import post as post_to_x
from tests.people import House

__all__ = ["api", "weibo", "x"]


@pytest.fixture
def board() -> Iterator[Board]:
    """Step 5 of the recipe, registering, for the time of one test."""
    made = Board()
    ways.register(way(made))
    yield made
    del ways._ways[KIND]


def test_telegram_keeps_the_contract(api: BotApi, client: Client, house: House) -> None:
    keeps_the_contract(
        Network(
            says=lambda text: json.dumps(api.says(42, text)).encode(),
            posts=lambda body, proven: post(client, body, secret=api_secret(proven)),
            heard=lambda: api.texts(42),
            leave=lambda: api.blocked.add("42"),
        ),
        house.sam,
    )


def test_x_keeps_the_contract(x: X, client: Client, house: House) -> None:
    keeps_the_contract(
        Network(
            says=lambda text: json.dumps(x.says("42", text)).encode(),
            posts=lambda body, proven: post_to_x(client, body, secret=X_SECRET if proven else "wrong"),
            heard=lambda: x.texts("42"),
            leave=lambda: x.closed.add("42"),
        ),
        house.sam,
    )


def test_weibo_keeps_the_contract(weibo: Weibo, client: Client, house: House) -> None:
    keeps_the_contract(
        Network(
            says=lambda text: json.dumps(weibo.says("42", text)).encode(),
            posts=lambda body, proven: post_to_weibo(client, body, secret=WEIBO_SECRET if proven else "wrong"),
            heard=weibo.answers,
            leave=lambda: weibo.closed.add("42"),
        ),
        house.sam,
    )


def api_secret(proven: bool) -> str:
    """What the network proves itself by, or something else."""
    return BOT_SECRET if proven else "wrong"


def test_a_channel_made_by_the_recipe_keeps_the_contract(board: Board, rf: RequestFactory, house: House) -> None:
    numbers = itertools.count(1)

    def posts(body: bytes, proven: bool) -> int:
        headers = {"X-Board": SECRET if proven else "wrong"}
        return webhook(rf.post("/board/", body, content_type="application/json", headers=headers)).status_code

    keeps_the_contract(
        Network(
            says=lambda text: json.dumps({"id": next(numbers), "name": "mei", "text": text}).encode(),
            posts=posts,
            heard=lambda: [text for _thread, text in board.pinned],
            leave=lambda: board.closed.add("mei"),
        ),
        house.sam,
    )
    assert len(set(board.keys)) == len(board.keys)


@pytest.mark.parametrize(("setting", "number"), [("X_ACCESS_TOKEN", "E022"), ("WEIBO_APP_SECRET", "E023")])
def test_a_network_that_is_configured_by_half_is_refused_at_the_start(setting: str, number: str) -> None:
    assert networks_are_guarded(None) == []
    with override_settings(**{setting: "something"}):
        assert [each.id for each in networks_are_guarded(None)] == [f"firstline.{number}"]


def test_announcements_need_a_bot_and_a_chat_that_can_be_one() -> None:
    with override_settings(TELEGRAM_NEWS_CHAT_EN="@aldermoor_news"):
        assert [each.id for each in networks_are_guarded(None)] == ["firstline.E024"]
        with override_settings(TELEGRAM_BOT_TOKEN="7001:x", TELEGRAM_BOT_NAME="desk"):
            assert networks_are_guarded(None) == []
            with override_settings(TELEGRAM_NEWS_CHAT_ZH="aldermoor"):
                assert [each.id for each in networks_are_guarded(None)] == ["firstline.E025"]
