"""Verbs on when people may be disturbed."""

from datetime import datetime, time

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.events import QuietHoursSet, TeamHoursSet
from accounts.models import Role, Team, User
from core.errors import InvalidInput, NotAllowed
from core.hours import Schedule
from outbox.services import record


def require_planner(by: User) -> None:
    """Raise NotAllowed for who may not say when a team works."""
    if not (by.is_active and by.leads_people):
        raise NotAllowed(_("Only supervisors and administrators set the hours of a team. Ask one of them."))


@transaction.atomic
def set_team_hours(*, team: Team, schedule: Schedule | None, by: User, at: datetime) -> Team:
    """When the people of a team are on shift; None, or a schedule that never closes, is always."""
    require_planner(by)
    team.hours = {} if schedule is None or schedule.always else schedule.to_json()
    team.save(update_fields=["hours"])
    record(TeamHoursSet(subject_id=team.pk), by=by, at=at)
    return team


@transaction.atomic
def set_quiet_hours(*, quiet_from: time | None, quiet_until: time | None, by: User, at: datetime) -> User:
    """One's own quiet hours, by the clock of one's zone; both None is none. Raises InvalidInput for half of them."""
    if by.role == Role.PROGRAM:
        raise NotAllowed(_("Programs have no quiet hours."))
    both = _("Give both ends, or leave both empty.")
    if quiet_from is None and quiet_until is not None:
        raise InvalidInput(fields={"quiet_from": both})
    if quiet_until is None and quiet_from is not None:
        raise InvalidInput(fields={"quiet_until": both})
    if quiet_from is not None and quiet_from == quiet_until:
        raise InvalidInput(fields={"quiet_until": _("The end is the beginning. Leave both empty for no quiet hours.")})
    by.quiet_from, by.quiet_until = quiet_from, quiet_until
    by.save(update_fields=["quiet_from", "quiet_until"])
    ends = [f"{each:%H:%M}" if each else "" for each in (quiet_from, quiet_until)]
    record(QuietHoursSet(subject_id=by.pk, quiet_from=ends[0], quiet_until=ends[1]), by=by, at=at)
    return by
