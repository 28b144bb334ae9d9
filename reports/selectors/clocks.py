"""The clocks that run now, by team and category: at most so many of each, from the indexes of open work alone.

However many tickets there are, a lane reads at most MOST rows of each sort; what is more is said to be more.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, IntegerField, OuterRef, Q, Subquery
from django.db.models.expressions import Func
from django.db.models.functions import JSONObject

from accounts.models import Team, User
from sla.models import Timer, TimerState
from tickets import cuts
from tickets.categories import Category
from tickets.models import Ticket

MOST: Final = 100


@dataclass(frozen=True)
class Clock:
    """The nearest promise of one ticket."""

    number: str
    topic: str
    started_at: datetime
    goal_at: datetime
    limit_at: datetime


@dataclass(frozen=True)
class Lane:
    """One team and category. `broken` are over their limit, the oldest first; `ahead` are not, the nearest first.

    Each list, and `paused`, ends at MOST.
    """

    team: Team | None
    category: str
    broken: list[Clock] = field(default_factory=list)
    ahead: list[Clock] = field(default_factory=list)
    paused: int = 0

    @property
    def full(self) -> bool:
        """Whether there may be more than was read."""
        return MOST in {len(self.broken), len(self.ahead)}


def lanes(user: User, *, at: datetime, team: int | None = None) -> list[Lane]:
    """What this person sees, team by team in their order, what has no team last. Empty lanes only where a team takes the category.

    Two statements; one for one team.
    """
    teams = Team.objects.all() if team is None else Team.objects.filter(pk=team)
    found = [
        _lane(each, category, each.__dict__)
        for each in teams.annotate(**_columns(user, Q(team=OuterRef("pk")), at))
        for category in Category.values
    ]
    if team is None:
        # No table has a row for "no team": the reader's own is as good as any.
        own = User.objects.filter(pk=user.pk).annotate(**_columns(user, Q(team__isnull=True), at)).values().get()
        found += [_lane(None, category, own) for category in Category.values]
    taken = {(each.pk, category) for each in {lane.team for lane in found if lane.team} for category in each.categories}
    return [
        lane
        for lane in found
        if lane.broken or lane.ahead or lane.paused or (lane.team and (lane.team.pk, lane.category) in taken)
    ]


def _columns(user: User, of_team: Q, at: datetime) -> dict[str, Any]:
    """For each category the lists of a lane, as one column each."""
    seen = Ticket.objects.visible_to(user).filter(of_team)
    columns: dict[str, Any] = {}
    for category in Category.values:
        running = seen.filter(cuts.running(), category=category).order_by("limit_at").values_list(_told())
        still = seen.filter(cuts.paused(), category=category).values("pk")[:MOST]
        columns |= {
            f"broken_{category}": ArraySubquery(running.filter(limit_at__lte=at)[:MOST]),
            f"ahead_{category}": ArraySubquery(running.filter(limit_at__gt=at)[:MOST]),
            f"paused_{category}": Func(ArraySubquery(still), function="cardinality", output_field=IntegerField()),
        }
    return columns


def _told() -> JSONObject:
    timers = Timer.objects.filter(ticket=OuterRef("pk"), state__in=[TimerState.RUNNING, TimerState.HELD])
    begun = timers.filter(due_at=OuterRef("limit_at")).order_by("started_at").values("started_at")[:1]
    return JSONObject(
        number=F("number"),
        topic=F("topic"),
        started=Subquery(begun),
        opened=F("opened_at"),
        goal=F("goal_at"),
        limit=F("limit_at"),
    )


def _lane(team: Team | None, category: str, found: Mapping[str, Any]) -> Lane:
    broken, ahead = ([_clock(each) for each in found[f"{name}_{category}"]] for name in ("broken", "ahead"))
    return Lane(team, category, broken, ahead, found[f"paused_{category}"])


def _clock(row: Mapping[str, str]) -> Clock:
    return Clock(
        number=row["number"],
        topic=row["topic"],
        started_at=datetime.fromisoformat(row["started"] or row["opened"]),
        goal_at=datetime.fromisoformat(row["goal"]),
        limit_at=datetime.fromisoformat(row["limit"]),
    )
