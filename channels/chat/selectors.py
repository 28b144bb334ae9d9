"""Reads about chats: who waits and how long, whether anybody is there."""

from datetime import datetime, timedelta
from statistics import median
from typing import Final

from django.db.models import Q, QuerySet

from accounts.models import Presence, Takes, User
from accounts.presence import AWAY_AFTER
from channels.chat.models import Chat, ChatState
from tickets.models import Ticket

MOST_WAITING: Final = 100
# The expected wait is told from so many that were taken in the last hours; from fewer than three nothing is told.
SAMPLE: Final = 20
RECENT: Final = timedelta(hours=3)


def chats_visible_to(user: User) -> QuerySet[Chat]:
    """Chats on tickets that this person may see, with what a row shows."""
    seen = Ticket.objects.visible_to(user)
    return Chat.objects.filter(ticket__in=seen).select_related("ticket__customer", "ticket__team", "agent")


def waiting(user: User) -> QuerySet[Chat]:
    """Those who wait, the longest first."""
    return chats_visible_to(user).filter(state=ChatState.WAITING).order_by("waiting_since", "id")


def talking(user: User) -> QuerySet[Chat]:
    """One's own open chats, the one that was silent longest first."""
    own = Chat.objects.filter(agent=user, state=ChatState.TALKING)
    return own.select_related("ticket__customer", "ticket__team", "agent").order_by("last_word_at", "id")


def chat_of(ticket: Ticket) -> Chat | None:
    """The chat of a ticket, open or over."""
    return Chat.objects.filter(ticket=ticket).select_related("agent").first()


def is_chatting(ticket: Ticket) -> bool:
    """Whether the customer sits at the other end now."""
    return Chat.objects.filter(ticket=ticket).exclude(state=ChatState.ENDED).exists()


def is_staffed(*, at: datetime) -> bool:
    """Whether chat is open: somebody who takes chats is there."""
    there = User.objects.filter(is_active=True, presence=Presence.AVAILABLE, takes__contains=[Takes.CHAT])
    return there.filter(seen_at__gt=at - AWAY_AFTER).exists()


def place_of(chat: Chat) -> int:
    """Place in the queue, from 1; the hundredth and all behind it have place 100."""
    before = Chat.objects.filter(state=ChatState.WAITING).filter(
        Q(waiting_since__lt=chat.waiting_since) | Q(waiting_since=chat.waiting_since, pk__lt=chat.pk)
    )
    return len(before.values_list("pk")[: MOST_WAITING - 1]) + 1


def expected_wait(*, at: datetime) -> timedelta | None:
    """The median wait of those who were taken lately; None from too few to tell."""
    taken = Chat.objects.filter(taken_at__gt=at - RECENT).order_by("-taken_at")
    waits = [took - since for took, since in taken.values_list("taken_at", "started_at")[:SAMPLE] if took]
    return median(waits) if len(waits) >= 3 else None  # type: ignore[type-var] # spans add and divide
