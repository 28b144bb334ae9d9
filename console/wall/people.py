"""Who is here, and what they do: what people say of themselves, what their calls say, and whether a page of theirs is open."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import QuerySet

from accounts.models import Role, User
from accounts.presence import is_here, on_shift
from channels.models import Call, CallState

# In this order they are told; `away`: expected, and no page of theirs is open.
DOINGS: Final = ("available", "on_call", "wrap_up", "on_break", "away")
MOST: Final = 24
# Whose team keeps no hours is expected for so long after they were last seen.
LATELY: Final = timedelta(hours=8)


@dataclass(frozen=True)
class Person:
    """One agent, and since when they do what they do, as far as it is known."""

    user: User
    doing: str
    since: datetime | None


def agents(team: int | None) -> QuerySet[User]:
    """Active agents with their teams, whose hours say when they are on shift."""
    people = User.objects.filter(role=Role.AGENT, is_active=True).select_related("team")
    return people if team is None else people.filter(team=team)


def persons(people: Sequence[User], calls: Sequence[Call], *, at: datetime) -> list[Person]:
    """Everybody who is here or ought to be, the busiest last. `calls` are those that run."""
    busy = {call.agent_id: call for call in calls if call.state != CallState.RINGING}
    found = [
        _person(each, busy.get(each.pk), at)
        for each in people
        if each.pk in busy or is_here(each, at) or expected(each, at)
    ]
    return sorted(found, key=lambda each: (DOINGS.index(each.doing), each.since or at))


def expected(user: User, at: datetime) -> bool:
    """Whether somebody ought to be here: in the hours of their team, or, where it keeps none, since they were here lately."""
    keeps_hours = user.team is not None and user.team.schedule is not None
    return on_shift(user, at) if keeps_hours else user.seen_at is not None and at - user.seen_at < LATELY


def _person(user: User, call: Call | None, at: datetime) -> Person:
    if call is not None and call.state == CallState.TALKING:
        return Person(user, "on_call", call.answered_at or call.started_at)
    if call is not None:
        return Person(user, "wrap_up", call.ended_at)
    if not is_here(user, at):
        return Person(user, "away", user.seen_at)
    return Person(user, user.presence, user.presence_since)


def presence(found: Sequence[Person]) -> dict[str, Any]:
    """The context of desk/_wall_people.html: who is here of how many, the bar, the list."""
    counts = Counter(each.doing for each in found)
    here = len(found) - counts["away"]
    x, pieces = 0.0, []
    for doing in DOINGS:
        if counts[doing]:
            width = 100 * counts[doing] / len(found)
            pieces.append(
                {"doing": doing, "count": counts[doing], "x": round(x, 2), "width": round(max(width - 0.6, 0.6), 2)}
            )
            x += width
    return {"here": here, "all": len(found), "pieces": pieces, "rows": found[:MOST], "left": max(0, len(found) - MOST)}
