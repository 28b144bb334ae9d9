"""Who holds a ticket and how it is filed."""

from datetime import datetime

from django.db import transaction

from accounts.models import Team, User
from outbox.actors import Acting
from outbox.services import record, record_all
from tickets.categories import Category, Priority
from tickets.events import CategoryChanged, PriorityChanged, TeamChanged, TicketAssigned
from tickets.models import Ticket
from tickets.policies import require_assignable
from tickets.services.intake import checked_choice, team_for
from tickets.services.locking import hold, keep
from tickets.topics import topic_of


@transaction.atomic
def assign_ticket(
    *, ticket: Ticket, to: User | None, by: Acting, at: datetime, seen_version: int | None = None
) -> Ticket:
    """Give it to somebody, or to nobody. The same holder as before changes nothing."""
    locked = hold(ticket, "assign", by=by, seen_version=seen_version)
    require_assignable(to, by=by)
    before = locked.assignee
    if before == to:
        return locked
    locked.assignee = to
    if to is None and before is not None and before.pk not in locked.let_go_by:
        locked.let_go_by = [*locked.let_go_by, before.pk]
    keep(locked, "assignee", "let_go_by")
    record(TicketAssigned(subject_id=locked.pk, before=_label(before), after=_label(to)), by=by, at=at)
    return locked


@transaction.atomic
def change_team(*, ticket: Ticket, team: Team, by: Acting, at: datetime, seen_version: int | None = None) -> Ticket:
    """Move it to another team's queue; who held it lets go, unless they belong to that team."""
    locked = hold(ticket, "change_team", by=by, seen_version=seen_version)
    moved = _moved_to(locked, team)
    keep(locked, "team", "assignee")
    record(moved, by=by, at=at)
    return locked


@transaction.atomic
def change_category(
    *, ticket: Ticket, category: str, by: Acting, at: datetime, topic: str = "", seen_version: int | None = None
) -> Ticket:
    """File it under another door; the team that this door belongs to takes over, the promise is measured anew."""
    locked = hold(ticket, "change_category", by=by, seen_version=seen_version)
    before, locked.category = locked.category, checked_choice("category", category, Category)
    known = topic_of(locked.category, topic)
    locked.topic = known.key if known else ""
    if before == locked.category:
        return keep(locked, "topic")
    team = team_for(category)
    moved = [_moved_to(locked, team)] if team and team.pk != locked.team_id else []
    keep(locked, "category", "topic", "team", "assignee")
    record_all(moved, by=by, at=at)
    record(CategoryChanged(subject_id=locked.pk, before=before, after=locked.category), by=by, at=at)
    return locked


@transaction.atomic
def change_priority(
    *, ticket: Ticket, priority: str, by: Acting, at: datetime, seen_version: int | None = None
) -> Ticket:
    """More or less urgent; the promise is measured anew from the same start."""
    locked = hold(ticket, "change_priority", by=by, seen_version=seen_version)
    before, locked.priority = locked.priority, checked_choice("priority", priority, Priority)
    if before == locked.priority:
        return locked
    keep(locked, "priority")
    locked.refresh_from_db(fields=["emergency"])
    record(PriorityChanged(subject_id=locked.pk, before=before, after=locked.priority), by=by, at=at)
    return locked


def _moved_to(locked: Ticket, team: Team) -> TeamChanged:
    """Sets the team, and nobody as holder unless they belong to it; what to record once the row is saved: reactions read it."""
    before = locked.team
    locked.team = team
    if locked.assignee and locked.assignee.team_id != team.pk:
        locked.assignee = None
    return TeamChanged(subject_id=locked.pk, before=before.name if before else "", after=team.name)


def _label(user: User | None) -> str:
    return user.actor.label if user else ""
