"""Calendars: this week drawn, edits with a preview, holidays of a country or of a file as lines of the draft."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from console import calendar_page, policy_page
from console.access import DeskRequest, signed_in
from console.forms.calendars import CalendarForm, merged
from console.views.answers import see_other
from console.views.promises.policies import editor, reader
from core.errors import Conflict, DomainError, NotFound
from core.hours import Schedule, SpecialDay
from sla.models import Calendar, CalendarVersion
from sla.permissions import require_editor
from sla.public_holidays import public_holidays, regions
from sla.services.preview import Change
from sla.services.publishing import check_users, checked_schedule, create_calendar, revise_calendar
from sla.services.rebase import order_calendar_rebase
from sla.services.setups import Setup

Page = dict[str, Any]


@signed_in
@require_safe
def calendars(request: DeskRequest) -> HttpResponse:
    """All calendars with their week."""
    return render(request, "desk/calendars.html", calendar_page.calendars_page(reader(request), at=request.at))


def _found(pk: int) -> CalendarVersion:
    version = CalendarVersion.objects.select_related("calendar").filter(calendar=pk).order_by("-version").first()
    if version is None:
        raise NotFound
    return version


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request: DeskRequest, pk: int) -> HttpResponse:
    """Its hours and days, what others would mean, and its history."""
    user, version = reader(request), _found(pk)
    page, hours = calendar_page.calendar_page(user, version), version.hours()
    if request.method != "POST":
        years = {"first_year": request.at.year, "last_year": request.at.year + 1}
        form = CalendarForm(initial=CalendarForm.shown(hours) | years | {"seen": version.version}, new=False)
        return _page(request, form, hours, page)
    require_editor(user)
    return _posted(request, user, page, new=False)


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def calendar_new(request: DeskRequest) -> HttpResponse:
    """A calendar that there was not yet."""
    user, page = editor(request), {"editable": True}
    if request.method != "POST":
        years = {"first_year": request.at.year, "last_year": request.at.year + 1}
        form = CalendarForm(initial=years | {"seen": 0, "always": "week", "zone": user.zone}, new=True)
        return _page(request, form, None, page)
    return _posted(request, user, page, new=True)


def _posted(request: DeskRequest, user: User, page: Page, *, new: bool) -> HttpResponse:
    """What the pressed button asks for; each refusal stands where it was typed."""
    known = regions(request.POST.get("country", ""))
    form = CalendarForm(request.POST, request.FILES, new=new, regions=known)
    action = request.POST.get("action", "")
    if action == "regions":
        return render(request, "desk/_calendar_country.html", {"form": form, "has_regions": bool(known)})
    if not form.is_valid():
        return _page(request, form, _present(page), page, status=422)
    try:
        if action in _ADDITIONS:
            return _added(request, form, page, *_ADDITIONS[action](form))
        schedule = checked_schedule(form.schedule().to_json())
        if action != "publish" or not form.looked_at():
            return _preview(request, form, schedule, page)
        return _publish(request, user, form, schedule, page)
    except DomainError as refusal:
        return _refused(request, form, refusal, page)


def _page(
    request: DeskRequest, form: CalendarForm, schedule: Schedule | None, page: Page, *, status: int = 200
) -> HttpResponse:
    words = page | calendar_page.draft_page(form, schedule, at=request.at)
    country = form.data.get("country", "") if form.is_bound else ""
    return render(request, "desk/calendar.html", words | {"has_regions": bool(regions(country))}, status=status)


# Lines for the draft


def _of_country(form: CalendarForm) -> tuple[list[SpecialDay], list[str]]:
    typed = form.cleaned_data
    first, last = typed["first_year"] or 0, typed["last_year"] or 0
    working = form.working() if typed["made_up"] else ()
    found = public_holidays(typed["country"], typed["region"], range(first, last + 1), working=working)
    return list(found.days), [str(each) for each in found.notes]


def _of_file(form: CalendarForm) -> tuple[list[SpecialDay], list[str]]:
    return list(form.offered().days), []


_ADDITIONS: dict[str, Callable[[CalendarForm], tuple[list[SpecialDay], list[str]]]] = {
    "country": _of_country,
    "file": _of_file,
}


def _added(
    request: DeskRequest, form: CalendarForm, page: Page, days: list[SpecialDay], notes: list[str]
) -> HttpResponse:
    """The list with more days in it, drawn as it stands; what was listed stays. Nothing is saved."""
    text, new, there = merged(form.listed(), days)
    form.again(special=text, previewed="", pasted="")
    told = [ngettext("%(count)d day added to the list.", "%(count)d days added to the list.", new) % {"count": new}]
    if there:
        sentence = ngettext("%(count)d was listed already and stays.", "%(count)d were listed already and stay.", there)
        told.append(sentence % {"count": there})
    fresh = CalendarForm(form.data, new="name" in form.fields, regions=regions(form.data.get("country", "")))
    drawn = fresh.readable() or _present(page)
    return _page(request, fresh, drawn, page | {"told": told, "notes": notes})


# Preview and publishing


def _preview(request: DeskRequest, form: CalendarForm, schedule: Schedule, page: Page) -> HttpResponse:
    stale = request.POST.get("action") == "publish"
    form.again(previewed=form.digest())
    words: Page = {"previewed": True, "stale": stale}
    version: CalendarVersion | None = page.get("version")
    if version:
        check_users(version.calendar, schedule, at=request.at)
        words["changed"] = calendar_page.differences(version.hours(), schedule)
        if page["policies"]:
            change = calendar_page.calendar_change(version.calendar, schedule)
            words["effect"] = policy_page.effect(change, at=request.at)
    return _page(request, form, schedule, page | words)


def _publish(request: DeskRequest, user: User, form: CalendarForm, schedule: Schedule, page: Page) -> HttpResponse:
    typed, at, plain = form.cleaned_data, request.at, schedule.to_json()
    version: CalendarVersion | None = page.get("version")
    if version:
        seen = typed["seen"]
        made = revise_calendar(calendar=version.calendar, schedule=plain, seen_version=seen, by=user, at=at)
    else:
        made = create_calendar(name=typed["name"], schedule=plain, by=user, at=at)
    facts = {"name": made.calendar.name, "version": made.version}
    if typed["running"] == "rebase":
        order_calendar_rebase(calendar=made.calendar, by=user, at=at)
        sentence = _("“%(name)s” version %(version)s is published; running promises are being re-based.")
    else:
        sentence = _("“%(name)s” version %(version)s is published. Running promises keep theirs.")
    messages.success(request, sentence % facts)
    return see_other(reverse("desk:calendar", args=[made.calendar_id]))


def _refused(request: DeskRequest, form: CalendarForm, refusal: DomainError, page: Page) -> HttpResponse:
    form.refuse(refusal)
    more: Page = {}
    if isinstance(refusal, Conflict):
        last: CalendarVersion = page["version"]
        seen = CalendarVersion.objects.filter(calendar=last.calendar_id, version=form.cleaned_data["seen"]).first()
        more["overtaken"] = calendar_page.differences(seen.hours(), last.hours()) if seen else []
        form.again(seen=last.version, previewed="")
    return _page(request, form, _present(page), page | more, status=refusal.status)


def _present(page: Page) -> Schedule | None:
    """The hours as they are, to be drawn where those that were typed cannot be."""
    version: CalendarVersion | None = page.get("version")
    return version.hours() if version else None


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def calendar_rebase(request: DeskRequest, pk: int) -> HttpResponse:
    """What re-basing the running promises would do now; the button there orders it."""
    user, version = editor(request), _found(pk)
    found: Calendar = version.calendar
    back = reverse("desk:calendar", args=[pk])
    if request.method == "POST":
        order_calendar_rebase(calendar=found, by=user, at=request.at)
        messages.success(request, _("The running promises are being re-based; the history tells how many moved."))
        return see_other(back)
    effect = policy_page.effect(Change.of_calendar(Setup.present(), pk), at=request.at)
    return render(request, "desk/policy_rebase.html", {"title": found.name, "effect": effect, "back_url": back})
