"""What one was told, unread first. Opening the page marks all as read."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.models import User
from channels.models import Call
from console import story
from console.access import DeskRequest, signed_in, staff
from notifications.models import Notice
from notifications.selectors import latest
from notifications.services import mark_read
from outbox.models import Event
from sla.reviews.permissions import READERS
from tickets.models import Ticket


@signed_in
@never_cache
@require_GET
def notices(request: DeskRequest) -> HttpResponse:
    """The newest hundred, as sentences with a link to what they are about."""
    user = staff(request)
    told = latest(user)
    mark_read(user=user, at=request.at)
    return render(request, "desk/notices.html", {"notices": lines(told, user)})


def lines(told: list[Notice], user: User) -> list[dict[str, Any]]:
    """Each notice with its sentence and, where the person may open it, its ticket, call or review. Two statements."""
    ids: dict[str, set[int]] = {"ticket": set(), "call": set()}
    for notice in told:
        ids.setdefault(notice.event.subject_kind, set()).add(notice.event.subject_id)
        ids["ticket"].add(notice.event.data.get("ticket_id") or 0)
    tickets = {each.pk: each for each in Ticket.objects.visible_to(user).filter(pk__in=ids["ticket"])}
    calls = {each.pk: each for each in Call.objects.filter(pk__in=ids["call"])} if user.leads_people else {}
    shown = []
    for notice in told:
        event = notice.event
        line: dict[str, Any] = {"at": event.at, "words": _words(notice), "new": notice.read_at is None}
        if event.subject_kind == "ticket" and event.subject_id in tickets:
            ticket = tickets[event.subject_id]
            timer = event.data.get("timer_id")
            url = reverse("desk:ticket", args=[ticket.number]) + (f"?explain={timer}" if timer else "")
            line |= {"number": ticket.number, "about": ticket.subject, "url": url}
        elif event.subject_kind == "call" and event.subject_id in calls:
            call = calls[event.subject_id]
            line |= {
                "number": call.number,
                "about": _("Call"),
                "url": reverse("desk:call_summary", args=[call.number]),
            }
        elif event.subject_kind in {"review", "reviews"}:
            line |= _of_review(event, user, tickets.get(event.data.get("ticket_id") or 0))
        shown.append(line)
    return shown


def _words(notice: Notice) -> str:
    words = story.sentence(notice.event)
    if not notice.stands_in:
        return words
    return _("%(what)s You are told because none of them is on shift.") % {"what": words}


def _of_review(event: Event, user: User, ticket: Ticket | None) -> dict[str, Any]:
    """To the case for who reads reviews; to their own actions for the others."""
    about = {"number": ticket.number, "about": ticket.subject} if ticket else {}
    if user.role not in READERS:
        return about | {"url": reverse("desk:actions")}
    if event.subject_kind == "reviews":
        return {"url": reverse("desk:reviews")}
    return about | {"url": reverse("desk:review", args=[event.subject_id])}
