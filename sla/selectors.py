"""Reads about promises."""

from datetime import datetime

from django.db.models import QuerySet

from accounts.models import User
from core import hours
from sla.models import Breach, Timer
from tickets.models import Ticket


def timers_of(ticket: Ticket) -> list[Timer]:
    """All clocks of a ticket, newest generation first, with what explains them. Two queries."""
    timers = Timer.objects.filter(ticket=ticket).order_by("-generation", "due_at")
    return list(
        timers.select_related("policy_version__policy", "calendar_version__calendar").prefetch_related("pauses")
    )


def explanation(timer: Timer, *, at: datetime) -> list[hours.Line]:
    """How goal and limit come about: the ledger from the start to the answer, or to `at`, or to the limit if that is later."""
    goal, limit = timer.targets
    pauses = [(each.started_at, each.ended_at) for each in timer.pauses.all()]
    until = timer.stopped_at or max(at, timer.due_at)
    return hours.ledger(timer.calendar_version.hours(), timer.started_at, goal, limit, pauses, until)


def breaches_visible_to(user: User) -> QuerySet[Breach]:
    """Missed promises, newest first."""
    seen = Ticket.objects.visible_to(user)
    breaches = Breach.objects.order_by("-due_at", "-id").select_related("ticket__customer", "ticket__assignee", "timer")
    return breaches if user.role != "agent" else breaches.filter(ticket__in=seen)
