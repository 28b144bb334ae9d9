"""Writing to us: what it is about first, then the form, then the number and both promised times."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import IdentityLevel
from channels.form.guard import key_of, new_entry, refuse_machine
from channels.form.sending import send_form
from core.errors import DomainError
from core.files.field import refuse_stopped
from incidents.models import Incident
from incidents.selectors import fitting
from portal.ask_page import OTHER, ask_context, chosen, draft_name, offered
from portal.forms.ask import AskForm
from portal.secret_note import secret_note
from portal.status_page import ICONS, promise_of
from portal.views.pages import address_of, for_visitors, see_other
from portal.visits import SENT_HERE, Visit, enter, moment_of
from sla.opening import open_now
from sla.selectors import nearest_promise, timers_of
from tickets.categories import Category, ChannelKind
from tickets.models import Attachment, Message, Ticket
from tickets.playbooks import door


@require_safe
def ask(request: HttpRequest) -> HttpResponse:
    """The four doors, to the form."""
    doors = [
        {
            "title": entrance.title,
            "text": entrance.falls_in,
            "ready": entrance.have_ready,
            "url": reverse("portal:ask_category", args=[category.value]),
            "icon": ICONS[category],
        }
        for category, entrance in ((each, door(each)) for each in Category)
    ]
    way = open_now(ChannelKind.WEB, moment_of(request))
    return render(
        request, "portal/ask.html", {"doors": doors, "incidents": list(Incident.objects.running()), "way": way}
    )


@require_safe
def ask_category(request: HttpRequest, category: str) -> HttpResponse:
    """Which topic: each knows what is needed."""
    shown = offered(category)
    running = fitting(list(Incident.objects.running()), category=category)
    words = {"door": door(category), "category": category, "topics": shown, "other": OTHER, "incidents": running}
    way = open_now(ChannelKind.WEB, moment_of(request))
    return render(request, "portal/ask_category.html", words | {"way": way})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask_form(request: HttpRequest, category: str, topic: str) -> HttpResponse:
    """The form. Sent twice it is one ticket; refused it comes back with everything that was typed."""
    at = moment_of(request)
    about: dict[str, Any] = {"category": category, "topic": chosen(category, topic)}
    if request.method != "POST":
        return _page(request, AskForm(**about, entry=new_entry(at=at)), at)
    form = AskForm(request.POST, request.FILES, **about, entry="")
    refuse_stopped(form, request)
    if not form.is_valid():
        return _page(request, form, at, status=422)
    try:
        ticket = _sent(request, form, at)
    except DomainError as refusal:
        if refusal.reason == "form_old":
            form.renew(new_entry(at=at))
        form.refuse(refusal)
        return _page(request, form, at, status=refusal.status)
    enter(request, ticket, level=IdentityLevel.MATCHED, at=at)
    request.session[SENT_HERE] = ticket.pk
    return see_other("portal:ask_sent")


def _sent(request: HttpRequest, form: AskForm, at: datetime) -> Ticket:
    if form.cleaned_data["website"]:
        raise refuse_machine()
    letter = form.letter(key_of(form.cleaned_data["entry"], at=at))
    subject = str(form.topic.label) if form.topic else ""
    return send_form(letter=letter, subject=subject, place=address_of(request), at=at).ticket


def _page(request: HttpRequest, form: AskForm, at: datetime, *, status: int = 200) -> HttpResponse:
    return render(
        request, "portal/ask_form.html", ask_context(form.category, form.topic, at=at) | {"form": form}, status=status
    )


@for_visitors(post_only=False)
def ask_sent(request: HttpRequest, visit: Visit, at: datetime) -> HttpResponse:
    """The number, both promised times, and from where we write."""
    ticket = visit.ticket
    timer, sent = nearest_promise(timers_of(ticket)), _own_words(request, visit)
    words = {
        "ticket": ticket,
        "promise": promise_of(ticket, timer, at) if timer else None,
        "draft": draft_name(ticket.category, ticket.topic),
        "files": list(Attachment.objects.filter(message=sent).order_by("pk")) if sent else [],
        "note": secret_note(sent.body) if sent else None,
    }
    return render(request, "portal/ask_sent.html", words)


def _own_words(request: HttpRequest, visit: Visit) -> Message | None:
    """What was sent with the form from this browser. Who came by number and contact learns nothing of it."""
    if request.session.get(SENT_HERE) != visit.ticket.pk:
        return None
    return visit.ticket.messages.order_by("at", "id").first()
