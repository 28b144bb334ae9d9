"""A team that gives by rule, and people who are there."""

from collections.abc import Sequence
from datetime import datetime

from accounts.models import Giving, Role, Team, User
from accounts.services.presence import note_seen
from tests.people import NOON, House, a_ticket
from tickets.models import Ticket


def by_rule(team: Team, **facts: object) -> Team:
    """The team gives by rule from now on; other settings of it as given."""
    Team.objects.filter(pk=team.pk).update(giving=Giving.AUTOMATIC, **facts)
    team.refresh_from_db()
    return team


def here(*people: User, at: datetime = NOON) -> None:
    """They have the desk open."""
    note_seen(people=[each.pk for each in people], at=at)


def an_agent(house: House, number: int, *, team: Team | None = None, languages: Sequence[str] = ()) -> User:
    """One more agent of the team (funds) who is there, speaks these languages (all when there are none) and has all skills."""
    user = User.objects.create_user(
        f"agent{number}@desk.test",
        name=f"Agent {number}",
        role=Role.AGENT,
        agent_number=str(5000 + number),
        team=team or house.funds,
        languages=list(languages),
    )
    here(user)
    return user


def free_ticket(house: House, *, at: datetime = NOON, **more: object) -> Ticket:
    """One that nobody holds, of the team for funds."""
    facts: dict[str, object] = {"assignee": None, "by": house.cleo, "channel": "web"}
    return a_ticket(house, at=at, **(facts | more))  # type: ignore[arg-type] # a table of keywords
