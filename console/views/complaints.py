"""Missed promises and the complaint register, for those who look after both. Agents find nothing here."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from accounts.models import Role, User
from accounts.selectors import masked
from complaints.models import Complaint, ComplaintState
from complaints.policies import complaints_visible_to, concerned, require_handler
from complaints.services import assign_handler, decide_complaint
from console import promises
from console.access import DeskRequest, posted_to_complaint, signed_in, staff
from console.forms.complaints import DecideForm, HandlerForm
from console.paging import by_moment
from console.views.answers import see_other
from core.errors import DomainError, NotAllowed, NotFound
from core.refusals import add_refusal
from sla.models import Breach, TimerKind
from sla.selectors import breaches_visible_to, timers_of


@signed_in
@require_safe
def breaches(request: DeskRequest) -> HttpResponse:
    """Every promise that was missed, the newest first."""
    user = staff(request)
    if user.role == Role.AGENT:
        raise NotFound
    seen = breaches_visible_to(user).prefetch_related("ticket__complaints")
    page = by_moment(seen, "due_at", request.GET.get("after", ""), newest_first=True)
    rows = [_breach_row(each, at=request.at) for each in page.rows]
    return render(request, "desk/breaches.html", {"rows": rows, "page": page})


def _breach_row(breach: Breach, *, at: datetime) -> dict[str, Any]:
    ticket, timer = breach.ticket, breach.timer
    complaint = max(ticket.complaints.all(), key=lambda each: each.opened_at, default=None)
    return {
        "breach": breach,
        "kind": TimerKind(breach.kind).label,
        "over": (timer.stopped_at or at) - breach.due_at,
        "answered": timer.stopped_at is not None,
        "ticket": ticket,
        "customer": masked(ticket.customer)["name"],
        "url": reverse("desk:ticket_explain", args=[ticket.number, timer.pk]) + "?from=breached",
        "complaint": complaint,
        "complaint_url": reverse("desk:complaint", args=[complaint.number]) if complaint else "",
    }


@signed_in
@require_safe
def register(request: DeskRequest) -> HttpResponse:
    """Open complaints, the oldest first; decided ones, the newest first."""
    user = staff(request)
    if user.role == Role.AGENT:
        raise NotFound
    decided = request.GET.get("show") == "decided"
    seen, after = complaints_visible_to(user), request.GET.get("after", "")
    if decided:
        page = by_moment(seen.filter(state=ComplaintState.DECIDED), "decided_at", after, newest_first=True)
    else:
        page = by_moment(seen.filter(state=ComplaintState.OPEN), "opened_at", after)
    words = {"page": page, "decided": decided, "rows": [_register_row(each, at=request.at) for each in page.rows]}
    return render(request, "desk/complaints.html", words | {"tabs": _tabs(decided=decided)})


def _tabs(*, decided: bool) -> list[dict[str, Any]]:
    here = reverse("desk:complaints")
    return [
        {"label": pgettext("complaints", "Open"), "url": here, "current": not decided},
        {"label": pgettext("complaints", "Decided"), "url": f"{here}?show=decided", "current": decided},
    ]


def _register_row(complaint: Complaint, *, at: datetime) -> dict[str, Any]:
    return {
        "complaint": complaint,
        "customer": masked(complaint.customer)["name"],
        "age": (complaint.decided_at or at) - complaint.opened_at,
        "url": reverse("desk:complaint", args=[complaint.number]),
    }


def _found(request: DeskRequest, number: str) -> tuple[User, Complaint]:
    user = staff(request)
    seen = complaints_visible_to(user).select_related("ticket__assignee", "ticket__team", "ticket__customer")
    complaint = seen.filter(number=number).first()
    if complaint is None:
        raise NotFound
    return user, complaint


def _page(
    request: DeskRequest, user: User, complaint: Complaint, *, forms: dict[str, Form] | None = None, status: int = 200
) -> HttpResponse:
    at, ticket = request.at, complaint.ticket
    hands = concerned(ticket)
    clocks = promises.clocks(timers_of(ticket), at=at)
    missed = [each for each in clocks if each.state in {"breach", "met_late"}]
    words: dict[str, Any] = {
        "complaint": complaint,
        "ticket": ticket,
        "customer": masked(complaint.customer)["name"],
        "age": (complaint.decided_at or at) - complaint.opened_at,
        "ticket_url": reverse("desk:ticket", args=[ticket.number]) + "?from=complaints",
        "clocks": [
            {"clock": each, "explain": promises.explain(each, at=at), "over": at - each.limit_at, "open": False}
            for each in missed
        ],
        "officers": [{"user": each, "concerned": each.pk in hands} for each in _officers()],
        "may_assign": user.leads_people or user.role == Role.OFFICER,
        "locked": _why_locked(complaint, user),
        "handler_form": HandlerForm(officers=_officers(), initial={"to": complaint.handler_id}),
        "decide_form": DecideForm(),
    }
    return render(request, "desk/complaint.html", words | (forms or {}), status=status)


def _officers() -> Any:
    load = Count("complaints", filter=Q(complaints__state=ComplaintState.OPEN))
    return User.objects.filter(role=Role.OFFICER, is_active=True).annotate(load=load).order_by("load", "agent_number")


def _why_locked(complaint: Complaint, user: User) -> str:
    """Why this person may not decide; empty when they may."""
    try:
        require_handler(complaint, by=user)
    except NotAllowed as refusal:
        return str(refusal.sentence)
    return ""


@signed_in
@require_safe
def complaint(request: DeskRequest, number: str) -> HttpResponse:
    """One complaint with the promise that was missed."""
    user, found = _found(request, number)
    return _page(request, user, found)


@posted_to_complaint
def handler(request: DeskRequest, number: str) -> HttpResponse:
    """Give it to another officer."""
    user, found = _found(request, number)
    form, status = HandlerForm(request.POST, officers=_officers()), 422
    if form.is_valid():
        try:
            assign_handler(complaint=found, to=form.cleaned_data["to"], by=user, at=request.at)
        except DomainError as refusal:
            add_refusal(form, refusal)
            status = refusal.status
        else:
            return see_other(reverse("desk:complaint", args=[number]))
    return _page(request, user, found, forms={"handler_form": form}, status=status)


@posted_to_complaint
def decide(request: DeskRequest, number: str) -> HttpResponse:
    """Decide it with reasons."""
    user, found = _found(request, number)
    form, status = DecideForm(request.POST), 422
    if form.is_valid():
        try:
            decide_complaint(complaint=found, decision=form.cleaned_data["decision"], by=user, at=request.at)
        except DomainError as refusal:
            add_refusal(form, refusal)
            status = refusal.status
        else:
            messages.success(request, _("Decided. The customer is told."), extra_tags=f"{user.pk}:{number}")
            return see_other(reverse("desk:complaint", args=[number]))
    return _page(request, user, found, forms={"decide_form": form}, status=status)
