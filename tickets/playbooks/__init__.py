"""The playbooks of the hotline as they are written here: what to ask, do and tell for each kind of call.

Data and pure functions. What a desk says instead, and what everybody is shown, is read by tickets.topics.
"""

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.translation import gettext_lazy as _

from core.errors import InvalidInput
from tickets.categories import Category
from tickets.playbooks import complaint, funds, guidance, security
from tickets.playbooks.doors import DOORS, EMERGENCY_DOOR, NEVER_ASK, NEVER_ASK_ITEMS, NEVER_ASK_STAFF
from tickets.playbooks.shape import Door, Topic

__all__ = [
    "EMERGENCY_DOOR",
    "NEVER_ASK",
    "NEVER_ASK_ITEMS",
    "NEVER_ASK_STAFF",
    "PLAYBOOKS",
    "Door",
    "Topic",
    "door",
    "topic",
    "topic_of",
    "topics",
]

PLAYBOOKS: Mapping[str, Topic] = MappingProxyType(
    {topic.key: topic for topic in (*security.TOPICS, *funds.TOPICS, *guidance.TOPICS, *complaint.TOPICS)}
)


def topics(category: str, book: Mapping[str, Topic] = PLAYBOOKS) -> list[Topic]:
    """The topics of a category, most urgent first, hidden ones too. Raises InvalidInput ("unknown_category") for any other word."""
    known = _category(category)
    return [topic for topic in book.values() if topic.category == known]


def topic(key: str, book: Mapping[str, Topic] = PLAYBOOKS) -> Topic:
    """The topic called `key`. Raises InvalidInput ("unknown_topic") where there is none."""
    found = book.get(key)
    if found is None:
        raise InvalidInput(fields={"topic": _("Choose a topic from the list.")}, code="unknown_topic")
    return found


def topic_of(category: str, key: str, book: Mapping[str, Topic] = PLAYBOOKS) -> Topic | None:
    """The topic called `key`, or None for no key. Raises InvalidInput where there is none or it belongs to another category."""
    if not key:
        return None
    found = topic(key, book)
    if found.category != category:
        raise InvalidInput(fields={"topic": _("This topic belongs to another category.")}, code="unknown_topic")
    return found


def door(category: str) -> Door:
    """The entrance of a category on the customer's home page. Raises InvalidInput ("unknown_category")."""
    return DOORS[_category(category)]


def _category(category: str) -> Category:
    try:
        return Category(category)
    except ValueError as unknown:
        sentence = _("Choose one of the four: account security, funds, operation guidance, complaints.")
        raise InvalidInput(fields={"category": sentence}, code="unknown_category") from unknown
