"""Verbs on how a team shares its work."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.events import TeamWorkSet
from accounts.models import Giving, Team, User
from accounts.services.shifts import require_planner
from core.errors import InvalidInput, Sentence
from outbox.services import record

SHORTEST_SILENCE: Final = 5
LONGEST_SILENCE: Final = 7 * 24 * 60
LONGEST_AHEAD: Final = 7 * 24
MOST_AT_ONCE: Final = 99


@dataclass(frozen=True)
class TeamWork:
    """What can be set; see accounts.models.Team."""

    giving: str
    overflow: Team | None
    silence_minutes: int | None
    handover_hours: int | None


@transaction.atomic
def set_team_work(*, team: Team, work: TeamWork, limits: Mapping[int, int], by: User, at: datetime) -> Team:
    """How a team gives, takes back and hands over; `limits`: how many tickets at once, by account id of its members.

    Who is no member is left alone. Raises InvalidInput with the field of each fault; a limit's is `limit-<id>`.
    """
    require_planner(by)
    if faults := _faults(team, work, limits):
        raise InvalidInput(fields=faults)
    for name, value in vars(work).items():
        setattr(team, name, value)
    team.save(update_fields=list(vars(work)))
    changed = _limit(team, limits)
    record(
        TeamWorkSet(
            subject_id=team.pk,
            giving=work.giving,
            overflow_id=work.overflow.pk if work.overflow else None,
            silence_minutes=work.silence_minutes,
            handover_hours=work.handover_hours,
            limits=changed,
        ),
        by=by,
        at=at,
    )
    return team


def _limit(team: Team, limits: Mapping[int, int]) -> dict[str, int]:
    """Set those that differ; which they were."""
    members = User.objects.select_for_update(no_key=True).filter(team=team, pk__in=limits).order_by("pk")
    changed = {}
    for each in members:
        if each.work_limit != limits[each.pk]:
            each.work_limit = limits[each.pk]
            each.save(update_fields=["work_limit"])
            changed[str(each.pk)] = each.work_limit
    return changed


def _faults(team: Team, work: TeamWork, limits: Mapping[int, int]) -> dict[str, Sentence]:
    faults: dict[str, Sentence] = {}
    if work.giving not in Giving.values:
        faults["giving"] = _("Choose how tickets find who works on them.")
    if work.overflow is not None and work.overflow.pk == team.pk:
        faults["overflow"] = _("A team cannot help itself out. Choose another one, or none.")
    if work.silence_minutes is not None and not SHORTEST_SILENCE <= work.silence_minutes <= LONGEST_SILENCE:
        faults["silence_minutes"] = _("From 5 minutes to a week (10,080); empty is never.")
    if work.handover_hours is not None and not 1 <= work.handover_hours <= LONGEST_AHEAD:
        faults["handover_hours"] = _("From 1 hour to a week (168); empty is until the next shift ends.")
    for pk, limit in limits.items():
        if not 1 <= limit <= MOST_AT_ONCE:
            faults[f"limit-{pk}"] = _("From 1 to 99.")
    return faults
