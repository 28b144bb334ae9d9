"""When people may be disturbed: for who leads the hours of the teams, for everybody their own quiet hours."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Team, User
from accounts.selectors import teams as all_teams
from accounts.services.shifts import require_planner, set_quiet_hours, set_team_hours
from console import calendar_page
from console.access import DeskRequest, signed_in, staff
from console.forms.shifts import QuietForm, TeamHoursForm
from console.views.answers import see_other
from core.errors import DomainError, NotFound
from core.hours import is_open
from core.hourwords import week_words
from core.timewords import zone_words
from core.zones import zone_names


def _planner(request: DeskRequest) -> User:
    user = staff(request)
    require_planner(user)
    return user


@signed_in
@require_safe
def teams(request: DeskRequest) -> HttpResponse:
    """All teams: when they are on shift, and whether they are now. Two queries, however many there are."""
    _planner(request)
    members: dict[int | None, list[str]] = {}
    for person in User.objects.filter(is_active=True, team__isnull=False):
        members.setdefault(person.team_id, []).append(person.name)
    rows = [_row(each, members.get(each.pk, []), request) for each in all_teams()]
    return render(request, "desk/teams.html", {"rows": rows})


def _row(team: Team, members: list[str], request: DeskRequest) -> dict[str, Any]:
    schedule = team.schedule
    return {
        "team": team,
        "members": members,
        "hours": week_words(schedule) if schedule else "",
        "zone_words": zone_words(schedule.zone, at=request.at) if schedule else "",
        "on_shift": schedule is None or is_open(schedule, request.at),
    }


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def team(request: DeskRequest, pk: int) -> HttpResponse:
    """When the people of one team are on shift."""
    user, found = _planner(request), Team.objects.filter(pk=pk).first()
    if found is None:
        raise NotFound
    if request.method != "POST":
        return _team_page(request, TeamHoursForm(initial=TeamHoursForm.of_team(found)), found)
    form = TeamHoursForm(request.POST)
    if not form.is_valid():
        return _team_page(request, form, found, status=422)
    try:
        set_team_hours(team=found, schedule=form.schedule(), by=user, at=request.at)
    except DomainError as refusal:
        form.refuse(refusal)
        return _team_page(request, form, found, status=refusal.status)
    messages.success(request, _("The hours of the team are saved. Mail that waits follows them at once."))
    return see_other(reverse("desk:teams"))


def _team_page(request: DeskRequest, form: TeamHoursForm, found: Team, *, status: int = 200) -> HttpResponse:
    schedule = form.readable() if form.is_bound else found.schedule
    words = {"team": found, "form": form, "zones": zone_names()}
    words |= calendar_page.drawing(schedule, at=request.at) if schedule else {}
    return render(request, "desk/team.html", words, status=status)


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def quiet(request: DeskRequest) -> HttpResponse:
    """One's own quiet hours."""
    user = staff(request)
    if request.method != "POST":
        return _quiet_page(request, QuietForm(initial=QuietForm.of_user(user)))
    form = QuietForm(request.POST)
    if not form.is_valid():
        return _quiet_page(request, form, status=422)
    try:
        set_quiet_hours(**form.cleaned_data, by=user, at=request.at)
    except DomainError as refusal:
        form.refuse(refusal)
        return _quiet_page(request, form, status=refusal.status)
    messages.success(request, _("Your quiet hours are saved."))
    return see_other(reverse("desk:quiet"))


def _quiet_page(request: DeskRequest, form: QuietForm, *, status: int = 200) -> HttpResponse:
    user = staff(request)
    schedule = user.team.schedule if user.team else None
    words = {
        "form": form,
        "zone_words": zone_words(user.zone, at=request.at),
        "shift": week_words(schedule) if schedule else "",
        "shift_zone": zone_words(schedule.zone, at=request.at) if schedule else "",
    }
    return render(request, "desk/quiet.html", words, status=status)
