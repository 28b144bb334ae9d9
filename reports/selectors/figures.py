"""What fell on some days, from the roll-up."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, Sum

from reports.models import CALL, DailyFigure, Targets


@dataclass(frozen=True)
class Sums:
    """Promises by the day of their limit, incoming calls by the day on which they came in."""

    kept: int = 0
    missed: int = 0
    calls: int = 0
    answered: int = 0
    wait_seconds: int = 0

    @property
    def due(self) -> int:
        """How many promises were decided."""
        return self.kept + self.missed

    @property
    def share(self) -> float | None:
        """Percent of promises kept; None where none was due."""
        return 100 * self.kept / self.due if self.due else None

    @property
    def answered_share(self) -> float | None:
        """Percent of calls answered; None without calls."""
        return 100 * self.answered / self.calls if self.calls else None

    @property
    def mean_wait(self) -> float | None:
        """Seconds that an answered caller had waited; None where none was answered."""
        return self.wait_seconds / self.answered if self.answered else None


def sums(*, since: date, until: date, team: int | None = None, kinds: Collection[str] | None = None) -> Sums:
    """The figures of these days, both included. `team` and `kinds` narrow the promises; calls belong to the whole desk. One statement."""
    rows = DailyFigure.objects.filter(day__gte=since, day__lte=until)
    promises = ~Q(kind=CALL)
    if team is not None:
        promises &= Q(team=team)
    if kinds is not None:
        promises &= Q(kind__in=kinds)
    found = rows.aggregate(
        kept=Sum("kept", filter=promises, default=0),
        missed=Sum("missed", filter=promises, default=0),
        calls=Sum("calls", default=0),
        answered=Sum("answered", default=0),
        wait_seconds=Sum("wait_seconds", default=0),
    )
    return Sums(**found)


def due_by_category(*, since: date, until: date, kind: str) -> dict[str, int]:
    """How many promises of a kind were decided on these days, both included, in each category that had any. One statement."""
    rows = DailyFigure.objects.filter(day__gte=since, day__lte=until, kind=kind).values("category").order_by()
    return {each["category"]: each["due"] for each in rows.annotate(due=Sum("kept") + Sum("missed"))}


def targets() -> Targets:
    """What the desk measures by."""
    return Targets.objects.first() or Targets()
