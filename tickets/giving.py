"""Who is given a ticket that nobody holds: the rule, as a pure function that keeps its reasons. docs/assignment.md tells it in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

# What an open ticket weighs in somebody's load; one on which we wait for somebody weighs nothing.
WEIGHT: Final = 1
EMERGENCY_WEIGHT: Final = 3
# A mark that comes sooner cannot wait until somebody of the team is back.
NEAR: Final = timedelta(hours=2)
# So many people are kept with a decision; of the others only how many they were.
MOST_KEPT: Final = 40
_NEVER: Final = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Candidate:
    """Somebody who may be given it, as they are at the moment of the decision.

    `absent`: a word of accounts.presence.ABSENCES, "let_go" when they put this ticket back before, or empty. `lacks`: "skill",
    "language", "full". `helps`: they are of the team that helps out.
    """

    pk: int
    label: str
    absent: str
    lacks: tuple[str, ...]
    load: int
    limit: int
    given_at: datetime | None
    helps: bool = False

    @property
    def place(self) -> tuple[int, int, datetime, int]:
        """The order of choice: lacks least, holds least, has waited longest for a new one."""
        return (len(self.lacks), self.load, self.given_at or _NEVER, self.pk)


@dataclass(frozen=True)
class Decision:
    """`people` in the order of choice, those who were out last. `chosen` is None when it must wait.

    `decided` says what settled it: "only", "fits", "load" or "turn"; without a choice why there was none: "nobody" (the team has
    no agents), "absent", "unfit", "full".
    """

    people: tuple[Candidate, ...]
    chosen: Candidate | None
    decided: str
    emergency: bool

    def is_out(self, each: Candidate) -> bool:
        """Whether this one could not be given it. An emergency asks only who is there."""
        return bool(each.absent or (each.lacks and not self.emergency))

    def kept(self, *, kind: str, helped_by: str = "") -> dict[str, Any]:
        """Plain values for the event; `kind` is given or waits, `helped_by` the name of the team that helps out."""
        people = [
            {
                "id": each.pk,
                "label": each.label,
                "reasons": [*filter(None, [each.absent]), *each.lacks],
                "out": self.is_out(each),
                "load": each.load,
                "limit": each.limit,
                "helps": each.helps,
            }
            for each in self.people[:MOST_KEPT]
        ]
        return {
            "kind": kind,
            "decided": self.decided,
            "chosen": self.chosen.pk if self.chosen else None,
            "helped_by": helped_by,
            "emergency": self.emergency,
            "people": people,
            "more": max(0, len(self.people) - MOST_KEPT),
        }


def decide(candidates: Iterable[Candidate], *, emergency: bool) -> Decision:
    """The first in the order of choice of those who are not out. An emergency takes also who lacks something, as the last."""
    ranked = sorted(candidates, key=lambda each: each.place)
    draft = Decision((), None, "", emergency)
    able = [each for each in ranked if not draft.is_out(each)]
    out = [each for each in ranked if draft.is_out(each)]
    return Decision((*able, *out), able[0] if able else None, _settled_by(able) or _waits_for(out), emergency)


def all_absent(people: Iterable[Candidate]) -> bool:
    """Whether nobody of these is there. Who is there and may not, such as who put it back, is."""
    return all(each.absent and each.absent != "let_go" for each in people)


def _settled_by(able: Sequence[Candidate]) -> str:
    if len(able) < 2:
        return "only" if able else ""
    first, second = able[:2]
    if len(first.lacks) != len(second.lacks):
        return "fits"
    return "load" if first.load != second.load else "turn"


def _waits_for(out: Sequence[Candidate]) -> str:
    if not out:
        return "nobody"
    if all(each.absent for each in out):
        return "absent"
    return "full" if any(not each.absent and each.lacks == ("full",) for each in out) else "unfit"
