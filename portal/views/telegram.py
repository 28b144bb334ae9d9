"""Connect Telegram: a link that makes the conversation the visitor's own."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.services.codes import VALID_FOR
from accounts.services.handles import begin_link
from core.errors import NotFound, TooMany
from portal.telegram import link_to_bot, offer_for
from portal.views.pages import for_visitors
from portal.visits import Visit


@for_visitors(proven=True)
def telegram(request: HttpRequest, visit: Visit, at: datetime) -> HttpResponse:
    """Ten minutes, once, and only for who typed a one-time code in this visit."""
    ticket = visit.ticket
    if offer_for(ticket.customer) is None:
        raise NotFound
    try:
        token = begin_link(customer=ticket.customer, context_id=ticket.pk, at=at)
    except TooMany as refusal:
        return render(request, "portal/telegram.html", {"refusal": refusal.sentence}, status=refusal.status)
    minutes = int(VALID_FOR.total_seconds() // 60)
    return render(request, "portal/telegram.html", {"link": link_to_bot(token), "token": token, "minutes": minutes})
