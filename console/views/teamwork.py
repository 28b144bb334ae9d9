"""How a team shares its work: beside its hours, for who leads."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import Team
from accounts.selectors import agents_of
from accounts.selectors import teams as all_teams
from accounts.services.shifts import require_planner
from accounts.services.teamwork import set_team_work
from console.access import DeskRequest, signed_in, staff
from console.forms.teamwork import TeamWorkForm
from console.views.answers import see_other
from core.errors import DomainError, NotFound


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def team_work(request: DeskRequest, pk: int) -> HttpResponse:
    """Who is given free tickets, who helps out, what comes back after silence, what is handed over."""
    user, teams = staff(request), all_teams()
    require_planner(user)
    found = next((each for each in teams if each.pk == pk), None)
    if found is None:
        raise NotFound
    form = _form(request, found, [each for each in teams if each.pk != pk])
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            set_team_work(team=found, work=form.work(), limits=form.limits(), by=user, at=request.at)
        except DomainError as refusal:
            form.refuse(refusal)
            status = refusal.status
        else:
            messages.success(request, _("How the team shares its work is saved."))
            return see_other(reverse("desk:teams"))
    return render(request, "desk/team_work.html", {"team": found, "form": form}, status=status)


def _form(request: DeskRequest, team: Team, others: list[Team]) -> TeamWorkForm:
    agents, zh = agents_of(team), get_language() != "en"
    typed = request.POST if request.method == "POST" else None
    return TeamWorkForm(typed, initial=TeamWorkForm.of_team(team, agents), others=others, agents=agents, zh=zh)
