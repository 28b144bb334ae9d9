"""What another version would mean, before it is published: for what runs, and for the last month. Nothing is changed here.

Bounded: of each question the first MOST rows are looked at, and the answer says that there were more.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Prefetch, Q, QuerySet

from core import hours
from sla.models import UNANSWERED, Pause, PromisedKind, Timer, TimerState
from sla.services.clocks import is_broken
from sla.services.policies import Matter, promised
from sla.services.setups import Setup, Standing

MOST = 2_000
LOOKED_BACK = timedelta(days=30)
# What is asked of a timer. Rows are wide: ledger and plan stay where they are.
_READ = [
    *("ticket_id", "kind", "state", "started_at", "goal_at", "due_at", "paused_at", "breached_at", "stopped_at"),
    *("ticket__category", "ticket__priority", "ticket__channel", "ticket__language"),
    "ticket__customer__customer_class",
]


@dataclass(frozen=True)
class Change:
    """A setup, and what in it is to be measured anew: one policy, or the hours of one calendar.

    Concerned are the promises that these rule by now, and those that run on an earlier version of them.
    """

    setup: Setup
    touched: tuple[Standing, ...]
    runs_on: Q

    @classmethod
    def of_policy(cls, setup: Setup, policy_id: int | None) -> "Change":
        """The policy with this id; None is the one that is not saved yet."""
        touched = tuple(each for each in setup.standings if each.policy.policy_id == policy_id)
        return cls(setup, touched, Q(policy_version__policy=policy_id) if policy_id else Q(pk__in=[]))

    @classmethod
    def of_calendar(cls, setup: Setup, calendar_id: int | None) -> "Change":
        """The calendar with this id; None is one that is not saved yet, and used by nobody."""
        touched = tuple(each for each in setup.standings if calendar_id and each.calendar.calendar_id == calendar_id)
        return cls(setup, touched, Q(calendar_version__calendar=calendar_id) if calendar_id else Q(pk__in=[]))

    def promises(self) -> QuerySet[Timer]:
        """The measured promises that are concerned, answered or not."""
        ruled = self.setup.ruled_by(self.touched, "ticket__")
        return Timer.objects.filter(self.runs_on | ruled, policy_version__isnull=False)

    def tickets(self, *, after: int = 0, most: int) -> list[int]:
        """Ids of tickets with an unanswered promise that is concerned, above `after`, in order."""
        running = self.promises().filter(state__in=UNANSWERED, ticket__gt=after)
        return list(running.order_by("ticket").values_list("ticket", flat=True).distinct()[:most])


@dataclass(frozen=True)
class OpenEffect:
    """Tickets whose promises run: how many were looked at, and how many would get another moment if they were re-based.

    `overdue` would be past their limit at once. `more` means: there are more than were looked at.
    """

    looked: int = 0
    more: bool = False
    moved: int = 0
    later: int = 0
    earlier: int = 0
    overdue: int = 0


def effect_on_open(change: Change, *, at: datetime) -> OpenEffect:
    """What re-basing would do. Broken promises stay as they are, as sla.services.rebase_timers leaves them."""
    ids = change.tickets(most=MOST + 1)
    more, ids = len(ids) > MOST, ids[:MOST]
    later, earlier, overdue = set[int](), set[int](), set[int]()
    running = Timer.objects.filter(ticket__in=ids, state__in=UNANSWERED, policy_version__isnull=False)
    for timer, standing in _ruled(running, change.setup):
        if is_broken(timer, at):
            continue
        goal, limit = standing.policy.targets(timer.kind)
        pauses = [(each.started_at, each.ended_at) for each in timer.pauses.all() if each.ended_at]
        goal_at = promised(standing.schedule, timer.started_at, goal, pauses)
        due_at = promised(standing.schedule, timer.started_at, limit, pauses)
        if (due_at, goal_at) == (timer.due_at, timer.goal_at):
            continue
        (later if (due_at, goal_at) > (timer.due_at, timer.goal_at) else earlier).add(timer.ticket_id)
        if due_at <= (timer.paused_at or at):
            overdue.add(timer.ticket_id)
    return OpenEffect(
        looked=len(ids),
        more=more,
        moved=len(later | earlier),
        later=len(later - earlier),
        earlier=len(earlier),
        overdue=len(overdue),
    )


@dataclass
class Tally:
    """Promises of one kind: how many, how many were missed, how many would have been."""

    promises: int = 0
    were: int = 0
    would: int = 0


@dataclass(frozen=True)
class PastEffect:
    """The last month under another version, by kind. `more` means: only the newest MOST promises were looked at."""

    kinds: dict[str, Tally] = field(default_factory=dict)
    more: bool = False

    @property
    def total(self) -> Tally:
        """All kinds together."""
        told = self.kinds.values()
        return Tally(
            sum(each.promises for each in told), sum(each.were for each in told), sum(each.would for each in told)
        )


def effect_on_past(change: Change, *, at: datetime) -> PastEffect:
    """How many promises that began in the last 30 days were missed, and would have been, with the answers as they came.

    Tickets count as they are filed now. A promise that was waived counts for nothing.
    """
    begun = change.promises().filter(started_at__gt=at - LOOKED_BACK, kind__in=PromisedKind.values)
    newest = begun.exclude(state=TimerState.CANCELLED).order_by("-started_at", "-pk")[: MOST + 1]
    kinds = {kind: Tally() for kind in PromisedKind.values}
    looked = 0
    for timer, standing in _ruled(newest, change.setup):
        looked += 1
        if looked > MOST:
            break
        tally = kinds[timer.kind]
        tally.promises += 1
        tally.were += timer.breached_at is not None or _missed(timer, timer.due_at, at)
        pauses = [(each.started_at, each.ended_at) for each in timer.pauses.all()]
        due_at = hours.add(standing.schedule, timer.started_at, standing.policy.targets(timer.kind)[1], pauses)
        tally.would += due_at is not None and _missed(timer, due_at, at)
    return PastEffect(kinds, more=looked > MOST)


def _missed(timer: Timer, due_at: datetime, at: datetime) -> bool:
    """By the answer, or by now; a promise that stands still is judged by the moment at which it stopped."""
    if timer.stopped_at:
        return int((timer.stopped_at - due_at).total_seconds()) > 0  # to the second, as stop_timers judges
    return due_at <= (timer.paused_at or at)


def _ruled(timers: QuerySet[Timer], setup: Setup) -> Iterator[tuple[Timer, Standing]]:
    """Each with the policy that would rule its ticket; those that none would rule are left out."""
    known = timers.select_related("ticket__customer").only(*_READ)
    matters: dict[Matter, Standing | None] = {}
    for timer in known.prefetch_related(Prefetch("pauses", Pause.objects.only("timer_id", "started_at", "ended_at"))):
        matter = Matter.of(timer.ticket)
        if matter not in matters:
            matters[matter] = setup.winner(matter)
        standing = matters[matter]
        if standing:
            yield timer, standing
