"""The way in: number and contact, or a code when a budget of guesses is spent."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import IdentityLevel
from accounts.services.codes import confirm_newest_code, place_hash
from core import numbers
from core.errors import DomainError, InvalidInput
from core.refusals import add_refusal
from portal.forms.check import CheckForm, CodeForm
from portal.views.pages import address_of, check_page, see_other, status_page
from portal.visits import (
    ask_for_proof,
    count_proof_try,
    enter,
    leave_note,
    moment_of,
    proof_of,
    visit_of,
)
from portal.visits import leave as end_visit
from tickets.models import Ticket
from tickets.services import raise_identity
from tickets.services.visitors import CODE_PURPOSE, check_status


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def status(request: HttpRequest) -> HttpResponse:
    """Where a ticket stands, for who gave its number and contact; the form for everybody else."""
    if request.method == "POST":
        return _check(request)
    at = moment_of(request)
    visit = visit_of(request, at=at)
    return status_page(request, visit, at) if visit else check_page(request)


def _check(request: HttpRequest) -> HttpResponse:
    at = moment_of(request)
    form = CheckForm(request.POST)
    if not form.is_valid():
        return check_page(request, form, status=422)
    typed = form.cleaned_data
    try:
        answer = check_status(**typed, **_asking(request), at=at)
    except DomainError as refusal:
        add_refusal(form, refusal)
        return check_page(request, form, status=refusal.status)
    if answer.by_code:
        ask_for_proof(request, answer.ticket, asked_by=place_hash(address_of(request)), at=at)
        return see_other("portal:by_code")
    if answer.ticket is None:
        return check_page(request, form, status=422, nothing=True)
    enter(request, answer.ticket, level=IdentityLevel.MATCHED, at=at)
    return see_other("portal:status")


def _asking(request: HttpRequest) -> dict[str, str]:
    return {
        "address": address_of(request),
        "region": settings.OPERATOR["region"],
        "language": get_language() or settings.LANGUAGE_CODE,
    }


@require_POST
def number_hint(request: HttpRequest) -> HttpResponse:
    """Whether the digits can be a number at all, while it is typed. Says nothing about any ticket."""
    typed = request.POST.get("number", "")
    hint: dict[str, Any] = {"ok": False, "text": ""}
    try:
        numbers.parse(typed)
        hint = {"ok": True, "text": _("Number complete")}
    except InvalidInput as refusal:
        if refusal.reason not in {"number_empty", "number_too_short"}:
            hint["text"] = refusal.sentence
    return render(request, "components/_hint.html", hint)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def by_code(request: HttpRequest) -> HttpResponse:
    """In by code only. Owner and stranger see the same page, the same sentences and the same end of tries."""
    at = moment_of(request)
    proof = proof_of(request, at=at)
    if proof is None:
        return see_other("portal:status")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _code_page(request, form, status=422 if form.is_bound else 200)
    if proof.tries_left == 0:
        form.add_error("code", _("Too many wrong codes. Enter number and contact again for a new one."))
        return _code_page(request, form, status=429)
    typed = form.cleaned_data["code"]
    right = confirm_newest_code(
        customer_id=proof.customer_id,
        purpose=CODE_PURPOSE,
        context_id=proof.ticket_id,
        asked_by=proof.asked_by,
        typed=typed,
        at=at,
    )
    if not right:
        count_proof_try(request)
        form.add_error("code", _("This code is not right or no longer valid. Ask for a new one."))
        return _code_page(request, form, status=422)
    ticket = Ticket.objects.select_related("customer").get(pk=proof.ticket_id)
    raise_identity(ticket=ticket, level=IdentityLevel.POSSESSION, by=ticket.customer, at=at)
    enter(request, ticket, level=IdentityLevel.POSSESSION, at=at)
    return see_other("portal:status")


def _code_page(request: HttpRequest, form: CodeForm, *, status: int) -> HttpResponse:
    return render(request, "portal/by_code.html", {"code_form": form}, status=status)


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Close the ticket on this device."""
    end_visit(request)
    leave_note(request, "left")
    return see_other("portal:status")
