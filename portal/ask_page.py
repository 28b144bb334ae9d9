"""What stands around the form: what to have ready, what runs now, what one can do alone, and by when we answer."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from core.errors import InvalidInput, NotFound
from incidents.models import Incident
from incidents.selectors import fitting
from knowledge.articles.models import Article
from portal.hotlines import hotline_rows
from portal.opening import promised_now
from sla.opening import open_now
from tickets.categories import Category, ChannelKind, Priority
from tickets.playbooks import Topic, door
from tickets.topics import topic_of, topics

# A word in the address for what fits no topic; no topic has a dash in its key.
OTHER = "something-else"
MOST_ARTICLES = 3


def offered(category: str) -> list[Topic]:
    """The topics to choose from. Raises NotFound for a category that is none."""
    try:
        return topics(category)
    except InvalidInput as unknown:
        raise NotFound from unknown


def chosen(category: str, key: str) -> Topic | None:
    """The topic of an address, None for something else. Raises NotFound."""
    if key == OTHER and category in Category.values:
        return None
    try:
        return topic_of(category, key)
    except InvalidInput as unknown:
        raise NotFound from unknown


def draft_name(category: str, topic: str) -> str:
    """Under what the visitor's browser keeps what is typed."""
    return f"ask:{category}:{topic or OTHER}"


def ask_context(category: str, topic: Topic | None, *, at: datetime) -> dict[str, Any]:
    """The context of portal/ask_form.html but for the form."""
    priority = topic.starts_as if topic else Priority.NORMAL
    lines = hotline_rows(at)
    promised = promised_now(ChannelKind.WEB, at, category=category, priority=priority)
    return {
        "door": door(category),
        "topic": topic,
        "urgent": priority == Priority.EMERGENCY,
        "steps": list(topic.self_service) if topic else [],
        "articles": list(Article.objects.about(category, topic.key if topic else "")[:MOST_ARTICLES]),
        "back_url": reverse("portal:ask_category", args=[category]),
        "draft": draft_name(category, topic.key if topic else ""),
        "hotlines": lines,
        "open_lines": [line for line in lines if line["open"]],
        "incidents": fitting(list(Incident.objects.running()), category=category),
        "expected": promised.expected if promised else None,
        "opens_at": promised.opens_at if promised else None,
        "way": open_now(ChannelKind.WEB, at),
    }
