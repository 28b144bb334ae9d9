"""All policies with their hours as one value: as they are, or as they would be. What is asked of it costs no query."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from django.db.models import Q

from core import hours
from core.errors import InvalidInput
from sla.models import CalendarVersion, PolicyVersion
from sla.services.ladder import Rung
from sla.services.policies import Matter, Ruling, calendar_of, current_versions, with_hours
from sla.services.publishing import COLUMNS


@dataclass(frozen=True)
class Standing:
    """A policy at its place, with the hours it counts by."""

    policy: PolicyVersion
    calendar: CalendarVersion
    schedule: hours.Schedule

    def differs(self, matter: Matter) -> list[str]:
        """The columns in which a matter is not what this policy asks for; none when it fits."""
        return [name for name in COLUMNS if getattr(self.policy, name) not in {"", getattr(matter, name)}]

    def fits(self, of: str = "") -> Q:
        """The same as a condition on rows; `of` is the path from them to the ticket ("ticket__")."""
        asked = {name: getattr(self.policy, name) for name in COLUMNS if getattr(self.policy, name)}
        if "customer_class" in asked:
            asked["customer__customer_class"] = asked.pop("customer_class")
        return Q(**{f"{of}{path}": value for path, value in asked.items()})


@dataclass(frozen=True)
class Verdict:
    """What becomes of a policy when it is asked about a matter."""

    standing: Standing
    word: Literal["wins", "differs", "not_asked"]
    differs: Sequence[str] = ()


@dataclass(frozen=True)
class Setup:
    """The policies in use, in the order in which they are asked."""

    standings: tuple[Standing, ...]

    @classmethod
    def present(cls) -> "Setup":
        """What applies now. One query."""
        asked = current_versions().select_related("policy", "calendar")
        return cls(tuple(standing(each, calendar_of(each)) for each in with_hours(asked)))

    def winner(self, matter: Matter) -> Standing | None:
        """The first that fits: the same as sla.services.policy_for finds."""
        return next((each for each in self.standings if not each.differs(matter)), None)

    def verdicts(self, matter: Matter) -> list[Verdict]:
        """What becomes of each policy, in order."""
        told: list[Verdict] = []
        for each in self.standings:
            differs = each.differs(matter)
            if any(one.word == "wins" for one in told):
                told.append(Verdict(each, "not_asked"))
            else:
                told.append(Verdict(each, "differs" if differs else "wins", differs))
        return told

    def ruled_by(self, chosen: Iterable[Standing], of: str = "") -> Q:
        """A condition on rows: their ticket is ruled by one of these. `of` is the path from the rows to the ticket."""
        wanted = {id(each) for each in chosen}
        found, earlier = Q(pk__in=[]), Q(pk__isnull=False)  # none and all: an empty Q would vanish beside others
        for each in self.standings:
            if id(each) in wanted:
                found |= each.fits(of) & earlier
            if not each.fits(of):
                break  # it fits everything: those behind it are never asked
            earlier &= ~each.fits(of)
        return found

    def with_policy(self, draft: PolicyVersion, calendar: CalendarVersion, *, place: int = 0) -> "Setup":
        """As it would be with a draft: in the place of its policy's present version, or for a new one at `place` (from 1)."""
        drafted = standing(draft, calendar)
        places = [number for number, each in enumerate(self.standings) if each.policy.policy_id == draft.policy_id]
        kept = list(self.standings)
        if draft.policy_id and places:
            kept[places[0]] = drafted
        else:
            kept.insert(max(place, 1) - 1, drafted)
        return Setup(tuple(kept))

    def with_hours(self, draft: CalendarVersion) -> "Setup":
        """As it would be with other hours of one calendar."""
        schedule = draft.hours()
        changed = (
            replace(each, calendar=draft, schedule=schedule) if each.calendar.calendar_id == draft.calendar_id else each
            for each in self.standings
        )
        return Setup(tuple(changed))

    def ruling(self, matter: Matter, rungs: Sequence[Rung]) -> Ruling:
        """What policy_for would answer. Raises InvalidInput (`no_policy`) when nothing fits."""
        found = self.winner(matter)
        if found is None:
            raise InvalidInput(code="no_policy")
        return Ruling(found.policy, found.calendar, found.schedule, rungs)


def standing(policy: PolicyVersion, calendar: CalendarVersion) -> Standing:
    """A policy's version with a calendar's, saved or not."""
    return Standing(policy, calendar, calendar.hours())
