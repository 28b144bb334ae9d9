"""Figures of reviews for a period: missed promises for each cause and each team. Bounded by the index of breaches on their date."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from accounts.models import Team, User
from core.errors import InvalidInput, NotFound
from sla.models import Breach
from sla.reviews.permissions import READERS
from sla.reviews.selectors import Median, day_begins
from sla.reviews.states import ReviewState

LONGEST: Final = timedelta(days=366)


@dataclass(frozen=True)
class Line:
    """One cause or team. `missed` counts against it; `wrong` are clocks that were at fault; `median` from opening to closing."""

    key: str
    name: str
    name_zh: str
    missed: int
    closed: int
    told: int
    wrong: int
    median: timedelta | None


@dataclass(frozen=True)
class Figures:
    """A period, both days included, with its sums. Causes by frequency, the unreviewed ones (key "") among them."""

    since: date
    until: date
    total: Line
    causes: list[Line]
    teams: list[Line]


def figures(*, since: date, until: date, by: User) -> Figures:
    """Three statements. Raises InvalidInput for a period that is empty or longer than 366 days, NotFound for who may not read."""
    if by.role not in READERS:
        raise NotFound
    if until < since:
        raise InvalidInput(fields={"until": _("The last day lies before the first one.")})
    if until - since > LONGEST:
        raise InvalidInput(fields={"since": _("At most 366 days. Choose a later first day.")})
    missed = Breach.objects.filter(due_at__gte=day_begins(since), due_at__lt=day_begins(until + timedelta(days=1)))
    named = Team.objects.filter(name=OuterRef("team_name")).values("name_zh")[:1]
    by_cause = missed.values(key=F("review__cause_id"), name=F("review__cause__name"), zh=F("review__cause__name_zh"))
    by_team = missed.values(key=F("team_name"), name=F("team_name")).annotate(zh=Subquery(named))
    return Figures(
        since=since,
        until=until,
        total=_line(missed.aggregate(**_SUMS)),
        causes=_lines(by_cause),
        teams=_lines(by_team),
    )


_COUNTED = ~Q(review__state=ReviewState.GRANTED)
_SUMS = {
    "missed": Count("pk", filter=_COUNTED),
    "closed": Count("pk", filter=Q(review__state=ReviewState.CLOSED)),
    "told": Count("pk", filter=_COUNTED & Q(review__customer_told_at__isnull=False)),
    "wrong": Count("pk", filter=~_COUNTED),
    "median": Median(F("review__closed_at") - F("review__opened_at"), filter=Q(review__closed_at__isnull=False)),
}


def _lines(groups: QuerySet[Any, Any]) -> list[Line]:
    return [_line(each) for each in groups.annotate(**_SUMS).order_by("-missed", "name")]


def _line(found: dict[str, Any]) -> Line:
    return Line(
        key=str(found.get("key") or ""),
        name=found.get("name") or "",
        name_zh=found.get("zh") or "",
        **{each: found[each] for each in _SUMS},
    )
