"""For administrators: who works here, and whether everything runs."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Role, User
from accounts.services.staff import create_staff, disable_staff, enable_staff
from console.access import DeskRequest, signed_in
from console.access import staff as signed_in_person
from console.forms.staff import StaffForm
from console.views.answers import see_other
from core.errors import DomainError, NotAllowed, NotFound, Sentence
from core.refusals import add_refusal
from outbox.models import Delivery, DeliveryState
from outbox.selectors import outbox_health
from outbox.services import send_again as try_again
from sla.models import Guard, RingerTick, Timer, TimerState
from sla.services.health import sla_health
from sla.services.ringing import release_guards
from sla.services.ringing import release_timer as release_held_timer
from tickets.categories import Category, Language
from tickets.models import Ticket

MOST = 50


def _administrator(request: DeskRequest) -> User:
    user = signed_in_person(request)
    if user.role != Role.ADMINISTRATOR:
        raise NotAllowed(_("Only administrators open this page."))
    return user


@signed_in
@never_cache
@sensitive_variables("password")
@require_http_methods(["GET", "HEAD", "POST"])
def staff(request: DeskRequest) -> HttpResponse:
    """All accounts, and a form for a new one. Its first password stands in the answer once and nowhere else."""
    user = _administrator(request)
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
    request: DeskRequest, form: Form, *, made: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    people = User.objects.select_related("team").order_by("-is_active", "role", "agent_number")
    rows = [
        {
            "user": each,
            "skills": _listed(Category(skill).label for skill in each.skills if skill in Category.values),
            "languages": _listed(Language(one).label for one in each.languages if one in Language.values),
            "me": each.pk == getattr(request.user, "pk", None),
        }
        for each in people
    ]
    return render(request, "desk/staff.html", {"rows": rows, "form": form, "made": made}, status=status)


def _listed(words: Iterable[Sentence]) -> str:
    return pgettext("between the items of a list", ", ").join(str(each) for each in words)


@signed_in
@never_cache
@require_safe
def staff_disable(request: DeskRequest, pk: int) -> HttpResponse:
    """Asks first: what it means to close this account. The button there does it."""
    _administrator(request)
    person = User.objects.select_related("team").filter(pk=pk).first()
    if person is None:
        raise NotFound
    if not person.is_active:
        return see_other(reverse("desk:staff"))
    held = Ticket.objects.assigned_to(person).count()
    return render(request, "desk/staff_disable.html", {"person": person, "held": held})


@signed_in
@require_POST
def staff_active(request: DeskRequest, pk: int) -> HttpResponse:
    """Close an account, with its sessions at once, or open it again."""
    user = _administrator(request)
    person = User.objects.filter(pk=pk).first()
    if person is None:
        raise NotFound
    if request.POST.get("active") == "1":
        enable_staff(user=person, by=user, at=request.at)
        messages.success(request, _("%(name)s may sign in again.") % {"name": person.name})
    else:
        disable_staff(user=person, by=user, at=request.at)
        messages.success(request, _("%(name)s is signed out everywhere and cannot sign in.") % {"name": person.name})
    return see_other(reverse("desk:staff"))


@signed_in
@never_cache
@require_safe
def operation(request: DeskRequest) -> HttpResponse:
    """Whether the promises are watched and the deliveries go out."""
    _administrator(request)
    dead = Delivery.objects.filter(state=DeliveryState.DEAD).select_related("event").order_by("-id")
    held = Timer.objects.filter(state=TimerState.HELD).select_related("ticket").order_by("id")
    health, outbox = sla_health(at=request.at), outbox_health(at=request.at)
    words = {
        "health": health,
        "canary_due": request.at - health.canary if health.canary else None,
        "due_since": request.at - health.lag if health.lag else None,
        "outbox": outbox,
        "waiting_since": request.at - timedelta(seconds=outbox["late_seconds"]) if outbox["late_seconds"] else None,
        "ticks": RingerTick.objects.order_by("-at"),
        "guards": Guard.objects.filter(released_at__isnull=True),
        "held": held[:MOST],
        "dead": dead[:MOST],
    }
    return render(request, "desk/operation.html", words)


@signed_in
@require_POST
def send_again(request: DeskRequest, pk: int) -> HttpResponse:
    """Give a dead delivery new tries."""
    _administrator(request)
    try_again(delivery_id=pk, at=request.at)
    messages.success(request, _("It is tried again within seconds."))
    return see_other(reverse("desk:operation"))


@signed_in
@require_POST
def release(request: DeskRequest) -> HttpResponse:
    """Let the ringers go on after a guard held them."""
    user = _administrator(request)
    if release_guards(by=user, at=request.at):
        messages.success(request, _("The ringers go on. What is due is fired within seconds."))
    return see_other(reverse("desk:operation"))


@signed_in
@require_POST
def release_held(request: DeskRequest, pk: int) -> HttpResponse:
    """Give a held timer new tries."""
    _administrator(request)
    if release_held_timer(timer_id=pk, at=request.at):
        messages.success(request, _("It is tried again within seconds."))
    return see_other(reverse("desk:operation"))
