"""The strip chart of running promises: one tick for each clock at its share of goal and limit, as percent across."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from complaints.models import Complaint
from console.looks import CATEGORY_ICONS
from console.review_words import named
from reports.selectors import MOST, Clock, Lane
from tickets.categories import Category
from tickets.playbooks import PLAYBOOKS
from tickets.topics import in_force

# Where goal and limit stand, and how far beyond the limit the drawing goes.
GOAL: Final = 40.0
LIMIT: Final = 80.0
# With more clocks than this a row is drawn as density: so many columns, and how many shades.
MOST_TICKS: Final = 60
COLUMNS: Final = 50
SHADES: Final = 5
# From so many clocks on a category is told by its topics, if they are as many as this.
WORTH_TOPICS: Final = 12
WORTH_A_ROW: Final = 3


@dataclass(frozen=True)
class Band:
    """One row before it is drawn. `more`: there may be more clocks than these; `category` is empty for the channel's own clocks."""

    team: str
    label: str
    icon: str
    clocks: Sequence[Clock]
    more: bool = False
    category: str = ""


def bands_of(lanes: Iterable[Lane]) -> list[Band]:
    """Each lane as a row, or as one for each topic that is worth it."""
    bands: list[Band] = []
    for lane in lanes:
        team = named(lane.team.name, lane.team.name_zh) if lane.team else _("No team")
        clocks = [*lane.broken, *lane.ahead]
        name, icon = str(Category(lane.category).label), CATEGORY_ICONS[lane.category]
        whole = Band(team, name, icon, clocks, lane.full, lane.category)
        bands += [whole] if lane.full else _by_topic(whole)
    return bands


def _by_topic(band: Band) -> list[Band]:
    topics: dict[str, list[Clock]] = defaultdict(list)
    for each in band.clocks:
        topics[each.topic if each.topic in PLAYBOOKS else ""].append(each)
    large = {key: clocks for key, clocks in topics.items() if key and len(clocks) >= WORTH_A_ROW}
    if len(band.clocks) < WORTH_TOPICS or len(large) < 2:
        return [band]
    rest = [each for key, clocks in topics.items() if key not in large for each in clocks]
    book = in_force()
    parts = [replace(band, label=str(book[key].label), clocks=large[key]) for key in book if key in large]
    other = _("%(category)s, other") % {"category": band.label}
    return [*parts, replace(band, label=other, clocks=rest)] if rest else parts


def complaint_bands(complaints: Sequence[Complaint]) -> list[Band]:
    """The channel's own clocks: what is to be acknowledged, what is to be decided. As many complaints as were read."""
    owed = [each for each in complaints if each.acknowledged_at is None]
    more = len(complaints) >= MOST
    marks = (
        (_("Acknowledgement"), "mail-check", [_clock(each, each.acknowledge_by, each.acknowledge_by) for each in owed]),
        (_("Decision"), "gavel", [_clock(each, each.expected_at, each.decide_by) for each in complaints]),
    )
    return [Band(_("Complaints"), label, icon, clocks, more) for label, icon, clocks in marks]


def _clock(complaint: Complaint, goal: datetime, limit: datetime) -> Clock:
    return Clock(complaint.number, "", complaint.clocks_from, min(goal, limit), limit)


def place(clock: Clock, at: datetime) -> float:
    """Percent across: the goal stands at GOAL, the limit at LIMIT; what is over comes ever nearer to the edge."""
    if at >= clock.limit_at:
        over = (at - clock.limit_at) / max(clock.limit_at - clock.started_at, clock.limit_at.resolution)
        return LIMIT + 1 + (98 - LIMIT) * over / (1 + over)
    if at >= clock.goal_at:
        return GOAL + (LIMIT - GOAL) * ((at - clock.goal_at) / (clock.limit_at - clock.goal_at))
    edge = LIMIT if clock.goal_at == clock.limit_at else GOAL
    return max(0.5, edge * max(0.0, (at - clock.started_at) / (clock.goal_at - clock.started_at)))


def tone(clock: Clock, at: datetime) -> str:
    """On time, at risk or breached."""
    if clock.limit_at <= at:
        return "breach"
    return "risk" if clock.goal_at <= at else "ok"


def strip(bands: Sequence[Band], *, at: datetime) -> list[dict[str, Any]]:
    """The rows of desk/_wall_strip.html. A team's name stands on its first row and spans the others."""
    spans = Counter(each.team for each in bands)
    rows: list[dict[str, Any]] = []
    for band in bands:
        first = not rows or rows[-1]["of"] != band.team
        rows.append(_row(band, at) | {"of": band.team, "team": band.team if first else "", "span": spans[band.team]})
    return rows


def _row(band: Band, at: datetime) -> dict[str, Any]:
    tones = Counter(tone(each, at) for each in band.clocks)
    counts = {each: _count(tones[each], more=band.more) for each in ("ok", "risk", "breach")}
    dense = len(band.clocks) > MOST_TICKS
    return {
        "label": band.label,
        "icon": band.icon,
        "counts": counts,
        "links": _links(band.category),
        "over": tones["breach"] > 0,
        "ticks": [] if dense else [{"x": round(place(c, at), 2), "tone": tone(c, at)} for c in band.clocks],
        "density": list(_density(band.clocks, at)) if dense else [],
        "says": _("%(row)s: %(ok)s on time, %(risk)s at risk, %(breach)s breached")
        % {"row": pgettext("clause", ", ").join([band.team, band.label]), **counts},
    }


def _links(category: str) -> dict[str, str]:
    """Where the tickets behind a count stand in a list."""
    if not category:
        return dict.fromkeys(("risk", "breach"), reverse("desk:complaints"))
    cut = urlencode({"category": category})
    queues = {"risk": "at_risk", "breach": "breached"}
    return {name: f"{reverse('desk:queue', args=[queue])}?{cut}" for name, queue in queues.items()}


def _count(count: int, *, more: bool) -> str:
    if more and count:
        return f"{min(count, MOST - 1)}+"
    return str(count)


def _density(clocks: Sequence[Clock], at: datetime) -> Iterator[dict[str, Any]]:
    """Columns of equal width, the more clocks the darker."""
    width = 100 / COLUMNS
    found = Counter(min(COLUMNS - 1, int(place(each, at) // width)) for each in clocks)
    most = max(found.values())
    for column, count in sorted(found.items()):
        middle = (column + 0.5) * width
        kind = "breach" if middle > LIMIT else "risk" if middle > GOAL else "ok"
        yield {"x": column * width, "width": width, "tone": kind, "shade": -(-SHADES * count // most)}
