"""What a visitor can do on their ticket: each view is one verb."""

import hashlib
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from accounts.models import IdentityLevel, OneTimeCode
from accounts.services.codes import confirm_code, newest_code, place_hash, send_code
from accounts.services.customers import set_phrase
from channels.services import note_removed
from core.errors import Conflict, DomainError, TooMany
from core.files.field import refuse_stopped
from core.refusals import add_refusal
from outbox.services import once
from portal.calendar import promise_calendar
from portal.forms.check import CodeForm
from portal.forms.ticket import PhraseForm, ReplyForm
from portal.views.pages import address_of, for_visitors, see_other, status_page
from portal.visits import Visit, enter, leave_note, remember_code
from sla.selectors import nearest_promise, timers_of
from tickets.models import Message, Ticket
from tickets.services import add_customer_message, attach_files, escalate_ticket, raise_identity, reopen_ticket
from tickets.services.keeping import files_as_committed
from tickets.services.visitors import CODE_PURPOSE


@for_visitors()
def code_send(request: HttpRequest, visit: Visit, at: datetime) -> HttpResponse:
    """A one-time code to the address on file, in the language of this page. Without one the page says what to do instead."""
    ticket = visit.ticket
    if not ticket.customer.email:
        return see_other("portal:status", anchor="thread")
    who, what, asked_by = ticket.customer, ticket.pk, place_hash(address_of(request))
    try:
        sent = send_code(
            customer=who, purpose=CODE_PURPOSE, context_id=what, asked_by=asked_by, language=get_language(), at=at
        )
    except TooMany as refusal:
        last = newest_code(customer=who, purpose=CODE_PURPOSE, context_id=what, asked_by=asked_by, at=at)
        if last:
            remember_code(request, last.pk)
        form = CodeForm({"code": ""})
        form.errors["code"] = form.error_class([str(refusal.sentence)])
        return status_page(request, visit, at, code_form=form, code_sent=bool(last), status=refusal.status)
    remember_code(request, sent.pk)
    leave_note(request, "code_sent")
    return see_other("portal:status", anchor="thread")


@for_visitors()
def code(request: HttpRequest, visit: Visit, at: datetime) -> HttpResponse:
    """The six digits open the messages."""
    form = CodeForm(request.POST)
    ticket = visit.ticket
    sent = OneTimeCode.objects.filter(pk=visit.code_id or 0, customer=ticket.customer, context_id=ticket.pk).first()
    if sent is None:
        return see_other("portal:status", anchor="thread")
    if not form.is_valid():
        return status_page(request, visit, at, code_form=form, status=422)
    try:
        confirm_code(code=sent, typed=form.cleaned_data["code"], at=at)
    except DomainError as refusal:
        form.add_error("code", str(refusal.fields.get("code", refusal.sentence)))
        return status_page(request, visit, at, code_form=form, status=refusal.status)
    raise_identity(ticket=ticket, level=IdentityLevel.POSSESSION, by=ticket.customer, at=at)
    enter(request, ticket, level=IdentityLevel.POSSESSION, at=at)
    return see_other("portal:status", anchor="thread")


@for_visitors(proven=True)
def reply(request: HttpRequest, visit: Visit, at: datetime) -> HttpResponse:
    """The customer's message. The same form sent twice makes one; the same form with other words makes two."""
    form = ReplyForm(request.POST, request.FILES)
    refuse_stopped(form, request)
    if not form.is_valid():
        return status_page(request, visit, at, reply_form=form, status=422)
    body = form.cleaned_data["body"]
    key = f"{form.cleaned_data['key']}:{hashlib.sha256(body.encode(errors='replace')).hexdigest()}"
    scope = f"portal.reply:{visit.ticket.pk}"
    try:
        with files_as_committed():
            once(scope=scope, key=key, model=Message, make=lambda: _said(visit.ticket, form, at), at=at)
    except DomainError as refusal:
        add_refusal(form, refusal)
        return status_page(request, visit, at, reply_form=form, status=refusal.status)
    leave_note(request, "sent")
    return see_other("portal:status", anchor="thread")


def _said(ticket: Ticket, form: ReplyForm, at: datetime) -> Message:
    message = add_customer_message(ticket=ticket, body=form.cleaned_data["body"], by=ticket.customer, at=at)
    note_removed(message=message, at=at)
    attach_files(message=message, files=form.cleaned_data["files"], at=at)
    return message


@for_visitors(proven=True)
def phrase(request: HttpRequest, visit: Visit, at: datetime) -> HttpResponse:
    """The customer's own words for our mails to them."""
    form, customer = PhraseForm(request.POST), visit.ticket.customer
    if not form.is_valid():
        return status_page(request, visit, at, phrase_form=form, status=422)
    try:
        set_phrase(customer=customer, phrase=form.cleaned_data["phrase"], by=customer, at=at)
    except DomainError as refusal:
        add_refusal(form, refusal)
        return status_page(request, visit, at, phrase_form=form, status=refusal.status)
    leave_note(request, "phrase_set" if customer.mail_phrase else "phrase_off")
    return see_other("portal:status", anchor="from-us")


@for_visitors(proven=True)
def not_resolved(request: HttpRequest, visit: Visit, at: datetime) -> HttpResponse:
    """Open it again. Pressed twice, the second finds it open: that is what was wanted."""
    try:
        reopen_ticket(ticket=visit.ticket, cause="customer", by=visit.ticket.customer, at=at)
    except Conflict as refusal:
        if refusal.reason != "move_not_possible":
            raise
    leave_note(request, "reopened")
    return see_other("portal:status")


@for_visitors()
def escalate(request: HttpRequest, visit: Visit, at: datetime) -> HttpResponse:
    """To the complaint officers, once the promise is missed. Safe to repeat."""
    escalate_ticket(ticket=visit.ticket, cause="customer", by=visit.ticket.customer, at=at)
    leave_note(request, "escalated")
    return see_other("portal:status", anchor="escalate")


@for_visitors(post_only=False)
def promise_ics(request: HttpRequest, visit: Visit, at: datetime) -> HttpResponse:  # noqa: ARG001 - one signature for all
    """Both promised times for the visitor's calendar."""
    timer = nearest_promise(timers_of(visit.ticket))
    if timer is None or timer.stopped_at or timer.paused_at:
        return see_other("portal:status")
    response = HttpResponse(
        promise_calendar(timer, visit.ticket.number, at=at), content_type="text/calendar; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="promise-{visit.ticket.number[-4:]}.ics"'
    return response
