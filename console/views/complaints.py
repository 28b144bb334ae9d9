"""Missed promises, for those who look after them. Agents find nothing here."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from accounts.models import Role
from accounts.selectors import masked, teams
from console.access import DeskRequest, signed_in, staff
from console.paging import by_moment
from core.errors import NotFound
from sla.models import Breach, TimerKind
from sla.selectors import breaches_visible_to


@signed_in
@require_safe
def breaches(request: DeskRequest) -> HttpResponse:
    """Every promise that was missed, the newest first."""
    user = staff(request)
    if user.role == Role.AGENT:
        raise NotFound
    seen = breaches_visible_to(user).prefetch_related("ticket__complaints")
    page = by_moment(seen, "due_at", request.GET.get("after", ""), newest_first=True)
    names = _team_names()
    rows = [_breach_row(each, names, at=request.at) for each in page.rows]
    return render(request, "desk/breaches.html", {"rows": rows, "page": page})


def _team_names() -> dict[str, str]:
    """What a breach kept as its team's name, and how that team is called in the active language."""
    chinese = (get_language() or "").startswith("zh")
    return {each.name: each.name_zh for each in teams()} if chinese else {}


def _breach_row(breach: Breach, names: dict[str, str], *, at: datetime) -> dict[str, Any]:
    ticket, timer = breach.ticket, breach.timer
    complaint = max(ticket.complaints.all(), key=lambda each: each.opened_at, default=None)
    return {
        "breach": breach,
        "kind": TimerKind(breach.kind).label,
        "over": (timer.stopped_at or at) - breach.due_at,
        "answered": timer.stopped_at is not None,
        "ticket": ticket,
        "team": names.get(breach.team_name, breach.team_name),
        "customer": masked(ticket.customer)["name"],
        "url": reverse("desk:ticket_explain", args=[ticket.number, timer.pk]) + "?from=breached",
        "complaint": complaint,
        "complaint_url": reverse("desk:complaint", args=[complaint.number]) if complaint else "",
    }
