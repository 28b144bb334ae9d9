"""Who writes down a secret is told so at once, where they stand: somebody else may have asked them for it."""

from uuid import uuid4

import pytest
from django.test import Client
from django.utils import translation
from mnemonic import Mnemonic

from core import clock
from core.templatetags.firstline import said
from tests.people import House, a_ticket
from tests.portal.conftest import SetClock, enter, text_of
from tests.portal.test_ask import send

PHRASE = Mnemonic("english").to_mnemonic(bytes(range(16)))
TOLD, WALLET, OTHER = (
    "You wrote down a secret.",
    "Move your funds to a new wallet now",
    "If it opens something, change it now",
)
FIRST = {"category": "funds", "contact": "charlie@mail.test", "name": "Charlie"}


@pytest.mark.parametrize(
    ("words", "act"),
    [(f"My recovery phrase is {PHRASE}", WALLET), ("my password: Tr0ub4dor&3xyz", OTHER), ("Where is my deposit?", "")],
)
def test_in_chat_under_the_line_that_held_it(client: Client, house: House, words: str, act: str) -> None:
    assert client.post("/chat/", {"key": str(uuid4()), **FIRST, "body": words}).status_code == 303
    page = text_of(client.get("/chat/"))
    assert (TOLD in page) == bool(act)
    assert act in page
    assert (WALLET in page) == (act == WALLET)
    assert PHRASE not in page


@pytest.mark.usefixtures("house")
def test_after_the_form_and_only_where_it_was_sent_from(client: Client, set_clock: SetClock) -> None:
    assert send(client, set_clock, body=f"My recovery phrase is {PHRASE}").status_code == 303
    page = text_of(client.get("/ask/sent/"))
    assert TOLD in page
    assert WALLET in page
    assert "removed:" not in page, "the words themselves are not repeated there"


def test_on_the_status_page_under_the_message(client: Client, house: House) -> None:
    enter(client, a_ticket(house, at=clock.now()), at=clock.now())
    assert TOLD not in text_of(client.get("/status/"))
    client.post("/status/reply/", {"body": PHRASE, "key": str(uuid4())})
    assert TOLD in text_of(client.get("/status/"))


def test_what_was_taken_out_is_named_in_the_readers_language() -> None:
    kept = "Look: [removed: recovery phrase]\n\n<b>and</b> [removed: of ours]"
    html = said(kept)
    assert "removed: recovery phrase" in html
    assert "[removed: recovery phrase]" not in html
    assert "&lt;b&gt;" in html
    assert "of ours" in html
    with translation.override("zh-hans"):
        assert "助记词" in said(kept)
    assert said("plain") == "<p>plain</p>"
