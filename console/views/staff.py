"""For administrators: who works here, and what they may."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.services.staff import (
    change_staff,
    create_staff,
    disable_staff,
    enable_staff,
    reset_second_factor,
    sign_out_staff,
)
from console import staff_page
from console.access import DeskRequest, posted_to_person, signed_in
from console.forms.staff import AccountForm, ResetForm, StaffForm
from console.views.admin import administrator
from console.views.answers import see_other
from core.errors import DomainError, NotFound
from core.refusals import add_refusal
from core.zones import zone_names
from tickets.models import Ticket


@signed_in
@never_cache
@sensitive_variables("password")
@require_http_methods(["GET", "HEAD", "POST"])
def staff(request: DeskRequest) -> HttpResponse:
    """All accounts, and a form for a new one. Its first password stands in the answer once and nowhere else."""
    user = administrator(request)
    if request.method != "POST":
        return _staff_page(request, StaffForm())
    form = StaffForm(request.POST)
    if not form.is_valid():
        return _staff_page(request, form, status=422)
    try:
        created, password = create_staff(**form.facts(), by=user, at=request.at)
    except DomainError as refusal:
        add_refusal(form, refusal)
        return _staff_page(request, form, status=refusal.status)
    return _staff_page(request, StaffForm(), made={"user": created, "password": password})


def _staff_page(
    request: DeskRequest, form: StaffForm, *, made: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    rows = staff_page.rows(staff_page.people(), me=administrator(request), at=request.at)
    return render(request, "desk/staff.html", {"rows": rows, "form": form, "made": made}, status=status)


def _found(pk: int) -> User:
    person = staff_page.people().filter(pk=pk).first()
    if person is None:
        raise NotFound
    return person


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: DeskRequest, pk: int) -> HttpResponse:
    """One account: everything that can be changed about it, and how it came to be."""
    user, found = administrator(request), _found(pk)
    if request.method != "POST":
        return _person_page(request, found, AccountForm(initial=AccountForm.shown(found)))
    form = AccountForm(request.POST)
    if not form.is_valid():
        return _person_page(request, found, form, status=422)
    try:
        change_staff(user=found, draft=form.draft(), by=user, at=request.at)
    except DomainError as refusal:
        add_refusal(form, refusal)
        return _person_page(request, found, form, status=refusal.status)
    messages.success(request, _("The account is saved. It holds from the next page they open."))
    return see_other(reverse("desk:person", args=[pk]))


def _person_page(
    request: DeskRequest, found: User, form: AccountForm, *, reset: ResetForm | None = None, status: int = 200
) -> HttpResponse:
    context = staff_page.context(found, me=administrator(request), at=request.at)
    context |= {"form": form, "reset_form": reset or ResetForm(), "zones": zone_names()}
    return render(request, "desk/person.html", context, status=status)


@signed_in
@never_cache
@require_safe
def staff_disable(request: DeskRequest, pk: int) -> HttpResponse:
    """Asks first: what it means to close this account. The button there does it."""
    administrator(request)
    found = _found(pk)
    if not found.is_active:
        return see_other(reverse("desk:staff"))
    held = Ticket.objects.assigned_to(found).count()
    return render(request, "desk/staff_disable.html", {"person": found, "held": held})


@signed_in
@require_POST
def staff_active(request: DeskRequest, pk: int) -> HttpResponse:
    """Close an account, with its sessions at once, or open it again."""
    user = administrator(request)
    found = _found(pk)
    if request.POST.get("active") == "1":
        enable_staff(user=found, by=user, at=request.at)
        messages.success(request, _("%(name)s may sign in again.") % {"name": found.name})
    else:
        disable_staff(user=found, by=user, at=request.at)
        messages.success(request, _("%(name)s is signed out everywhere and cannot sign in.") % {"name": found.name})
    return see_other(reverse("desk:staff"))


@posted_to_person
def sign_out(request: DeskRequest, pk: int) -> HttpResponse:
    """End all sessions of somebody."""
    user, found = administrator(request), _found(pk)
    sign_out_staff(user=found, by=user, at=request.at)
    messages.success(request, _("%(name)s is signed out everywhere.") % {"name": found.name})
    return see_other(reverse("desk:staff") if found.pk == user.pk else reverse("desk:person", args=[pk]))


@posted_to_person
def second_factor(request: DeskRequest, pk: int) -> HttpResponse:
    """Take away what somebody has lost; a reason is needed."""
    user, found = administrator(request), _found(pk)
    form = ResetForm(request.POST)
    status = 422
    if form.is_valid():
        try:
            reset_second_factor(user=found, reason=form.cleaned_data["reason"], by=user, at=request.at)
        except DomainError as refusal:
            add_refusal(form, refusal)
            status = refusal.status
        else:
            messages.success(request, _("The second factor is gone. The next sign-in sets up a new one."))
            return see_other(reverse("desk:person", args=[pk]))
    account = AccountForm(initial=AccountForm.shown(found))
    return _person_page(request, found, account, reset=form, status=status)
