"""Reads what happened from the table of events, in the order in which it becomes visible."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final

from outbox.models import Event
from outbox.selectors import newest_id

MOST: Final = 500
# A transaction that still runs may hold a lower id than one that ended. Its place is watched this long; then it was rolled back.
GAP_SECONDS: Final = 120.0
MOST_GAPS: Final = 5_000
# What a page that comes back is told again, for the same reason.
OVERLAP: Final = 100
# How long after its moment an event may become visible.
LATEST_COMMIT: Final = timedelta(seconds=5)


class Follower:
    """Where one process stands. `position` is the highest id that it has seen."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.position = 0
        self._gaps: dict[int, float] = {}
        self._clock = clock

    def start(self) -> None:
        """From here on: what happened before is not read."""
        self.position = newest_id()
        self._gaps.clear()

    @property
    def gaps(self) -> int:
        """How many ids it still waits for."""
        return len(self._gaps)

    def read(self) -> list[Event]:
        """What became visible since the last reading, at most 500; as long as there is something, read again."""
        late = list(Event.objects.filter(pk__in=self._watched()).order_by("pk")) if self._gaps else []
        for event in late:
            del self._gaps[event.pk]
        fresh = list(Event.objects.filter(pk__gt=self.position).order_by("pk")[:MOST])
        if fresh:
            # Before the first of all events there is no gap: ids need not begin with one.
            before = [self.position] if self.position else []
            self._watch([*before, *(event.pk for event in fresh)])
            self.position = fresh[-1].pk
        return late + fresh

    def _watched(self) -> list[int]:
        over = self._clock() - GAP_SECONDS
        self._gaps = {pk: since for pk, since in self._gaps.items() if since > over}
        return list(self._gaps)

    def _watch(self, ids: list[int]) -> None:
        now = self._clock()
        missing = (pk for before, after in pairwise(ids) for pk in range(max(before + 1, after - MOST_GAPS), after))
        self._gaps |= dict.fromkeys(missing, now)
        while len(self._gaps) > MOST_GAPS:
            self._gaps.pop(next(iter(self._gaps)))


def known_at(moment: datetime) -> int:
    """The id of the last event that a page read at this moment surely knows, as far as it is among the newest."""
    newest = Event.objects.order_by("-pk").values("pk", "at")[: MOST + OVERLAP + 1]
    unknown = [each["pk"] for each in newest if each["at"] >= moment - LATEST_COMMIT]
    return min(unknown) - 1 if unknown else newest_id()


def missed(since: int) -> list[Event] | None:
    """What happened after the id that a page knows last, and a little before; None when it is too much to tell one by one."""
    found = list(Event.objects.filter(pk__gt=max(since - OVERLAP, 0)).order_by("pk")[: MOST + OVERLAP + 1])
    return found if len(found) <= MOST + OVERLAP else None
