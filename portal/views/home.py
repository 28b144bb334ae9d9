"""The home page and the page behind each door."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from channels.announcements.models import Announcement
from core.errors import InvalidInput, NotFound
from incidents.models import Incident
from incidents.selectors import fitting
from knowledge.articles.models import Article
from portal.announcements import announcement_rows
from portal.forms.check import CheckForm
from portal.forms.help import HelpForm
from portal.forms.official import AskForm
from portal.hotlines import hotline_rows
from portal.opening import ways_now
from portal.visits import moment_of
from tickets.categories import Category, Priority
from tickets.playbooks import EMERGENCY_DOOR, Door, Topic, door
from tickets.topics import topics

ICONS = {
    Category.SECURITY: "shield-alert",
    Category.FUNDS: "wallet",
    Category.GUIDANCE: "compass",
    Category.COMPLAINT: "scale",
}
# A plain word in the address instead of the topic's key.
EMERGENCY = "emergency"
MOST_ANNOUNCED = 3


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What is it about, whom to call, and where a ticket stands."""
    context = {
        "doors": [_door(door(category), category) for category in Category],
        "emergency": _door(EMERGENCY_DOOR, EMERGENCY),
        "hotlines": hotline_rows(moment_of(request)),
        "ways": ways_now(moment_of(request)),
        "check_form": CheckForm(),
        "ask_form": AskForm(),
        "help_form": HelpForm(),
        "incidents": list(Incident.objects.running()),
        "announced": announcement_rows(Announcement.objects.running(moment_of(request))[:MOST_ANNOUNCED]),
    }
    return render(request, "portal/home.html", context)


@require_safe
def help_page(request: HttpRequest, category: str) -> HttpResponse:
    """Behind a door: in an emergency what to do alone and at once, then whom to call and what to have ready."""
    urgent = category == EMERGENCY
    shown = _topics(Category.SECURITY if urgent else category)
    emergencies = [each for each in shown if each.starts_as == Priority.EMERGENCY]
    lines = hotline_rows(moment_of(request))
    context = {
        "door": EMERGENCY_DOOR if urgent else door(category),
        "icon": "siren" if urgent else ICONS[Category(category)],
        "urgent": urgent,
        "emergency": _door(EMERGENCY_DOOR, EMERGENCY) if emergencies and not urgent else None,
        "steps": [step for each in emergencies for step in each.self_service] if urgent else [],
        "topics": emergencies if urgent else [each for each in shown if each not in emergencies],
        "articles": list(Article.objects.shelf(Category.SECURITY if urgent else category)),
        "hotlines": lines,
        "open_lines": [line for line in lines if line["open"]],
        "ask_url": "" if urgent else reverse("portal:ask_category", args=[category]),
        "complaint": category == Category.COMPLAINT,
        "incidents": fitting(list(Incident.objects.running()), category=Category.SECURITY if urgent else category),
    }
    return render(request, "portal/help.html", context)


def _topics(category: str) -> list[Topic]:
    try:
        return topics(category)
    except InvalidInput as unknown:
        raise NotFound from unknown


def _door(entrance: Door, key: str) -> dict[str, Any]:
    return {
        "title": entrance.title,
        "text": entrance.falls_in,
        "ready": entrance.have_ready,
        "url": reverse("portal:help", args=[key]),
        "icon": ICONS.get(Category(key)) if key in Category.values else "siren",
    }
