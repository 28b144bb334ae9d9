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
    """The limit is behind us without an answer. Team and category are the ticket's at that moment."""

    name: ClassVar[str] = "sla.breached"
    due_at: str
    team_id: int | None
    category: str
    # Whether anybody watches the ticket: who does hears of it.
    watched: bool = False


@dataclass(frozen=True, kw_only=True)
class PromiseMet(PromiseHappening):
    """Answered in time or late; `late_seconds` is 0 in time. Team and category are the ticket's at that moment."""

    name: ClassVar[str] = "sla.met"
    late_seconds: int
    team_id: int | None
    category: str


@dataclass(frozen=True, kw_only=True)
class PromiseRebased(PromiseHappening):
    """Measured anew: category or priority changed, or a supervisor re-based what runs. The same moment twice: only its terms are others."""

    name: ClassVar[str] = "sla.rebased"
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class PromiseJoined(PromiseHappening):
    """The ticket goes on in another one, or another one in it: the stricter clock of both holds, this one ended."""

    name: ClassVar[str] = "sla.joined"


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


@dataclass(frozen=True, kw_only=True)
class GuardHappening(Happening):
    """About a sla.models.Guard."""

    subject_kind: ClassVar[str] = "guard"
    kind: str


@dataclass(frozen=True, kw_only=True)
class GuardEngaged(GuardHappening):
    """All ringers hold until somebody has looked. `facts`: `seconds` of a jump, or `due` of `running`."""

    name: ClassVar[str] = "sla.guard_engaged"
    facts: dict[str, object]


@dataclass(frozen=True, kw_only=True)
class GuardReleased(GuardHappening):
    """The ringers go on."""

    name: ClassVar[str] = "sla.guard_released"


@dataclass(frozen=True, kw_only=True)
class CanaryFired(Happening):
    """The canary left the ringer; it is heard when its delivery runs."""

    name: ClassVar[str] = "sla.canary_fired"
    subject_kind: ClassVar[str] = "canary"


@dataclass(frozen=True, kw_only=True)
class PolicyHappening(Happening):
    """About a policy."""

    subject_kind: ClassVar[str] = "policy"


@dataclass(frozen=True, kw_only=True)
class PolicyPublished(PolicyHappening):
    """A new version; `version` 1 is a new policy."""

    name: ClassVar[str] = "policy.published"
    version: int


@dataclass(frozen=True, kw_only=True)
class PolicyMoved(PolicyHappening):
    """Asked earlier or later than before: places from 1, and the policy it changed places with."""

    name: ClassVar[str] = "policy.moved"
    before: int
    after: int
    neighbour: str


@dataclass(frozen=True, kw_only=True)
class PolicyRetired(PolicyHappening):
    """Not asked any more; running promises keep it."""

    name: ClassVar[str] = "policy.retired"


@dataclass(frozen=True, kw_only=True)
class PolicyReinstated(PolicyHappening):
    """Asked again, at this place."""

    name: ClassVar[str] = "policy.reinstated"
    place: int


@dataclass(frozen=True, kw_only=True)
class CalendarHappening(Happening):
    """About a calendar."""

    subject_kind: ClassVar[str] = "calendar"


@dataclass(frozen=True, kw_only=True)
class CalendarPublished(CalendarHappening):
    """A new version; `version` 1 is a new calendar."""

    name: ClassVar[str] = "calendar.published"
    version: int


@dataclass(frozen=True, kw_only=True)
class RebaseOrdered(Happening):
    """Running promises shall be measured anew by what applies now, some tickets at a time.

    Each step orders the next: `step` from 0, `after` the last ticket looked at, `looked` and `moved` tickets so far, `failed` those
    that could not be measured. `order` is the event that began it, 0 in that one itself.
    """

    order: int
    step: int
    after: int
    looked: int
    moved: int
    failed: int


@dataclass(frozen=True, kw_only=True)
class RebaseFinished(Happening):
    """All that could be re-based are; the numbers are those of the whole order."""

    order: int
    step: int
    looked: int
    moved: int
    failed: int


@dataclass(frozen=True, kw_only=True)
class PolicyRebaseOrdered(RebaseOrdered):
    """The promises that a policy rules, or ruled when they began."""

    name: ClassVar[str] = "policy.rebase_ordered"
    subject_kind: ClassVar[str] = "policy"


@dataclass(frozen=True, kw_only=True)
class PolicyRebaseFinished(RebaseFinished):
    """The last step of a policy's order."""

    name: ClassVar[str] = "policy.rebase_finished"
    subject_kind: ClassVar[str] = "policy"


@dataclass(frozen=True, kw_only=True)
class CalendarRebaseOrdered(RebaseOrdered):
    """The promises that run on a calendar, or would by now."""

    name: ClassVar[str] = "calendar.rebase_ordered"
    subject_kind: ClassVar[str] = "calendar"


@dataclass(frozen=True, kw_only=True)
class CalendarRebaseFinished(RebaseFinished):
    """The last step of a calendar's order."""

    name: ClassVar[str] = "calendar.rebase_finished"
    subject_kind: ClassVar[str] = "calendar"


@dataclass(frozen=True, kw_only=True)
class LadderHappening(Happening):
    """About a rung (sla.models.LadderStep)."""

    subject_kind: ClassVar[str] = "ladder"


@dataclass(frozen=True, kw_only=True)
class LadderStepAdded(LadderHappening):
    """A new rung, for promises that begin or are measured from now on."""

    name: ClassVar[str] = "ladder.step_added"


@dataclass(frozen=True, kw_only=True)
class LadderStepRetired(LadderHappening):
    """A rung that no new promise gets."""

    name: ClassVar[str] = "ladder.step_retired"


@dataclass(frozen=True, kw_only=True)
class ChannelHoursSet(Happening):
    """A way in is attended by another calendar; none: at all times. The subject is the kind's place in sla.opening.KINDS."""

    name: ClassVar[str] = "channel.hours_set"
    subject_kind: ClassVar[str] = "channel_hours"
    kind: str
    calendar_id: int | None
