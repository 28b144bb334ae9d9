"""Reads about reviews. Lists begin with permissions.reviews_visible_to; every one is bounded by an index on a date or a state."""

from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Aggregate, Count, DurationField, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import ExtractHour, JSONObject
from django.utils import timezone

from accounts.models import Team, User
from sla.models import Breach, BreachReview, CauseKind, Holding, ReviewCause
from sla.reviews.permissions import reviews_visible_to
from sla.reviews.states import AGREED, FINISHED, UNFINISHED, ReviewState

LATELY = timedelta(days=30)
BAND_HOURS = 6
_OF_THE_ROW = ["breach__ticket__customer", "breach__ticket__assignee", "breach__timer", "cause", "reviewed_by"]
_OF_THE_PAGE = [
    *(
        "breach__timer__policy_version__policy",
        "breach__timer__calendar_version__calendar",
        "breach__ticket__opened_by",
    ),
    *(
        "breach__ticket__team",
        "aggravation",
        "action_owner",
        "signed_by",
        "disputed_by",
        "decided_by",
        "action_done_by",
    ),
]


class Median(Aggregate):
    """The middle of an ordered set, by PostgreSQL."""

    function = "percentile_cont"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


@dataclass(frozen=True)
class Tally:
    """How many cases were finished in the last 30 days, and how long half of them took at most."""

    finished: int
    median: timedelta | None


@dataclass(frozen=True)
class Held:
    """One stretch in which somebody, or a team's queue, had the ticket. Names as they are now."""

    holder_id: int | None
    name: str
    number: str
    team: str
    team_zh: str
    started_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True)
class Narrowing:
    """Which cases of a period: dates in the active zone, both ends included; what is None does not narrow.

    `band` is the quarter of the day, from 0, in which the limit passed. `team` is the name that the breach kept.
    """

    since: date | None = None
    until: date | None = None
    cause: int | None = None
    team: str | None = None
    band: int | None = None
    policy: int | None = None

    @property
    def asked(self) -> bool:
        """Whether it narrows at all."""
        return any(getattr(self, each.name) is not None for each in fields(self))

    def of(self, reviews: QuerySet[BreachReview]) -> QuerySet[BreachReview]:
        """Those of the reviews that it asks for. Clocks that were wrong count against nobody and are left out, unless
        only a period was asked for.
        """
        if self.since:
            reviews = reviews.filter(breach__due_at__gte=day_begins(self.since))
        if self.until:
            reviews = reviews.filter(breach__due_at__lt=day_begins(self.until + timedelta(days=1)))
        if self.cause is not None:
            reviews = reviews.filter(cause=self.cause)
        if self.team is not None:
            reviews = reviews.filter(breach__team_name=self.team)
        if self.policy is not None:
            reviews = reviews.filter(breach__timer__policy_version__policy=self.policy)
        if self.band is not None:
            hours = range(self.band * BAND_HOURS, (self.band + 1) * BAND_HOURS)
            reviews = reviews.annotate(hour=ExtractHour("breach__due_at")).filter(hour__in=hours)
        narrowed = any(each is not None for each in (self.cause, self.team, self.band, self.policy))
        return reviews.exclude(state=ReviewState.GRANTED) if narrowed else reviews


def day_begins(day: date) -> datetime:
    """Midnight in the active zone."""
    return timezone.make_aware(datetime.combine(day, time()))


def unfinished(user: User) -> QuerySet[BreachReview]:
    """Cases on which somebody still has to act, the oldest first."""
    return reviews_visible_to(user).filter(state__in=UNFINISHED).order_by("opened_at", "pk")


def finished(user: User) -> QuerySet[BreachReview]:
    """Closed cases and clocks that were wrong, the newest first."""
    return reviews_visible_to(user).filter(closed_at__isnull=False, state__in=FINISHED).order_by("-closed_at", "-pk")


def for_rows(reviews: QuerySet[BreachReview]) -> QuerySet[BreachReview]:
    """With what a row of a list shows; `team_zh` is the Chinese name of the team that the breach named, if it still exists."""
    named = Team.objects.filter(name=OuterRef("breach__team_name")).values("name_zh")[:1]
    return reviews.select_related(*_OF_THE_ROW).annotate(team_zh=Subquery(named))


def for_page(reviews: QuerySet[BreachReview], *, at: datetime) -> QuerySet[BreachReview]:
    """With everything that the page of one case shows of it: `holders` for `held_of`, `tally_*` for `tally_of`, and the pauses."""
    stretches = Holding.objects.filter(ticket=OuterRef("breach__ticket")).order_by("started_at", "pk")
    told = JSONObject(
        holder_id="holder_id",
        name="holder__name",
        number="holder__agent_number",
        team="team__name",
        team_zh="team__name_zh",
        started_at="started_at",
        ended_at="ended_at",
    )
    lately = _finished_lately(at).order_by().values(all=Value(1))
    return (
        for_rows(reviews)
        .select_related(*_OF_THE_PAGE)
        .prefetch_related("breach__timer__pauses")
        .annotate(
            holders=ArraySubquery(stretches.values_list(told)),
            tally_count=Subquery(lately.annotate(count=Count("pk")).values("count")),
            tally_median=Subquery(lately.annotate(median=Median(_TOOK)).values("median")),
        )
    )


_TOOK = F("closed_at") - F("opened_at")


def _finished_lately(at: datetime) -> QuerySet[BreachReview]:
    return BreachReview.objects.filter(closed_at__gte=at - LATELY)


def tally(*, at: datetime) -> Tally:
    """One statement, by the index of finished cases."""
    found = _finished_lately(at).aggregate(count=Count("pk"), median=Median(_TOOK))
    return Tally(found["count"], found["median"])


def tally_of(review: BreachReview) -> Tally:
    """The same, from what `for_page` brought along."""
    return Tally(getattr(review, "tally_count", 0) or 0, getattr(review, "tally_median", None))


def held_of(review: BreachReview) -> list[Held]:
    """Who had the ticket, from what `for_page` brought along; oldest first."""
    return [_held(**each) for each in getattr(review, "holders", [])]


def _held(*, started_at: str, ended_at: str | None, **names: str | int | None) -> Held:
    holder = names.pop("holder_id")
    return Held(
        holder_id=int(holder) if holder else None,
        started_at=datetime.fromisoformat(started_at),
        ended_at=datetime.fromisoformat(ended_at) if ended_at else None,
        **{key: str(value or "") for key, value in names.items()},
    )


def causes_offered(review: BreachReview) -> dict[str, list[ReviewCause]]:
    """Both lists in one statement: what is in use, and what this case has chosen already."""
    chosen = {review.cause_id, review.aggravation_id}
    rows = [each for each in ReviewCause.objects.all() if each.active or each.pk in chosen]
    return {kind: [each for each in rows if each.kind == kind] for kind in CauseKind.values}


def own_actions(user: User) -> QuerySet[BreachReview]:
    """The corrective actions that this person owns and has not done yet, the next first."""
    mine = BreachReview.objects.filter(action_owner=user, action_done_at__isnull=True, state__in=AGREED)
    return mine.order_by("due_on", "pk").select_related("reviewed_by")


def counted_breaches() -> QuerySet[Breach]:
    """Missed promises that count against a team: all but those whose clock was wrong."""
    return Breach.objects.exclude(review__state=ReviewState.GRANTED)
