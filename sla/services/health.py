"""Is anybody watching over the promises? Numbers for /healthz/sla and the hourly check."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, Min, OuterRef

from sla.models import UNANSWERED, RingerTick, Timer, TimerState
from tickets.models import Ticket

RED_LAG = timedelta(seconds=120)
RED_SILENCE = timedelta(seconds=90)


@dataclass(frozen=True)
class Health:
    """Lag of the oldest due timer, time since the last tick of any ringer (None: never), timers held."""

    lag: timedelta
    silence: timedelta | None
    held: int

    @property
    def red(self) -> bool:
        """Whether a person must look now."""
        return self.lag > RED_LAG or self.silence is None or self.silence > RED_SILENCE or self.held > 0


def sla_health(*, at: datetime) -> Health:
    """Read from partial indexes; costs the same with a million running timers."""
    due = Timer.objects.filter(state=TimerState.RUNNING, wake_at__isnull=False)
    oldest = due.aggregate(oldest=Min("wake_at"))["oldest"]
    last = RingerTick.objects.order_by("-at").first()
    return Health(
        lag=max(timedelta(), at - oldest) if oldest else timedelta(),
        silence=at - last.at if last else None,
        held=Timer.objects.filter(state=TimerState.HELD).count(),
    )


def tickets_without_timer() -> list[str]:
    """The invariant: every ticket on which we owe something has an unanswered timer. The numbers of those that break it."""
    clocks = Timer.objects.filter(ticket=OuterRef("pk"), state__in=UNANSWERED)
    bare = Ticket.objects.live().filter(~Exists(clocks)).order_by("id")
    return list(bare.values_list("number", flat=True)[:100])
