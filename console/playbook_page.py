"""Playbooks as supervisors see them: the list, and one topic with how it looks and how it came to be."""

from datetime import datetime, timedelta
from typing import Any, Final

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import override

from console.looks import CATEGORY_ICONS
from console.staff_story import listed
from reports.selectors import due_by_category
from sla.models import TimerKind
from tickets.categories import Category, Priority
from tickets.models import TopicVersion
from tickets.playbooks import PLAYBOOKS, Topic
from tickets.topics import in_force, said

DAYS: Final = 30
MOST_VERSIONS: Final = 20
LANGUAGES: Final = (("zh-hans", "zh-Hans", "简体中文"), ("en", "en", "English"))


def newest_versions() -> dict[str, TopicVersion]:
    """The version in force of each topic that was ever changed, with who wrote it. One statement."""
    rows = TopicVersion.objects.select_related("by").order_by("topic", "-version").distinct("topic")
    return {each.topic: each for each in rows}


def sections(*, at: datetime) -> list[dict[str, Any]]:
    """The categories with their topics in order, and how much came in under each. Three statements."""
    versions = newest_versions()
    today = localtime(at).date()
    used = due_by_category(since=today - timedelta(days=DAYS - 1), until=today, kind=TimerKind.FIRST_REPLY)
    book = in_force()
    return [
        {
            "label": category.label,
            "icon": CATEGORY_ICONS[category],
            "used": used.get(category.value, 0),
            "rows": [
                {
                    "topic": each,
                    "url": reverse("desk:playbook", args=[each.key]),
                    "priority": Priority(each.starts_as).label,
                    "version": versions.get(each.key),
                }
                for each in book.values()
                if each.category == category
            ],
        }
        for category in Category
    ]


def context(topic: Topic, *, shown: Topic | None = None) -> dict[str, Any]:
    """The page of one topic. `shown` is what the preview shows in place of what is said now."""
    rows = TopicVersion.objects.filter(topic=topic.key).select_related("by").order_by("-version")
    versions = list(rows[:MOST_VERSIONS])
    return {
        "topic": topic,
        "category": Category(topic.category).label,
        "icon": CATEGORY_ICONS[topic.category],
        "version": versions[0].version if versions else 0,
        "versions": [_version(each, versions[0]) for each in versions],
        "from_code": not versions or not versions[0].words,
        "previews": preview(shown or topic),
        "fields": [{"label": each.label, "ask": each.ask, "required": each.required} for each in topic.fields],
    }


def preview(topic: Topic) -> list[dict[str, Any]]:
    """How the call panel and the customer's page say it, in both languages."""
    shown = []
    for code, tag, name in LANGUAGES:
        with override(code):
            shown.append(
                {
                    "lang": tag,
                    "name": name,
                    "label": str(topic.label),
                    "have_ready": str(topic.have_ready),
                    "ask": [str(each) for each in topic.ask],
                    "do": [str(each) for each in topic.do],
                    "tell": str(topic.tell),
                    "self_service": [str(each) for each in topic.self_service],
                    "never_ask": [str(each) for each in topic.never_ask],
                }
            )
    return shown


def _version(version: TopicVersion, newest: TopicVersion) -> dict[str, Any]:
    names = {
        "label": _("title"),
        "ask": _("questions"),
        "do": _("steps"),
        "tell": _("what is told"),
        "have_ready": _("have ready"),
        "self_service": _("what the caller does alone"),
        "never_ask": _("what is also never asked"),
    }
    told = [names[each] for each in version.words if each in names]
    if version.priority:
        told.append(_("starts as %(priority)s") % {"priority": Priority(version.priority).label})
    if version.place:
        told.append(_("place %(place)d") % {"place": version.place})
    if not version.offered:
        told.append(_("not offered"))
    return {
        "version": version,
        "differs": listed(told) if told else _("as written in the code"),
        "newest": version.pk == newest.pk,
        "previews": preview(said(PLAYBOOKS[version.topic], version)),
    }
