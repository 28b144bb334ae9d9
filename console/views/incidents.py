"""Incidents: the list, one of them, what who leads does about it, and what belongs to it from a ticket's page."""

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from console import incident_page
from console.access import DeskRequest, posted_to_incident, posted_to_ticket, signed_in, staff
from console.forms.incidents import AttachForm, DeclareForm, DetachForm, SolveForm, UpdateForm
from console.paging import by_moment
from console.ticket_page import Shown
from console.views.answers import see_other
from console.views.tickets import found_ticket, ticket_answer
from core.errors import DomainError, NotFound
from core.refusals import add_refusal
from incidents import services
from incidents.models import Incident, Update
from incidents.policies import may_lead, require_leader
from outbox.services import once


@signed_in
@require_safe
def incidents(request: DeskRequest) -> HttpResponse:
    """All incidents, the newest first."""
    user = staff(request)
    seen = Incident.objects.visible_to(user).select_related("declared_by")
    page = by_moment(seen, "declared_at", request.GET.get("after", ""), newest_first=True)
    words = {"rows": [incident_page.row(each) for each in page.rows], "page": page, "leads": may_lead(user)}
    return render(request, "desk/incidents.html", words)


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def declare(request: DeskRequest) -> HttpResponse:
    """A new one."""
    user, status = require_leader(staff(request)), 200
    form = DeclareForm(request.POST if request.method == "POST" else None, at=request.at)
    if form.is_valid():
        try:
            made = services.declare_incident(notice=form.notice(), rule=form.rule(), by=user, at=request.at)
        except DomainError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(
                request, _("Declared. Tickets that fit are being attached."), extra_tags=_draft(user, "new")
            )
            return see_other(reverse("desk:incident", args=[made.pk]))
    if form.is_bound:
        status = 422
    words = {"form": form, "draft_key": _draft(user, "new")}
    return render(request, "desk/incident_new.html", words, status=status)


def _draft(user: User, place: object) -> str:
    return f"{user.pk}:incident-{place}"


def _found(user: User, pk: int) -> Incident:
    seen = Incident.objects.visible_to(user).select_related("declared_by", "solved_by")
    found = seen.filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


@signed_in
@never_cache
@require_safe
def incident(request: DeskRequest, pk: int) -> HttpResponse:
    """Its text, its tickets, its updates, who."""
    return _page(request, _found(staff(request), pk))


def _page(
    request: DeskRequest, found: Incident, *, forms: dict[str, Form] | None = None, status: int = 200
) -> HttpResponse:
    words = incident_page.context(found, staff(request), at=request.at, forms=forms)
    return render(request, "desk/incident.html", words, status=status)


@posted_to_incident
def update(request: DeskRequest, pk: int) -> HttpResponse:
    """One word to all attached tickets."""
    user = require_leader(staff(request))
    found, form = _found(user, pk), UpdateForm(request.POST)
    if form.is_valid():
        try:
            _publish_once(found, form, user, request)
        except DomainError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(
                request, _("The update is on its way to every attached ticket."), extra_tags=_draft(user, pk)
            )
            return see_other(reverse("desk:incident", args=[pk]))
    return _page(request, found, forms={"update": form}, status=422)


def _publish_once(found: Incident, form: UpdateForm, user: User, request: DeskRequest) -> None:
    def make() -> Update:
        return services.publish_update(incident=found, notice=form.notice(), by=user, at=request.at)

    once(scope=f"incident:{found.pk}", key=str(form.cleaned_data["key"]), model=Update, make=make, at=request.at)


@posted_to_incident
def solve(request: DeskRequest, pk: int) -> HttpResponse:
    """It is over, with a last word or without."""
    user = require_leader(staff(request))
    found, form = _found(user, pk), SolveForm(request.POST)
    if form.is_valid():
        try:
            services.solve_incident(incident=found, last_word=form.last_word(), by=user, at=request.at)
        except DomainError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Solved. Its tickets stay attached."), extra_tags=_draft(user, pk))
            return see_other(reverse("desk:incident", args=[pk]))
    return _page(request, found, forms={"solve": form}, status=422)


@posted_to_ticket
def attach(request: DeskRequest, number: str) -> HttpResponse:
    """The ticket belongs to it, though the rule did not see it."""
    user, ticket = found_ticket(request, number)
    form = AttachForm(request.POST, running=list(Incident.objects.visible_to(user).running()))
    if form.is_valid():
        try:
            chosen = form.known[form.cleaned_data["incident"]]
            reason = form.cleaned_data["reason"]
            services.attach_ticket(incident=chosen, ticket=ticket, reason=reason, by=user, at=request.at)
        except DomainError as refusal:
            add_refusal(form, refusal)
        else:
            return see_other(reverse("desk:ticket", args=[number]))
    return ticket_answer(request, user, ticket, shown=Shown(forms={"attach": form}), status=422)


@posted_to_ticket
def detach(request: DeskRequest, number: str) -> HttpResponse:
    """It has another cause."""
    user, ticket = found_ticket(request, number)
    pk = request.POST.get("incident", "")[:18]
    found = _found(user, int(pk) if pk.isdecimal() else 0)
    form = DetachForm(request.POST, auto_id=f"detach-{pk}-%s")
    if form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            services.detach_ticket(incident=found, ticket=ticket, reason=reason, by=user, at=request.at)
        except DomainError as refusal:
            add_refusal(form, refusal)
        else:
            return see_other(reverse("desk:ticket", args=[number]))
    return ticket_answer(request, user, ticket, shown=Shown(forms={f"detach-{pk}": form}), status=422)
