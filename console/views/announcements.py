"""Announcements at the desk: the list, writing one with its preview, withdrawing it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from channels.announcements.models import Announcement
from channels.announcements.services import announce, may_announce, require_announcer, withdraw_announcement
from console.access import DeskRequest, posted_to_announcement, signed_in, staff
from console.forms.announcements import AnnouncementForm
from console.paging import by_moment
from console.views.answers import see_other
from core.errors import DomainError, NotFound
from core.refusals import add_refusal


@signed_in
@require_safe
def announcements(request: DeskRequest) -> HttpResponse:
    """All of them, those to come first."""
    user = staff(request)
    seen = Announcement.objects.visible_to(user).select_related("written_by")
    page = by_moment(seen, "starts_at", request.GET.get("after", ""), newest_first=True)
    rows = [_row(each, request) for each in page.rows]
    return render(request, "desk/announcements.html", {"rows": rows, "page": page, "writes": may_announce(user)})


def _row(found: Announcement, request: DeskRequest) -> dict[str, Any]:
    """Where it stands now: icon, tone, words."""
    at = request.at
    if found.withdrawn_at:
        state = ("undo-2", "", _("Withdrawn"))
    elif found.starts_at > at:
        state = ("calendar-clock", "accent", _("Scheduled"))
    elif found.ends_at and found.ends_at <= at:
        state = ("archive", "", _("Over"))
    else:
        state = ("megaphone", "ok", _("Public now"))
    return {"one": found, "title": found.said("title"), "icon": state[0], "tone": state[1], "state": state[2]}


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: DeskRequest) -> HttpResponse:
    """Write one."""
    require_announcer(staff(request))
    return _written(request, None)


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def announcement(request: DeskRequest, pk: int) -> HttpResponse:
    """What it says; for who leads with its form."""
    user = staff(request)
    found = _found(user, pk)
    if request.method == "POST":
        require_announcer(user)
    return _written(request, found)


def _found(user: User, pk: int) -> Announcement:
    found = Announcement.objects.visible_to(user).select_related("written_by").filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def _written(request: DeskRequest, found: Announcement | None) -> HttpResponse:
    user, posted, status = staff(request), request.method == "POST", 200
    more = {"initial": AnnouncementForm.of(found)} if found else {}
    form = AnnouncementForm(request.POST if posted else None, at=request.at, **more)
    preview = posted and form.is_valid() and "preview" in request.POST
    if posted and form.is_valid() and not preview:
        try:
            seen = form.cleaned_data["version"] if found else None
            kept = announce(words=form.words(), by=user, at=request.at, announcement=found, seen_version=seen)
        except DomainError as refusal:
            add_refusal(form, refusal)
            status = refusal.status
        else:
            messages.success(request, _("Saved. The public reads it from its beginning on."))
            return see_other(reverse("desk:announcement", args=[kept.pk]))
    elif posted and not preview:
        status = 422
    return _page(request, form, found, preview=preview, status=status)


def _page(
    request: DeskRequest, form: AnnouncementForm, found: Announcement | None, *, preview: bool, status: int
) -> HttpResponse:
    context = {
        "form": form,
        "one": found,
        "row": _row(found, request) if found else None,
        "preview": form.words() if preview else None,
        "writes": may_announce(staff(request)) and not (found and found.withdrawn_at),
    }
    return render(request, "desk/announcement.html", context, status=status)


@posted_to_announcement
def withdraw(request: DeskRequest, pk: int) -> HttpResponse:
    """Nobody reads it any more."""
    user = staff(request)
    withdraw_announcement(announcement=_found(user, pk), by=user, at=request.at)
    messages.success(request, _("Withdrawn: nobody reads it any more."))
    return see_other(reverse("desk:announcements"))
