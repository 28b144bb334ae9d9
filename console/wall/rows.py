"""The side of the wall: calls and chats that wait, missed promises to review, complaints with the dates of the law."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from channels.chat.models import Chat
from channels.models import Call
from complaints.models import Complaint
from console.review_rows import review_row
from console.review_words import named
from sla.models import BreachReview
from tickets.categories import Category, Language

SHOWN: Final = 5
# As soon as so much of the limit is used, a caller has waited long.
LONG: Final = 0.75
NEAR: Final = timedelta(days=2)


def waiting_rows(ringing: Sequence[Call], chats: Sequence[Chat], *, limit: int, at: datetime) -> list[dict[str, Any]]:
    """The longest first: on which line or in chat, in which language and about what as far as it is known, and how much of the limit
    is used.
    """
    rows = [_call_row(call) for call in ringing] + [_chat_row(chat) for chat in chats]
    shown = sorted(rows, key=lambda row: row["since"])[: 2 * SHOWN]
    return [row | _used(row["since"], limit, at) for row in shown]


def _used(since: datetime, limit: int, at: datetime) -> dict[str, Any]:
    used = (at - since).total_seconds() / limit
    return {
        "share": round(min(max(used, 0.02), 1.0) * 90, 1),
        "tone": "breach" if used >= 1 else "risk" if used >= LONG else "",
    }


def _call_row(call: Call) -> dict[str, Any]:
    # Before anybody knows who calls, the language of a call is only a guess.
    language = str(Language(call.language).label) if call.customer_id or call.category else ""
    known = [language, str(Category(call.category).label) if call.category else ""]
    line = named(call.hotline.region, call.hotline.region_zh) if call.hotline else _("Hotline")
    about = pgettext("clause", ", ").join(each for each in known if each)
    return {"line": line, "about": about, "since": call.started_at}


def _chat_row(chat: Chat) -> dict[str, Any]:
    known = [str(Language(chat.ticket.language).label), str(Category(chat.ticket.category).label)]
    return {"line": _("Chat"), "about": pgettext("clause", ", ").join(known), "since": chat.waiting_since}


def review_rows(reviews: Sequence[BreachReview], *, at: datetime) -> list[dict[str, Any]]:
    """The oldest cases."""
    return [review_row(each, at=at) for each in reviews[:SHOWN]]


def complaint_rows(complaints: Sequence[Complaint], *, at: datetime) -> list[dict[str, Any]]:
    """The nearest dates: whose rules, which step, until when."""
    return [_complaint_row(each, at) for each in complaints[:SHOWN]]


def _complaint_row(complaint: Complaint, at: datetime) -> dict[str, Any]:
    due = complaint.next_due_at or complaint.decide_by
    step = _("Decision") if complaint.acknowledged_at else _("Acknowledgement")
    days = abs((due - at) // timedelta(days=1) if due > at else (at - due) // timedelta(days=1))
    left = ngettext("%(days)d day left", "%(days)d days left", days)
    over = ngettext("%(days)d day over", "%(days)d days over", days)
    return {
        "number": complaint.number,
        "url": reverse("desk:complaint", args=[complaint.number]),
        "what": pgettext("clause", ", ").join([str(complaint.get_profile_display()), step]),
        "due": due,
        "zone": complaint.rules.place,
        "left": (left if due > at else over) % {"days": days},
        "tone": "breach" if due <= at else "risk" if due - at < NEAR else "",
    }
