"""Rows of the desk's tables, as their partials take them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.selectors import masked
from channels.dispositions import Disposition
from channels.models import Call, CallState
from console.looks import CATEGORY_ICONS
from console.panel import MATCH_KINDS, line_words
from console.rows import newest_first, order_words, ticket_clock
from core.contacts import mask_phone
from core.errors import Sentence
from tickets.categories import Category, ChannelKind
from tickets.models import Ticket
from tickets.policies import may_see
from tickets.selectors import state_shown
from tickets.states import State


@dataclass(frozen=True)
class CallList:
    """One list of calls: its words, and what is said when it is empty."""

    label: Sentence
    icon: str
    about: Sentence
    empty: Sentence


CALL_LISTS: Final = {
    "missed": CallList(
        gettext_lazy("Missed calls"),
        "phone-missed",
        gettext_lazy("Each stays here until somebody has called back and says so."),
        gettext_lazy("No missed call is waiting."),
    ),
    "callbacks": CallList(
        gettext_lazy("Call-backs"),
        "phone-forwarded",
        gettext_lazy("Promised with time, number and topic; the next first."),
        gettext_lazy("No call-back is promised."),
    ),
    "mine": CallList(
        gettext_lazy("My calls"),
        "phone",
        gettext_lazy("Newest first."),
        gettext_lazy("You have not taken a call yet. Press C to log one."),
    ),
}


def ticket_row(ticket: Ticket, *, queue: str, at: datetime, plain: bool = True) -> dict[str, Any]:
    """What the tag `ticket_row` takes; `plain`: without a box to tick."""
    clock = ticket_clock(ticket, at=at)
    return {
        "id": ticket.pk,
        "number": ticket.number,
        "url": f"{reverse('desk:ticket', args=[ticket.number])}?from={queue}",
        "subject": ticket.subject,
        "language": ticket.language,
        "customer": masked(ticket.customer)["name"] or _("no name"),
        "channel": ChannelKind(ticket.channel).label,
        "owner": ticket.assignee.name if ticket.assignee else _("nobody"),
        "category": Category(ticket.category).label,
        "category_icon": CATEGORY_ICONS[ticket.category],
        "state": clock.state,
        "goal_at": clock.goal_at,
        "limit_at": clock.limit_at,
        "met_at": clock.met_at,
        "unread": state_shown(ticket) == State.NEW,
        "plain": plain,
        "order": _order(ticket),
    }


def _order(ticket: Ticket) -> str:
    if ticket.resolved_at:
        return newest_first(ticket.resolved_at, ticket.pk)
    return order_words(urgent=ticket.emergency, moment=ticket.next_due_at, pk=ticket.pk)


def call_row(call: Call, user: User, *, at: datetime) -> dict[str, Any]:
    """The context of desk/_call_row.html."""
    running = call.state in {CallState.TALKING, CallState.WRAP_UP, CallState.RINGING}
    seen = call.ticket is not None and may_see(user, call.ticket)
    return {
        "number": call.number,
        "url": reverse("desk:call" if running else "desk:call_summary", args=[call.number]),
        "started_at": call.started_at,
        "callback_at": call.callback_at,
        "late": bool(call.callback_at and call.callback_at <= at),
        "topic": call.callback_topic,
        "caller": mask_phone(call.callback_phone or call.caller_phone) or _("number withheld"),
        "can_call": bool(call.callback_phone or call.caller_phone),
        "customer": masked(call.customer)["name"] if call.customer else "",
        "match_kind": MATCH_KINDS.get(call.match, "unknown_caller"),  # type: ignore[call-overload] # a plain string
        "line": line_words(call.hotline, outbound=call.direction == "out"),
        "state": Disposition(call.disposition).label if call.disposition else CallState(call.state).label,
        "agent": call.agent.name if call.agent else "",
        "ticket_number": call.ticket.number if seen and call.ticket else "",
        "waited": call.wait_seconds,
        "handled_at": call.handled_at,
        "handled_url": reverse("desk:call_handled", args=[call.number]),
    }
