"""The hours of the ways in."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from console.access import DeskRequest, signed_in
from console.forms.opening import ChannelHoursForm
from console.views.answers import see_other
from console.views.promises.policies import editor
from sla.opening import openings
from sla.services.opening import set_channel_hours


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def channel_hours(request: DeskRequest) -> HttpResponse:
    """Which calendar each way in keeps, and how it stands now."""
    user = editor(request)
    posted = request.method == "POST"
    form = ChannelHoursForm(request.POST) if posted else ChannelHoursForm(initial=ChannelHoursForm.present())
    if posted and form.is_valid():
        set_channel_hours(chosen=form.cleaned_data, by=user, at=request.at)
        messages.success(request, _("The ways in keep these hours now."))
        return see_other(reverse("desk:channel_hours"))
    known = openings(request.at)
    rows = [{"field": form[kind], "way": known[kind]} for kind in known]
    return render(request, "desk/channel_hours.html", {"form": form, "rows": rows}, status=422 if posted else 200)
