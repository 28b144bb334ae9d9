"""Giving by rule what nobody holds, and taking back what its holder is silent on. The rule itself is tickets.giving."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from django.contrib.postgres.expressions import ArraySubquery
from django.db import transaction
from django.db.models import Case, OuterRef, QuerySet, Value, When

from accounts.models import Giving, Presence, Role, Takes, Team, User
from accounts.presence import absence
from core.hours import is_open, next_opening
from outbox.actors import SYSTEM
from outbox.models import Event
from outbox.services import record
from tickets import cuts
from tickets.events import TicketAssigned, TicketLeftWaiting
from tickets.giving import EMERGENCY_WEIGHT, NEAR, WEIGHT, Candidate, Decision, all_absent, decide
from tickets.models import Ticket
from tickets.services.locking import hold, keep
from tickets.states import WAITING, State

log = logging.getLogger(__name__)

RETRY_AFTER: Final = timedelta(minutes=1)
TOLD_EVERY: Final = timedelta(minutes=10)
# So many are looked at again in one turn of a deliverer.
MOST_A_TURN: Final = 50
# So much of what somebody holds is counted; nobody's limit is near it.
_MOST_COUNTED: Final = 120


@dataclass(frozen=True)
class _Teams:
    """The ticket's team, and the one that helps it out."""

    own: Team
    help: Team | None


@transaction.atomic
def give_by_rule(*, ticket: Ticket, at: datetime) -> Ticket:
    """Give it to whom the rule chooses; when it chooses nobody, look again later. Nothing to do when somebody holds it already,
    nobody need, or its team gives by hand.

    The ticket's row is locked first and then the team's, so that two deliverers neither give one ticket twice nor two tickets
    to one person by the same count.
    """
    locked = hold(ticket, "assign", by=SYSTEM)
    teams = _in_turn(locked) if _is_free(locked) else None
    if teams is None or teams.own.giving != Giving.AUTOMATIC:
        return _asked(locked, None)
    decision, helped_by = _decide(locked, teams, at)
    if decision.chosen is None:
        _say_that_it_waits(locked, decision, helped_by, at=at)
        return _asked(locked, _look_again_at(locked, teams, decision, at))
    locked.assignee, locked.ask_again_at = User.objects.get(pk=decision.chosen.pk), None
    keep(locked, "assignee", "ask_again_at")
    why = decision.kept(kind="given", helped_by=helped_by)
    record(TicketAssigned(subject_id=locked.pk, before="", after=decision.chosen.label, rule=why), by=SYSTEM, at=at)
    return locked


def give_waiting(*, at: datetime) -> int:
    """Look again at what found nobody; how many were looked at. Bounded, and safe in any number of processes."""
    looked = 0
    for ticket in Ticket.objects.filter(ask_again_at__lte=at).by_urgency().only("number")[:MOST_A_TURN]:
        looked += 1
        try:
            give_by_rule(ticket=ticket, at=at)
        except Exception:  # one bad row must not stop the others; the next turn tries again
            log.exception("ticket %s could not be given", ticket.number)
    return looked


def ask_again(*, team_id: int, at: datetime) -> int:
    """Something changed for the team (id): look again at once at all that nobody of it holds; how many that is."""
    free = Ticket.objects.filter(cuts.unassigned(), team=team_id)
    return free.update(ask_again_at=at)


@transaction.atomic
def return_to_team(*, ticket: Ticket, holder: User, silence: str, minutes: int, at: datetime) -> Ticket:
    """Back to its team: who holds it has been silent (a word of accounts.presence.silence) for so many minutes.

    Nothing to do when somebody else holds it by now, or the customer does not wait any more.
    """
    locked = hold(ticket, "assign", by=SYSTEM)
    if locked.assignee_id != holder.pk or locked.customer_waiting_since is None or locked.state in WAITING:
        return locked
    locked.assignee = None
    keep(locked, "assignee")
    why = {"kind": "taken_back", "silence": silence, "minutes": minutes}
    record(TicketAssigned(subject_id=locked.pk, before=holder.actor.label, after="", rule=why), by=SYSTEM, at=at)
    return locked


def _is_free(locked: Ticket) -> bool:
    return locked.is_live and locked.state not in WAITING and locked.assignee_id is None and locked.team_id is not None


def _asked(locked: Ticket, again_at: datetime | None) -> Ticket:
    if locked.ask_again_at != again_at:
        locked.ask_again_at = again_at
        locked.save(update_fields=["ask_again_at"])  # no version: nobody sees it
    return locked


def _in_turn(locked: Ticket) -> _Teams | None:
    """The teams with their rows locked, always in the same order: what is decided for one of them is decided one after the other."""
    own = locked.team
    if own is None or own.giving != Giving.AUTOMATIC:
        return None
    wanted = [each for each in (own.pk, own.overflow_id) if each is not None]
    rows = Team.objects.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk")
    found = {each.pk: each for each in rows}
    return _Teams(found[own.pk], found.get(own.overflow_id or 0)) if own.pk in found else None


