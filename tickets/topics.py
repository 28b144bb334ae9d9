"""The topics as they are said now: the playbooks of the code, with what the desk has written over them.

Everybody who shows or uses a topic reads it here. Whether something changed is asked once in a request; only then are the versions read.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from django.utils.functional import lazy
from django.utils.translation import get_language

from core.errors import Sentence
from tickets import playbooks
from tickets.categories import Category, Priority
from tickets.models import TopicVersion
from tickets.playbooks import PLAYBOOKS, Topic

Book = Mapping[str, Topic]
# What is said in one sentence, and what in several.
ONE: Final = ("label", "tell", "have_ready")
MANY: Final = ("ask", "do", "self_service", "never_ask")


@dataclass
class _Reading:
    """What one request has read."""

    book: Book | None = None


@dataclass
class _Kept:
    """What this process has read last, and which version was the newest then."""

    newest: tuple[int, datetime] | None = None
    book: Book = field(default_factory=lambda: PLAYBOOKS)


_reading: ContextVar[_Reading | None] = ContextVar("topics_read", default=None)
_kept = _Kept()


@contextmanager
def one_reading() -> Iterator[None]:
    """Inside, topics are read once, however often they are asked for: for the time of one request."""
    token = _reading.set(_Reading())
    try:
        yield
    finally:
        _reading.reset(token)


def forget() -> None:
    """What was read in this request no longer holds: a version was published in it."""
    if reading := _reading.get():
        reading.book = None


def in_force() -> Book:
    """All topics by key, in the order in which they are offered, hidden ones too. At most one statement, two after a change."""
    reading = _reading.get()
    if reading is None:
        return _read()
    if reading.book is None:
        reading.book = _read()
    return reading.book


def _read() -> Book:
    global _kept  # noqa: PLW0603 - one value, replaced as a whole: threads see the old or the new one
    newest = TopicVersion.objects.order_by("-pk").values_list("pk", "at").first()
    kept = _kept
    if newest != kept.newest:
        rows = TopicVersion.objects.order_by("topic", "-version").distinct("topic")
        kept = _kept = _Kept(newest, book_of(rows))
    return kept.book


def topics(category: str, *, keep: str = "") -> list[Topic]:
    """What can be chosen in a category, in order: what is offered, and the topic `keep` where that was chosen before it was hidden.

    Raises InvalidInput ("unknown_category").
    """
    return [each for each in playbooks.topics(category, in_force()) if each.offered or each.key == keep]


def topic(key: str) -> Topic:
    """The topic called `key`. Raises InvalidInput ("unknown_topic") where there is none."""
    return playbooks.topic(key, in_force())


def topic_of(category: str, key: str) -> Topic | None:
    """The topic called `key`, or None for no key. Raises InvalidInput where there is none or it belongs to another category.

    A hidden one is found: a call that began with it must come to its end.
    """
    return playbooks.topic_of(category, key, in_force()) if key else None


def book_of(versions: Iterable[TopicVersion]) -> Book:
    """The playbooks with these versions, one for each topic, written over them. A topic that the code no longer has is left out."""
    known = {each.topic: each for each in versions if each.topic in PLAYBOOKS}
    book: dict[str, Topic] = {}
    for category in Category:
        own = {each.key: each for each in playbooks.topics(category)}
        for key in _ordered(list(own), [each for key, each in known.items() if key in own]):
            book[key] = said(own[key], known[key]) if key in known else own[key]
    return MappingProxyType(book)


def _ordered(keys: list[str], versions: list[TopicVersion]) -> list[str]:
    """The code's order; what was given a place is put there, the last said last."""
    for each in sorted((each for each in versions if each.place), key=lambda each: each.pk or 0):
        keys.remove(each.topic)
        keys.insert((each.place or 1) - 1, each.topic)
    return keys


def said(default: Topic, version: TopicVersion) -> Topic:
    """A topic with one version written over it."""
    words: dict[str, Any] = version.words
    facts: dict[str, Any] = {name: _both(words[name]["en"], words[name]["zh"]) for name in ONE if name in words}
    for name in MANY:
        if name in words:
            facts[name] = tuple(_both(en, zh) for en, zh in zip(words[name]["en"], words[name]["zh"], strict=True))
    if version.priority:
        facts["starts_as"] = Priority(version.priority)
    return replace(default, offered=version.offered, **facts)


def _spoken(en: str, zh: str) -> str:
    return zh if (get_language() or "").startswith("zh") else en


_lazily = lazy(_spoken, str)


def _both(en: str, zh: str) -> Sentence:
    """A sentence that stands in both languages; which one is decided when it is shown."""
    return _lazily(en, zh)
