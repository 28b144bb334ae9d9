"""Whether any incident runs, so that a ticket that opens on a quiet day pays nothing for incidents."""

import time
from collections.abc import Callable
from typing import Final

from accounts.models import User
from incidents.models import Incident

# What this process last saw holds so long: well below incidents.services.attaching.SECOND_LOOK, which finds what was passed over.
SECONDS: Final = 20.0


class Watch:
    """One for each process."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._runs = False
        self._until = 0.0

    def any_runs(self) -> bool:
        """As of at most twenty seconds ago; at once for what was declared in this process."""
        if self._clock() >= self._until:
            self._runs = Incident.objects.running().exists()
            self._until = self._clock() + SECONDS
        return self._runs

    def look_again(self) -> None:
        """Something was declared here."""
        self._until = 0.0


WATCH: Final = Watch()


def running_now(user: User) -> list[Incident]:
    """What runs and may be seen, the newest first; on a quiet day no query. What another process declares is here twenty seconds later."""
    return list(Incident.objects.visible_to(user).running()) if WATCH.any_runs() else []
