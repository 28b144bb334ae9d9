"""The wall as a context: everything is read here, once, in a number of statements that no amount of work changes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.db.models import Q

from accounts.models import Team, User
from accounts.selectors import teams as all_teams
from channels.chat.models import Chat
from channels.chat.selectors import MOST_WAITING
from channels.chat.selectors import waiting as chats_waiting
from channels.models import Call, CallState
from channels.selectors import calls_visible_to
from complaints.models import LIVE, Complaint
from complaints.policies import complaints_visible_to
from console.wall import ahead, ways
from console.wall.asked import Asked
from console.wall.figures import figures_of
from console.wall.people import Person, agents, persons, presence
from console.wall.rows import complaint_rows, review_rows, waiting_rows
from console.wall.strip import Band, bands_of, complaint_bands, strip
from core.timewords import day_words, moment_words, timer_words
from reports.models import Targets
from reports.selectors import MOST, Clock, Lane, Sums, lanes, sums, targets
from sla.models import OF_THE_COMPLAINT, BreachReview
from sla.reviews.selectors import unfinished

MOST_CALLS: Final = 400


@dataclass(frozen=True)
class Seen:
    """All that was read for one person's wall. Officers have their part: the channel's clocks, reviews, complaints."""

    asked: Asked
    at: datetime
    whole: bool
    targets: Targets
    sums: Sums
    lanes: list[Lane]
    people: list[User]
    calls: list[Call]
    chats: list[Chat]
    reviews: list[BreachReview]
    complaints: list[Complaint]

    @property
    def ringing(self) -> list[Call]:
        """Who waits, the longest first."""
        return [each for each in self.calls if each.state == CallState.RINGING]

    @property
    def clocks(self) -> list[Clock]:
        """The clocks that this person's figures are about."""
        if self.whole:
            return [each for lane in self.lanes for each in (*lane.broken, *lane.ahead)]
        decisions: Band = complaint_bands(self.complaints)[1]
        return list(decisions.clocks)

    @property
    def more(self) -> bool:
        """Whether there may be more clocks than were read."""
        return any(lane.full for lane in self.lanes) if self.whole else len(self.complaints) >= MOST


def look(user: User, asked: Asked, *, at: datetime) -> Seen:
    """Read it: nine statements for who leads, four for an officer."""
    since, until = asked.days(at)
    whole = user.leads_people
    return Seen(
        asked=asked,
        at=at,
        whole=whole,
        targets=targets(),
        sums=sums(since=since, until=until, team=asked.team, kinds=None if whole else OF_THE_COMPLAINT),
        lanes=lanes(user, at=at, team=asked.team) if whole else [],
        people=list(agents(asked.team)) if whole else [],
        calls=_calls(user) if whole else [],
        chats=list(chats_waiting(user)[:MOST_WAITING]) if whole else [],
        reviews=list(_reviews(user)[:MOST]),
        complaints=list(complaints_visible_to(user).filter(state__in=LIVE).order_by("next_due_at", "pk")[:MOST]),
    )


def _calls(user: User) -> list[Call]:
    """What rings and what somebody is on, from the partial indexes."""
    busy = Q(state__in=[CallState.TALKING, CallState.WRAP_UP], agent__isnull=False)
    running = (
        calls_visible_to(user).filter(Q(state=CallState.RINGING) | busy).select_related(None).select_related("hotline")
    )
    return list(running.order_by("started_at")[:MOST_CALLS])


def _reviews(user: User) -> Any:
    return unfinished(user).select_related("breach__ticket", "breach__timer", "cause")


def wall(seen: Seen) -> dict[str, Any]:
    """The context of desk/wall.html."""
    zone, at = settings.OPERATOR["zone"], seen.at
    found: list[Person] = persons(seen.people, seen.calls, at=at)
    columns = ahead.quarters(seen.clocks, seen.people, per_quarter=seen.targets.per_quarter, at=at)
    bands = bands_of(seen.lanes) + ([] if seen.asked.team else complaint_bands(seen.complaints))
    return {
        "asked": seen.asked,
        "tv": seen.asked.tv,
        "whole": seen.whole,
        "menus": seen.asked.menus(_teams(seen)) if seen.whole else seen.asked.menus([])[1:],
        "zone": zone,
        "figures": figures_of(seen, due_soon=sum(each.total for each in columns)),
        "strip": strip(bands, at=at),
        "ahead": ahead.drawing(columns, zone=zone, more=seen.more) if seen.whole else None,
        "people": presence(found),
        "waiting": waiting_rows(seen.ringing, seen.chats, limit=seen.targets.wait_limit, at=at),
        "ways": ways.look(seen.ringing, seen.chats, zone=zone, at=at) if seen.whole else None,
        "wait_words": timer_words(timedelta(seconds=seen.targets.wait_limit)),
        "reviews": review_rows(seen.reviews, at=at),
        "complaints_open": f"{MOST - 1}+" if len(seen.complaints) >= MOST else str(len(seen.complaints)),
        "complaints": complaint_rows(seen.complaints, at=at),
        "live_page": "wall",
        # The wall has a bar of its own: the usual one, and what it reads, are left out.
        "topbar": None,
        "day": day_words(at, zone=zone),
        "time": moment_words(at, zone=zone, now=at, style="seconds"),
        "tv_url": seen.asked.url(tv=1),
        "desk_url": seen.asked.url(tv=0),
    }


def _teams(seen: Seen) -> list[Team]:
    """For the filter: the lanes have brought them, unless they are those of one team."""
    if seen.asked.team is not None:
        return all_teams()
    return list({lane.team.pk: lane.team for lane in seen.lanes if lane.team}.values())
