"""What we say to all."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from channels.announcements.models import Announcement
from channels.announcements.services import regions
from portal.announcements import announcement_rows
from portal.visits import moment_of

MOST = 50


@require_safe
def announcements(request: HttpRequest) -> HttpResponse:
    """What runs now, of one region or of all."""
    named, region = regions(), request.GET.get("region", "")[:40]
    shown = Announcement.objects.running(moment_of(request), region if region in named else "")[:MOST]
    context = {"rows": announcement_rows(shown), "regions": named, "region": region}
    return render(request, "portal/announcements.html", context)
