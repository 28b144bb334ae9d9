"""The chats of the desk, as their page shows them."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.selectors import masked
from channels.chat.models import Chat, ChatState
from channels.chat.selectors import MOST_WAITING, chat_of, chats_visible_to, talking, waiting
from channels.chat.services import note_read
from console.looks import CATEGORY_ICONS
from console.thread import message_words, messages_before
from tickets.categories import Category, ChannelKind, Language
from tickets.models import Ticket


def chat_lists(user: User) -> list[dict[str, Any]]:
    """Own chats, those who wait, and for who leads those of colleagues. Two or three statements, however many there are."""
    lists = [
        {"title": _("Your chats"), "rows": [chat_row(each, user) for each in talking(user)[:MOST_WAITING]]},
        {"title": _("Waiting"), "rows": [chat_row(each, user) for each in waiting(user)[:MOST_WAITING]]},
    ]
    if user.leads_people:
        others = (
            chats_visible_to(user).filter(state=ChatState.TALKING).exclude(agent=user).order_by("last_word_at", "id")
        )
        lists.append({"title": _("With colleagues"), "rows": [chat_row(each, user) for each in others[:MOST_WAITING]]})
    return lists


def chat_row(chat: Chat, user: User) -> dict[str, Any]:
    """The context of desk/_chat_row.html."""
    ticket = chat.ticket
    return {
        "number": ticket.number,
        "url": f"{reverse('desk:ticket', args=[ticket.number])}?from=mine#composer",
        "subject": ticket.subject,
        "customer": masked(ticket.customer)["name"] or _("no name"),
        "category": Category(ticket.category).label,
        "icon": CATEGORY_ICONS[ticket.category],
        "language": Language(ticket.language).label,
        "waits": chat.state == ChatState.WAITING,
        "since": chat.waiting_since if chat.state == ChatState.WAITING else chat.taken_at,
        "new": chat.state == ChatState.TALKING
        and (chat.read_by_agent_at is None or chat.read_by_agent_at < chat.last_word_at),
        "agent": chat.agent.name if chat.agent and chat.agent != user else "",
    }


def chat_strip(ticket: Ticket, user: User, *, at: datetime) -> dict[str, Any] | None:
    """How the chat of this ticket stands, for its page; None where there is none. No statement but for chats.

    Whose chat it is has now read what was said.
    """
    chat = chat_of(ticket) if ticket.channel == ChannelKind.CHAT else None
    if chat is None:
        return None
    own = chat.agent_id == user.pk and chat.state == ChatState.TALKING
    if own:
        note_read(chat=chat, side="agent", at=at)
    return {"chat": chat, "own": own, "waits": chat.state == ChatState.WAITING}


def said_after(ticket: Ticket, after: int) -> list[dict[str, Any]]:
    """Messages of the thread behind the one with this id, in their order, each as desk/_message.html takes it. Two statements."""
    found = messages_before(ticket, None).messages
    return [message_words(each, ticket, {}) for each in found if each.pk > after]
