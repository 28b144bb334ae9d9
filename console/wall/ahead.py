"""What falls due in the next four hours, a quarter of an hour a column, against what the people on shift can bring on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from math import floor
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.presence import is_here, on_shift
from core import timewords
from reports.selectors import Clock

QUARTER: Final = timedelta(minutes=15)
QUARTERS: Final = 16
AHEAD: Final = QUARTER * QUARTERS
# Percent of the drawing's height: the foot, and the tallest that one block may be.
HEIGHT: Final = 100.0
BLOCK: Final = 12.0
GAP: Final = 1.2
# With more in a column than this its blocks grow together.
MOST_BLOCKS: Final = 12


@dataclass
class Column:
    """One quarter of an hour from `at`."""

    at: datetime
    goals: int = 0
    limits: int = 0
    capacity: Decimal = Decimal(0)

    @property
    def total(self) -> int:
        """Everything that falls due in it."""
        return self.goals + self.limits

    @property
    def over(self) -> int:
        """How many more than the people can bring on."""
        return max(0, self.total - floor(self.capacity))


def quarters(clocks: Iterable[Clock], people: Sequence[User], *, per_quarter: Decimal, at: datetime) -> list[Column]:
    """Sixteen quarters, the running one first. Who is here now counts in each quarter in which their team is on shift."""
    begins = at.replace(minute=at.minute - at.minute % 15, second=0, microsecond=0)
    teams: dict[int | None, list[User]] = {}
    for each in people:
        if is_here(each, at):
            teams.setdefault(each.team_id, []).append(each)
    columns = []
    for moment in (begins + QUARTER * number for number in range(QUARTERS)):
        # A team's hours are the same for all of its people.
        hands = sum(len(each) for each in teams.values() if on_shift(each[0], max(at, moment)))
        columns.append(Column(moment, capacity=hands * per_quarter))
    for clock in clocks:
        for mark, name in ((clock.goal_at, "goals"), (clock.limit_at, "limits")):
            number = (mark - begins) // QUARTER
            if at <= mark and 0 <= number < QUARTERS and (name == "limits" or clock.goal_at < clock.limit_at):
                setattr(columns[number], name, getattr(columns[number], name) + 1)
    return columns


def drawing(columns: Sequence[Column], *, zone: str, more: bool) -> dict[str, Any]:
    """The context of desk/_wall_ahead.html: columns, the line of what can be done, and the same in words."""
    most = max([each.total for each in columns] + [int(each.capacity) for each in columns] + [4])
    unit = min(BLOCK, HEIGHT / most)
    width = 100 / QUARTERS
    worst = max(columns, key=lambda each: each.over)
    return {
        "columns": [_column(each, number * width, width, unit) for number, each in enumerate(columns)],
        "steps": _steps(columns, width, unit),
        "hours": [{"x": number * width, "text": _clock(columns[number].at, zone)} for number in range(0, QUARTERS, 4)],
        "worst": _too_much(worst, zone) if worst.over else "",
        "overloads": [_too_much(each, zone) for each in columns if each.over],
        "changes": _changes(columns, zone),
        "lines": [_line(each, zone) for each in columns if each.total],
        "total": sum(each.total for each in columns),
        "more": more,
    }


def _clock(moment: datetime, zone: str) -> str:
    return timewords.moment_words(moment, zone=zone, now=moment, style="clock")


def _column(column: Column, x: float, width: float, unit: float) -> dict[str, Any]:
    """Limits stand at the foot, goals on them. Blocks from the foot up."""
    blocks: list[dict[str, Any]] = []
    if column.total > MOST_BLOCKS:
        sizes = [("limit", column.limits), ("goal", column.goals)]
    else:
        sizes = [("limit", 1)] * column.limits + [("goal", 1)] * column.goals
    foot = HEIGHT
    for kind, count in sizes:
        tall = count * unit
        foot -= tall
        if count:
            blocks.append({"kind": kind, "y": round(foot + GAP, 2), "height": round(max(tall - GAP, GAP), 2)})
    return {"x": round(x + width * 0.06, 2), "width": round(width * 0.88, 2), "blocks": blocks}


def _steps(columns: Sequence[Column], width: float, unit: float) -> list[dict[str, Any]]:
    """Stretches in which as many people are there."""
    steps: list[dict[str, Any]] = []
    for number, each in enumerate(columns):
        if steps and steps[-1]["capacity"] == each.capacity:
            steps[-1]["until"] = (number + 1) * width
        else:
            y = round(HEIGHT - float(each.capacity) * unit, 1)
            steps.append({"capacity": each.capacity, "x": number * width, "until": (number + 1) * width, "y": y})
    return steps


def _changes(columns: Sequence[Column], zone: str) -> list[str]:
    """When fewer or more people are there, in words."""
    return [
        _("from %(time)s on %(count)s in a quarter of an hour")
        % {"time": _clock(later.at, zone), "count": later.capacity.normalize()}
        for before, later in pairwise(columns)
        if before.capacity != later.capacity
    ]


def _too_much(column: Column, zone: str) -> str:
    words = ngettext("%(time)s: %(count)d too many", "%(time)s: %(count)d too many", column.over)
    return words % {"time": _clock(column.at, zone), "count": column.over}


def _line(column: Column, zone: str) -> dict[str, Any]:
    return {
        "time": _clock(column.at, zone),
        "goals": column.goals,
        "limits": column.limits,
        "capacity": column.capacity.normalize(),
    }
