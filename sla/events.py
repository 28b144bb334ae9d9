"""What can be said to have happened to a promise. The subject is the ticket."""

from dataclasses import dataclass
from typing import ClassVar

from outbox.events import Happening


@dataclass(frozen=True, kw_only=True)
class PromiseHappening(Happening):
    """About one timer of the ticket; moments are ISO 8601 in UTC."""

    subject_kind: ClassVar[str] = "ticket"
    timer_id: int
    kind: str


@dataclass(frozen=True, kw_only=True)
class GoalPassed(PromiseHappening):
    """At risk: the goal is behind us, the limit is not."""

    name: ClassVar[str] = "sla.goal_passed"
    goal_at: str


@dataclass(frozen=True, kw_only=True)
class PromiseBreached(PromiseHappening):
    """The limit is behind us without an answer."""

    name: ClassVar[str] = "sla.breached"
    due_at: str


@dataclass(frozen=True, kw_only=True)
class PromiseMet(PromiseHappening):
    """Answered in time or late; `late_seconds` is 0 in time."""

    name: ClassVar[str] = "sla.met"
    late_seconds: int


@dataclass(frozen=True, kw_only=True)
class PromiseRebased(PromiseHappening):
    """Measured anew, because category or priority changed."""

    name: ClassVar[str] = "sla.rebased"
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class TimerHeld(PromiseHappening):
    """Failed too often; the administrator must look."""

    name: ClassVar[str] = "sla.held"


@dataclass(frozen=True, kw_only=True)
class LadderReached(PromiseHappening):
    """A rung of the escalation ladder: who hears of it (sla.models.Audience) and how (Way). Either may be empty.

    Measured from `mark` (goal or limit): `percent` of the time to it, or `minutes` from it, negative before.
    """

    name: ClassVar[str] = "sla.ladder_reached"
    step_id: int
    mark: str
    percent: int | None
    minutes: int | None
    audiences: list[str]
    ways: list[str]


@dataclass(frozen=True, kw_only=True)
class PromiseWaived(PromiseHappening):
    """No reply is needed after all: the clock ends without a result."""

    name: ClassVar[str] = "sla.waived"
