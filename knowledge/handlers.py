"""Use is counted as it happens: nothing ever scans answers or events for it. Answers go out when they can no longer be taken back."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from django.db.models import F

from knowledge.events import MacroUsed
from knowledge.models import Macro
from knowledge.services import send_due_answers
from outbox.models import Event
from outbox.registry import every_turn, inline


@inline(MacroUsed)
def count_use(events: Sequence[Event]) -> None:
    """One more for each answer."""
    for pk, times in Counter(each.subject_id for each in events).items():
        Macro.objects.filter(pk=pk).update(used=F("used") + times)


@every_turn
def send_answers(at: datetime) -> None:
    """Those whose moment to be taken back is over."""
    send_due_answers(at=at)
