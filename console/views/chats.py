"""Chat from the agent's side: who waits, sit down, get up. What is said goes through the composer of the ticket."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from channels.chat.models import Chat, ChatEnd
from channels.chat.selectors import chats_visible_to
from channels.chat.services import end_chat, take_chat
from console.access import DeskRequest, posted_to_ticket, signed_in, staff
from console.chats import chat_lists, chat_strip, said_after
from console.ticket_page import standing
from console.views.answers import see_other
from core.errors import Conflict, NotFound


@require_safe
@signed_in
def chats(request: DeskRequest) -> HttpResponse:
    """Own chats, and who waits."""
    return render(request, "desk/chats.html", {"lists": chat_lists(staff(request))})


@signed_in
@never_cache
@require_safe
def lines(request: DeskRequest, number: str) -> HttpResponse:
    """What was said behind the message `after`, and how the chat stands: the small question that the page of a chat asks first."""
    user, chat, after = staff(request), _chat(request, number), request.GET.get("after", "")
    said = said_after(chat.ticket, int(after) if after.isdecimal() and len(after) < 19 else 0)
    strip = chat_strip(chat.ticket, user, at=request.at)
    return render(
        request,
        "desk/_chat_lines.html",
        {"ticket": chat.ticket, "strip": strip, "said": said, **standing(chat.ticket, at=request.at)},
    )


@posted_to_ticket
def take(request: DeskRequest, number: str) -> HttpResponse:
    """Sit down at the other end: the ticket opens at its composer."""
    try:
        take_chat(chat=_chat(request, number), by=staff(request), at=request.at)
    except Conflict as refusal:
        messages.warning(request, str(refusal.sentence))
        return see_other(reverse("desk:chats"))
    return see_other(f"{reverse('desk:ticket', args=[number])}?from=mine#composer")


@posted_to_ticket
def end(request: DeskRequest, number: str) -> HttpResponse:
    """Close the line; the ticket goes on."""
    chat = end_chat(chat=_chat(request, number), cause=ChatEnd.AGENT, by=staff(request), at=request.at)
    messages.success(request, _("The chat is over. The ticket goes on."))
    return see_other(f"{reverse('desk:ticket', args=[chat.ticket.number])}?from=mine")


def _chat(request: DeskRequest, number: str) -> Chat:
    found = chats_visible_to(staff(request)).filter(ticket__number=number).first()
    if found is None:
        raise NotFound
    return found
