"""The command palette: pages of this person, tickets read last, a ticket by its number, the way to the search."""

from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from core import numbers
from core.errors import InvalidInput
from core.text import fold
from outbox.models import Event
from tickets.events import TicketViewed
from tickets.models import SavedView, Ticket

LONGEST: Final = 200
MOST_RECENT: Final = 5
# Newest deeds of a person among which their looks are searched: by the index of their trail.
_LOOKED_AT: Final = 200


def entries(typed: str, user: User, pages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What fits: the ticket of a number, pages, tickets read last; where nothing is typed those come first. At most three queries.

    `pages` as console.context's rail has them. Nothing typed is everything.
    """
    words = fold(typed[:LONGEST]).casefold().split()
    found = [_ticket(each, _("Go to ticket")) for each in _named(typed, user)]
    known = {each["url"] for each in found}
    read = [_ticket(each, _("Read lately")) for each in _recent(user) if _fits(words, each.subject, each.number)]
    read = [each for each in read if each["url"] not in known]
    places = [each | {"note": ""} for each in pages if _fits(words, str(each["label"]), str(each["url"]))]
    return found + places + read if words else read + places


def pages_of(rail: dict[str, Any]) -> list[dict[str, Any]]:
    """All that the rail leads to but saved views (views_of), and the pages that have no place in it."""
    items = [item for section in rail["sections"] if not section.get("views") for item in section["items"]] + rail[
        "foot"
    ]
    more = [
        {"label": _("Search"), "icon": "search", "url": reverse("desk:search")},
        {"label": _("Quiet hours"), "icon": "bell-off", "url": reverse("desk:quiet")},
        {"label": _("Tokens"), "icon": "plug", "url": reverse("desk:tokens")},
    ]
    return [{name: each[name] for name in ("label", "icon", "url")} for each in [*items, *more]]


def views_of(user: User) -> list[dict[str, Any]]:
    """Saved views as places to go. One query."""
    return [
        {"label": each.name, "icon": "bookmark", "url": reverse("desk:queue", args=[each.queue]) + f"?{each.query}"}
        for each in SavedView.objects.visible_to(user)
    ]


def _fits(words: list[str], *texts: str) -> bool:
    held = fold(" ".join(texts)).casefold()
    return all(word in held for word in words)


def _named(typed: str, user: User) -> list[Ticket]:
    """The ticket that a number leads to, in any way of writing."""
    try:
        number = numbers.parse(typed[:LONGEST])
    except InvalidInput:
        return []
    return list(Ticket.objects.visible_to(user).reached_by(number=number))


def _recent(user: User) -> list[Ticket]:
    """What this person opened last, the newest first, as far as they may still see it."""
    mine = user.actor
    deeds = Event.objects.filter(actor_kind=mine.kind, actor_id=mine.id).order_by("-id")[:_LOOKED_AT]
    looks = [each.subject_id for each in deeds.only("name", "subject_id") if each.name == TicketViewed.name]
    ids = list(dict.fromkeys(looks))[:MOST_RECENT]
    tickets = Ticket.objects.visible_to(user).in_bulk(ids)
    return [tickets[each] for each in ids if each in tickets]


def _ticket(ticket: Ticket, note: str) -> dict[str, Any]:
    address = reverse("desk:ticket", args=[ticket.number])
    label = f"{numbers.grouped(ticket.number)} {ticket.subject}"
    return {"label": label, "icon": "ticket", "url": address, "note": note}
