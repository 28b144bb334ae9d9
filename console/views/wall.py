"""The supervisor's wall, and what the desk measures by."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Role
from console.access import DeskRequest, signed_in, staff
from console.forms.wall import TargetsForm
from console.views.answers import see_other
from console.wall import page
from console.wall.asked import Asked
from core.errors import DomainError, NotFound
from reports.selectors import targets as current_targets
from reports.services import set_targets


@require_safe
@signed_in
def wall(request: DeskRequest) -> HttpResponse:
    """What is promised, at risk, waiting and owed now. Officers see their part, agents nothing."""
    user = staff(request)
    if user.role == Role.AGENT:
        raise NotFound
    seen = page.look(user, Asked.of(request.GET.dict()), at=request.at)
    return render(request, "desk/wall.html", page.wall(seen))


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def targets(request: DeskRequest) -> HttpResponse:
    """The values that the wall compares with."""
    user = staff(request)
    if not user.leads_people:
        raise NotFound
    if request.method != "POST":
        return render(
            request, "desk/wall_targets.html", {"form": TargetsForm(initial=TargetsForm.of(current_targets()))}
        )
    form, status = TargetsForm(request.POST), 422
    if form.is_valid():
        try:
            set_targets(**form.cleaned_data, by=user, at=request.at)
        except DomainError as refusal:
            form.refuse(refusal)
            status = refusal.status
        else:
            messages.success(request, _("The wall measures by these values now."))
            return see_other(reverse("desk:wall"))
    return render(request, "desk/wall_targets.html", {"form": form}, status=status)
