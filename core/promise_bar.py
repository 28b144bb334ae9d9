"""The promise bar as geometry: start to limit is 100 %, with a tick at the goal, hatches for pauses and a mark for now.

Pure; `core.bar_drawing` draws it. Percent, because an SVG then needs no script and no style to fit its place.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

# `soon` is the desk's own: on time, and the goal is near. `resolved` and `closed` stand where no clock runs any more.
BarState = Literal["ok", "soon", "risk", "breach", "paused", "met", "met_late", "complaint", "resolved", "closed"]
Span = tuple[datetime, datetime | None]


@dataclass(frozen=True, slots=True)
class Piece:
    """One stretch of the bar, in percent of it."""

    x: float
    width: float
    paused: bool


@dataclass(frozen=True, slots=True)
class Bar:
    """What to draw. `mark` is now, or the answer; nothing when it lies past the end."""

    pieces: tuple[Piece, ...]
    goal: float | None
    mark: float | None
    used: int

    @property
    def goal_label_fits(self) -> bool:
        """Whether a time under the goal would touch neither the one under the start nor the one under the end."""
        return self.goal is not None and 24 <= self.goal <= 76

    @property
    def goal_label_needs_room(self) -> bool:
        """Whether it fits only where the bar is wide: on a phone it would touch one of them."""
        return self.goal_label_fits and not 36 <= (self.goal or 0) <= 64


def bar_of(
    *,
    start: datetime,
    goal: datetime | None,
    limit: datetime,
    now: datetime,
    paused_spans: Sequence[Span] = (),
    answered_at: datetime | None = None,
) -> Bar:
    """The bar of one promise at `now`; an answer stops it. An open pause ends at `now`. All moments are aware."""
    end = answered_at or now
    total = max((limit - start).total_seconds(), 1.0)

    def percent(at: datetime) -> float:
        return round(min(max((at - start).total_seconds() / total, 0.0), 1.0) * 100, 2)

    reach = percent(end)
    pieces: list[Piece] = []
    done = 0.0
    for begun, finished in sorted(paused_spans, key=lambda span: span[0]):
        left, right = max(percent(begun), done), min(percent(finished or end), reach)
        if right <= left:
            continue
        if left > done:
            pieces.append(Piece(done, round(left - done, 2), paused=False))
        pieces.append(Piece(left, round(right - left, 2), paused=True))
        done = right
    if reach > done:
        pieces.append(Piece(done, round(reach - done, 2), paused=False))
    return Bar(
        pieces=tuple(pieces),
        goal=percent(goal) if goal and goal < limit else None,
        mark=reach if reach < 100 else None,
        used=int((end - start).total_seconds() / total * 100),
    )
