"""Use is counted as it happens: nothing ever scans answers or events for it."""

from collections import Counter
from collections.abc import Sequence

from django.db.models import F

from knowledge.events import MacroUsed
from knowledge.models import Macro
from outbox.models import Event
from outbox.registry import inline


@inline(MacroUsed)
def count_use(events: Sequence[Event]) -> None:
    """One more for each answer."""
    for pk, times in Counter(each.subject_id for each in events).items():
        Macro.objects.filter(pk=pk).update(used=F("used") + times)
