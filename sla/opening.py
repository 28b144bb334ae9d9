"""When a way in is open: the one answer that pages, chat and the wall ask for."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import OuterRef, Subquery

from core import hours
from core.hours import Schedule
from sla.models import CalendarVersion, ChannelHours
from tickets.categories import ChannelKind

# What a supervisor sets hours for. A hotline has those of its own entry, a contact that is noted by hand has none.
KINDS: Final = (
    ChannelKind.CHAT,
    ChannelKind.WEB,
    ChannelKind.API,
    ChannelKind.MAIL,
    ChannelKind.TELEGRAM,
    ChannelKind.X,
    ChannelKind.WEIBO,
)


@dataclass(frozen=True)
class Opening:
    """How one kind stands. Moments UTC: `opens_at` of a closed one, `closes_at` of an open one; None where that never happens."""

    kind: str
    is_open: bool = True
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    schedule: Schedule | None = None

    @property
    def zone(self) -> str:
        """The zone of its calendar; empty without hours."""
        return self.schedule.zone if self.schedule else ""


def open_now(kind: str, at: datetime) -> Opening:
    """Whether a way in is attended at a moment (aware). One query."""
    return openings(at)[kind]


def openings(at: datetime) -> dict[str, Opening]:
    """The same of every kind that can have hours, in the order of `KINDS`. One query."""
    newest = CalendarVersion.objects.filter(calendar=OuterRef("calendar")).order_by("-version")
    rows = ChannelHours.objects.annotate(schedule=Subquery(newest.values("schedule")[:1]))
    kept = dict(rows.values_list("kind", "schedule"))
    return {kind: _opening(kind, kept.get(kind), at) for kind in KINDS}


def _opening(kind: str, kept: dict[str, object] | None, at: datetime) -> Opening:
    if kept is None:
        return Opening(kind)
    schedule = Schedule.from_json(kept)
    if hours.is_open(schedule, at):
        return Opening(kind, closes_at=hours.next_closing(schedule, at), schedule=schedule)
    return Opening(kind, is_open=False, opens_at=hours.next_opening(schedule, at), schedule=schedule)
