"""What missed promises have in common: the same cause, team, hour of the day or policy within two weeks."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Literal
from zoneinfo import ZoneInfo

from django.db.models import OuterRef, Subquery

from accounts.models import Team
from sla.models import Breach
from sla.reviews.selectors import BAND_HOURS, counted_breaches

By = Literal["cause", "team", "band", "policy"]
# Of patterns that hold equally many cases, the one that says more.
_TELLING: Final[Sequence[By]] = ("cause", "team", "policy", "band")
DAYS: Final = 14
ENOUGH: Final = 3
MOST: Final = 3
MOST_READ: Final = 1000


@dataclass(frozen=True)
class Trait:
    """What a case may share with others. `key` stands in addresses; the names are as they are kept, empty for a band."""

    by: By
    key: str
    name: str = ""
    name_zh: str = ""


@dataclass(frozen=True)
class Case:
    """As much of a missed promise as patterns are found by; `day` in the reader's zone."""

    pk: int
    day: date
    traits: dict[By, Trait]


@dataclass(frozen=True)
class Pattern:
    """Cases that share a trait; `shares` are further traits of more than half of them, with their number.

    `days` counts them for each of the 14 days, the oldest first.
    """

    trait: Trait
    count: int
    shares: tuple[tuple[Trait, int], ...]
    days: tuple[int, ...]
    since: date


def find_patterns(*, at: datetime, zone: str) -> list[Pattern]:
    """The patterns of the last 14 days of `zone`, today included. One statement, by the index of breaches; at most 1000 rows."""
    today = at.astimezone(ZoneInfo(zone)).date()
    since = today - timedelta(days=DAYS - 1)
    return patterns_in(_read(since, zone), since=since)


def patterns_in(cases: Iterable[Case], *, since: date) -> list[Pattern]:
    """A cause is a pattern from three cases on; team, hour and policy only if at least half of all cases share them.

    Causes come first, then the most frequent. What only repeats a pattern that is there already is left out.
    """
    known = list(cases)
    groups: dict[Trait, list[Case]] = {}
    for case in known:
        for trait in case.traits.values():
            groups.setdefault(trait, []).append(case)
    ranked = sorted(groups.items(), key=lambda each: (each[0].by != "cause", -len(each[1]), _TELLING.index(each[0].by)))
    found: list[Pattern] = []
    seen: set[frozenset[int]] = set()
    for trait, alike in ranked:
        same = frozenset(each.pk for each in alike)
        frequent = len(alike) >= ENOUGH and (trait.by == "cause" or 2 * len(alike) >= len(known))
        if frequent and same not in seen:
            seen.add(same)
            found.append(_pattern(trait, alike, since))
    return found[:MOST]


def _pattern(trait: Trait, alike: list[Case], since: date) -> Pattern:
    counts = Counter(other for case in alike for other in case.traits.values() if other != trait)
    per_day = Counter((case.day - since).days for case in alike)
    return Pattern(
        trait=trait,
        count=len(alike),
        shares=tuple((other, count) for other, count in counts.most_common() if 2 * count > len(alike)),
        days=tuple(per_day[each] for each in range(DAYS)),
        since=since,
    )


def _read(since: date, zone: str) -> list[Case]:
    begins = datetime.combine(since, datetime.min.time(), tzinfo=ZoneInfo(zone))
    named = Team.objects.filter(name=OuterRef("team_name")).values("name_zh")[:1]
    rows = counted_breaches().filter(due_at__gte=begins).order_by("-due_at", "-pk").annotate(team_zh=Subquery(named))
    return [_case(each, ZoneInfo(zone)) for each in rows.select_related(*_WITH)[:MOST_READ]]


_WITH = ["review__cause", "timer__policy_version__policy"]


def _case(breach: Breach, zone: ZoneInfo) -> Case:
    local = breach.due_at.astimezone(zone)
    traits: dict[By, Trait] = {"band": Trait("band", str(local.hour // BAND_HOURS))}
    if cause := breach.review.cause:
        traits["cause"] = Trait("cause", str(cause.pk), cause.name, cause.name_zh)
    if breach.team_name:
        traits["team"] = Trait("team", breach.team_name, breach.team_name, getattr(breach, "team_zh", "") or "")
    if breach.timer.policy_version:
        policy = breach.timer.policy_version.policy
        traits["policy"] = Trait("policy", str(policy.pk), policy.name, policy.name)
    return Case(breach.pk, local.date(), traits)