def _decide(locked: Ticket, teams: _Teams, at: datetime) -> tuple[Decision, str]:
    """The decision, and the name of the team that was asked to help, if it was."""
    people, helped_by = _candidates(teams.own, locked, at), ""
    if teams.help and all_absent(people) and _cannot_wait(locked, teams.own, at):
        helped_by = teams.help.name
        people += [replace(each, helps=True) for each in _candidates(teams.help, locked, at)]
    decision = decide(people, emergency=locked.emergency)
    while decision.chosen is not None and not _claimed(decision.chosen, locked, at):
        gone = decision.chosen  # left for a break since they were read
        people = [replace(each, absent="on_break") if each.pk == gone.pk else each for each in people]
        decision = decide(people, emergency=locked.emergency)
    return decision, helped_by


def _claimed(chosen: Candidate, locked: Ticket, at: datetime) -> bool:
    """Note that they were given one, if they may still be: what they say of themselves does not wait for us."""
    there = User.objects.filter(pk=chosen.pk, is_active=True, presence=Presence.AVAILABLE)
    if not locked.emergency:
        there = there.filter(takes__contains=[Takes.WRITTEN])
    return bool(there.update(given_at=at))


def _candidates(team: Team, locked: Ticket, at: datetime) -> list[Candidate]:
    """The agents of a team with what they hold. One statement, by the index of open work of each."""
    return [_candidate(each, team, locked, at) for each in _agents(team)]


def _agents(team: Team) -> QuerySet[User]:
    held = Ticket.objects.live().filter(assignee=OuterRef("pk"), state__in=[State.NEW, State.OPEN]).by_urgency()
    weight = Case(When(emergency=True, then=Value(EMERGENCY_WEIGHT)), default=Value(WEIGHT))
    weights = held.annotate(weight=weight).values("weight")[:_MOST_COUNTED]
    return User.objects.filter(team=team, role=Role.AGENT, is_active=True).annotate(weights=ArraySubquery(weights))


def _candidate(user: User, team: Team, locked: Ticket, at: datetime) -> Candidate:
    user.team = team
    load = sum(user.weights)  # type: ignore[attr-defined] # annotated by _agents
    lacks = {
        "skill": bool(user.skills) and not {locked.category, locked.topic} & set(user.skills),
        "language": bool(user.languages) and locked.language not in user.languages,
        "full": load >= user.work_limit,
    }
    return Candidate(
        pk=user.pk,
        label=user.actor.label,
        absent="let_go" if user.pk in locked.let_go_by else absence(user, urgent=locked.emergency, at=at),
        lacks=tuple(word for word, true in lacks.items() if true),
        load=load,
        limit=user.work_limit,
        given_at=user.given_at,
    )


def _back_at(team: Team, at: datetime) -> datetime | None:
    """When a team that is off shift is on shift again; None while it is on shift, or when that never happens."""
    hours = team.schedule
    return None if hours is None or is_open(hours, at) else next_opening(hours, at)


def _cannot_wait(locked: Ticket, team: Team, at: datetime) -> bool:
    """Whether its next mark is near, or comes before the team is on shift again."""
    if locked.emergency:
        return True
    return locked.next_due_at is not None and locked.next_due_at <= max(_back_at(team, at) or at, at + NEAR)


def _look_again_at(locked: Ticket, teams: _Teams, decision: Decision, at: datetime) -> datetime:
    """In a minute; while the team is off shift not before its next shift, or before the ticket cannot wait for that."""
    soon, back = at + RETRY_AFTER, _back_at(teams.own, at)
    if back is None or not all_absent(each for each in decision.people if not each.helps):
        return soon
    if teams.help and locked.next_due_at is not None:
        if _cannot_wait(locked, teams.own, at):
            return soon
        back = min(back, locked.next_due_at - NEAR)
    return max(soon, back)


def _say_that_it_waits(locked: Ticket, decision: Decision, helped_by: str, *, at: datetime) -> None:
    """Once for each reason: a look that finds the same again is no news, and who comes and goes is told at most every ten minutes."""
    told: Sequence[str] = [TicketAssigned.name, TicketLeftWaiting.name]
    events = Event.objects.filter(subject_kind="ticket", subject_id=locked.pk, name__in=told)
    last = events.order_by("-id").first()
    waits = last if last and last.name == TicketLeftWaiting.name else None
    if waits and (waits.data["rule"]["decided"] == decision.decided or at - waits.at < TOLD_EVERY):
        return
    why = decision.kept(kind="waits", helped_by=helped_by)
    record(TicketLeftWaiting(subject_id=locked.pk, rule=why), by=SYSTEM, at=at)
