"""For administrators: whether everything runs."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Role, User
from console.access import DeskRequest, signed_in
from console.access import staff as signed_in_person
from console.views.answers import see_other
from core.errors import NotAllowed
from outbox.models import Delivery, DeliveryState
from outbox.selectors import outbox_health
from outbox.services import send_again as try_again
from sla.models import Guard, RingerTick, Timer, TimerState
from sla.services.health import sla_health
from sla.services.ringing import release_guards
from sla.services.ringing import release_timer as release_held_timer

MOST = 50


def administrator(request: DeskRequest) -> User:
    """The signed-in person; NotAllowed for anybody who is not an administrator."""
    user = signed_in_person(request)
    if user.role != Role.ADMINISTRATOR:
        raise NotAllowed(_("Only administrators open this page."))
    return user


@signed_in
@never_cache
@require_safe
def operation(request: DeskRequest) -> HttpResponse:
    """Whether the promises are watched and the deliveries go out."""
    administrator(request)
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
    administrator(request)
    try_again(delivery_id=pk, at=request.at)
    messages.success(request, _("It is tried again within seconds."))
    return see_other(reverse("desk:operation"))


@signed_in
@require_POST
def release(request: DeskRequest) -> HttpResponse:
    """Let the ringers go on after a guard held them."""
    user = administrator(request)
    if release_guards(by=user, at=request.at):
        messages.success(request, _("The ringers go on. What is due is fired within seconds."))
    return see_other(reverse("desk:operation"))


@signed_in
@require_POST
def release_held(request: DeskRequest, pk: int) -> HttpResponse:
    """Give a held timer new tries."""
    administrator(request)
    if release_held_timer(timer_id=pk, at=request.at):
        messages.success(request, _("It is tried again within seconds."))
    return see_other(reverse("desk:operation"))
