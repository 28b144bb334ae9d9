"""Is anybody watching over the promises? Numbers for /healthz/sla, the metrics and the administrator's page."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, Min, OuterRef

from sla.models import UNANSWERED, Canary, Guard, Inspection, RingerTick, Timer, TimerState
from tickets.models import Ticket

RED_LAG = timedelta(seconds=120)
RED_SILENCE = timedelta(seconds=90)
INVARIANT = "without_timer"


@dataclass(frozen=True)
class Health:
    """Lag of the oldest due timer; time since the last tick of any ringer (None: never); timers held; how late the oldest
    unheard canary is; guards that hold the ringers; open tickets without a timer at the last inspection.
    """

    lag: timedelta
    silence: timedelta | None
    held: int
    canary: timedelta
    guards: int
    bare: int

    @property
    def red(self) -> bool:
        """Whether a person must look now."""
        late = self.lag > RED_LAG or self.canary > RED_LAG
        unwatched = self.silence is None or self.silence > RED_SILENCE or self.guards > 0
        return late or unwatched or self.held > 0 or self.bare > 0


def sla_health(*, at: datetime) -> Health:
    """Read from partial indexes; costs the same with a million running timers."""
    last = RingerTick.objects.order_by("-at").first()
    canary = Canary.objects.filter(heard_at__isnull=True).aggregate(oldest=Min("due_at"))["oldest"]
    inspection = Inspection.objects.filter(name=INVARIANT).first()
    return Health(
        lag=ringer_lag(at=at),
        silence=at - last.at if last else None,
        held=Timer.objects.filter(state=TimerState.HELD).count(),
        canary=_since(canary, at),
        guards=Guard.objects.filter(released_at__isnull=True).count(),
        bare=len(inspection.numbers) if inspection else 0,
    )


def ringer_lag(*, at: datetime) -> timedelta:
    """How late the oldest due timer is. One statement, from the index that the ringers read."""
    due = Timer.objects.filter(state=TimerState.RUNNING, wake_at__isnull=False)
    return _since(due.aggregate(oldest=Min("wake_at"))["oldest"], at)


def _since(moment: datetime | None, at: datetime) -> timedelta:
    return max(timedelta(), at - moment) if moment else timedelta()


def inspect(*, at: datetime) -> list[str]:
    """The invariant: every ticket on which we owe something has an unanswered timer. The numbers of those that break it.

    They are kept for `sla_health`.
    """
    clocks = Timer.objects.filter(ticket=OuterRef("pk"), state__in=UNANSWERED)
    bare = Ticket.objects.live().filter(~Exists(clocks)).order_by("id")
    numbers = list(bare.values_list("number", flat=True)[:100])
    Inspection.objects.update_or_create(name=INVARIANT, defaults={"at": at, "numbers": numbers})
    return numbers
