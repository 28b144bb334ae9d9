"""Reads about promises."""

from datetime import datetime

from django.db.models import Exists, F, OuterRef, QuerySet

from accounts.models import User
from core import hours
from core.promise_bar import BarState
from sla.models import OF_THE_TICKET, Breach, CalendarVersion, PolicyVersion, Timer, TimerState
from sla.services.policies import current_versions
from tickets.models import Ticket


def timers_of(ticket: Ticket) -> list[Timer]:
    """All clocks of a ticket, newest generation first, with what explains them and the reviews of missed ones. Two queries."""
    return list(timers_in_full(ticket).select_related("breach__review").order_by("-generation", "due_at"))


def timers_in_full(ticket: Ticket) -> QuerySet[Timer]:
    """All clocks of a ticket with what explains them."""
    told = Timer.objects.filter(ticket=ticket).select_related("policy_version__policy", "calendar_version__calendar")
    return told.prefetch_related("pauses")


def policies_in_force() -> QuerySet[PolicyVersion]:
    """The newest version of every policy in use with its calendar, by `position`."""
    return current_versions().select_related("policy", "calendar").annotate(position=F("policy__position"))


def calendars_in_force() -> QuerySet[CalendarVersion]:
    """The newest version of every calendar."""
    newer = CalendarVersion.objects.filter(calendar=OuterRef("calendar"), version__gt=OuterRef("version"))
    return CalendarVersion.objects.filter(~Exists(newer)).select_related("calendar").order_by("calendar_id")


def timer_state(timer: Timer, *, at: datetime) -> BarState:
    """How one promise stands; it follows from goal and limit, whether or not the ringer has been there."""
    if timer.state == TimerState.MET:
        return "met"
    if timer.state == TimerState.MISSED:
        return "met_late"
    if timer.state == TimerState.PAUSED:
        return "paused"
    if timer.due_at <= at:
        return "breach"
    return "risk" if timer.goal_at <= at else "ok"


def newest_of_each_kind(timers: list[Timer]) -> list[Timer]:
    """The clocks that count now: of each kind the newest generation. `timers` as `timers_of` gives them."""
    newest: dict[str, Timer] = {}
    for timer in timers:
        if timer.state != TimerState.CANCELLED:
            newest.setdefault(timer.kind, timer)
    return list(newest.values())


def nearest_promise(timers: list[Timer]) -> Timer | None:
    """The ticket's promise to show first: the nearest that runs, else the nearest that is paused, else the last that was answered.

    The clocks of a complaint are not the ticket's: its own page tells of them.
    """
    kept = [each for each in timers if each.kind in OF_THE_TICKET and each.state != TimerState.CANCELLED]
    owed = sorted((each for each in kept if each.stopped_at is None), key=lambda each: each.due_at)
    running = [each for each in owed if each.state != TimerState.PAUSED]
    answered = sorted(kept, key=lambda each: each.stopped_at or each.started_at, reverse=True)
    return next(iter(running or owed or answered), None)


def explanation(timer: Timer, *, at: datetime) -> list[hours.Line]:
    """How goal and limit come about: the ledger from the start to the answer, or to `at`, or to the limit if that is later."""
    goal, limit = timer.targets
    pauses = [(each.started_at, each.ended_at) for each in timer.pauses.all()]
    until = timer.stopped_at or max(at, timer.due_at)
    schedule = timer.schedule
    return hours.ledger(schedule, timer.started_at, goal=goal, limit=limit, pauses=pauses, until=until)


def breaches_visible_to(user: User) -> QuerySet[Breach]:
    """Missed promises, newest first."""
    seen = Ticket.objects.visible_to(user)
    breaches = Breach.objects.order_by("-due_at", "-id").select_related(
        "ticket__customer", "ticket__assignee", "timer", "review"
    )
    return breaches if user.role != "agent" else breaches.filter(ticket__in=seen)
