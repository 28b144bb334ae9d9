"""What surrounds a ticket, as its page shows it: tags, tickets that belong to it, who watches."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from accounts.models import User
from tickets.models import LinkKind, Snooze, TagWord, Ticket, TicketLink
from tickets.policies import may_see
from tickets.selectors import state_shown, watchers_of

WORDS_OFFERED = 50


def around(ticket: Ticket, user: User) -> dict[str, Any]:
    """The context of desk/_ticket_around.html. Three queries at most."""
    return {
        "tags": ticket.tags,
        "tag_words": list(TagWord.objects.order_by("-used_at").values_list("word", flat=True)[:WORDS_OFFERED]),
        "links": [_link(each, ticket) for each in TicketLink.objects.of(ticket) if _seen(each, ticket, user)],
        "watching": user.pk in ticket.watchers,
        "watchers": watchers_of(ticket),
    }


def _seen(link: TicketLink, ticket: Ticket, user: User) -> bool:
    return may_see(user, link.other if link.ticket_id == ticket.pk else link.ticket)


def _link(link: TicketLink, ticket: Ticket) -> dict[str, Any]:
    first = link.ticket_id == ticket.pk
    other, kind = (link.other if first else link.ticket), LinkKind(link.kind)
    return {
        "word": kind.label if first else kind.back,
        "number": other.number,
        "subject": other.subject,
        "state": state_shown(other).label,
        "url": reverse("desk:ticket", args=[other.number]),
    }


def snoozed_until(ticket: Ticket, user: User, *, at: datetime) -> datetime | None:
    """Until when this person does not want to see it; None when they do. No query for what is not theirs."""
    if ticket.assignee_id != user.pk:
        return None
    return Snooze.objects.holding([user.pk], at=at).filter(ticket=ticket).values_list("until", flat=True).first()
