"""What came of a call: the number and the promise once more, what goes to the caller by mail, and the times."""

from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import override

from accounts.models import User
from accounts.selectors import masked
from channels.dispositions import Disposition
from channels.models import Call, CallState
from console.evidence import evidence
from console.looks import CATEGORY_ICONS
from console.panel import line_words
from console.promise_words import agreed_aloud, aloud, number_aloud
from core.contacts import mask_phone
from outbox.models import Delivery
from tickets.categories import Category
from tickets.policies import may_see
from tickets.topics import in_force

MAIL_HANDLERS = {
    Disposition.TICKET: "notifications.mail_promise",
    Disposition.CALLBACK: "notifications.mail_promise",
    Disposition.ANSWERED: "notifications.mail_solution",
}


def summary_of(call: Call, user: User, *, at: datetime) -> dict[str, Any]:
    """The context of desk/call_summary.html."""
    ticket = call.ticket
    opened = ticket is not None and ticket.number == call.number
    seen = ticket is not None and may_see(user, ticket)
    return {
        "number": call.number,
        "missed": call.state == CallState.MISSED,
        "disposition": Disposition(call.disposition).label if call.disposition else "",
        "opened": opened,
        "ticket_number": ticket.number if ticket else "",
        "ticket_url": reverse("desk:ticket", args=[ticket.number]) if ticket and seen else "",
        "team": ticket.team if ticket else None,
        "aloud": _sentences(call, at=at),
        "spoken": "zh-Hans" if call.language.startswith("zh") else "en",
        "language": call.language,
        "line": line_words(call.hotline, outbound=call.direction == "out"),
        "caller": mask_phone(call.caller_phone),
        "customer": masked(call.customer)["name"] if call.customer else "",
        "note": call.note,
        "filed": _filed(call),
        # Of a ticket that the call was only added to, the ticket's own page tells.
        "evidence": evidence(ticket.fields, call.topic, at=at) if opened and ticket else [],
        "mail": _mail(call) if opened else {},
        "times": _times(call),
        "draft_key": f"{user.pk}:call:{call.pk}",
        "finished_at": call.finished_at,
    }


def _filed(call: Call) -> dict[str, str]:
    """Category and topic of the call, as far as they were chosen."""
    category, topic = call.category, in_force().get(call.topic)
    return {
        "icon": CATEGORY_ICONS[category] if category else "",
        "category": str(Category(category).label) if category else "",
        "topic": str(topic.label) if topic else "",
    }


def _sentences(call: Call, *, at: datetime) -> list[str]:
    """To read out, in the caller's language: the number, the promise, the call-back."""
    ticket = call.ticket
    if ticket is None:
        return []
    with override(call.language):
        said = [number_aloud(ticket.number)]
        if call.callback_at:
            said.append(agreed_aloud(call.callback_at, at=at))
        if ticket.is_live and ticket.goal_at and ticket.limit_at:
            said.append(aloud(ticket.goal_at, ticket.limit_at, at=at, language=call.language, urgent=ticket.emergency))
    return said


def _mail(call: Call) -> dict[str, Any]:
    """Whether the mail is on its way, sent or could not be sent, and to which masked address."""
    handler = MAIL_HANDLERS.get(Disposition(call.disposition))
    email = masked(call.customer)["email"] if call.customer else ""
    if not (handler and email and call.ticket_id):
        return {"email": ""}
    found = Delivery.objects.filter(event__subject_kind="ticket", event__subject_id=call.ticket_id, handler=handler)
    delivery = found.order_by("-id").first()
    return {
        "email": email,
        "state": delivery.state if delivery else "",
        "sent_at": delivery.sent_at if delivery else None,
    }


def _times(call: Call) -> dict[str, timedelta | None]:
    seconds = {"wait": call.wait_seconds, "talk": call.talk_seconds, "wrap_up": call.wrap_up_seconds}
    return {name: None if value is None else timedelta(seconds=value) for name, value in seconds.items()}
