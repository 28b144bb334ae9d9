"""/status: number and contact in one message, compared as on the status page, within the same budgets."""

import re
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from accounts.models import CustomerHandle
from core import numbers
from core.errors import InvalidInput
from tickets.models import Ticket
from tickets.services.visitors import check_status

LONGEST = 400
# The number's twelve digits, in any grouping, come first or last.
_NUMBER_FIRST = re.compile(r"\s*((?:\d[\s-]*){12})(?!\d)[\s,;]*(.+)", re.DOTALL)
_NUMBER_LAST = re.compile(r"\s*(.+?)[\s,;]+((?:\d[\s-]*){11}\d)\s*", re.DOTALL)


@dataclass(frozen=True)
class Found:
    """`what` is what the bot answers; unknown, wrong and somebody else's are one answer."""

    what: str
    ticket: Ticket | None = None


def look_up(text: str, *, asker: CustomerHandle, at: datetime) -> Found:
    """The ticket whose number and contact were written. Raises TooMany when one account tries hundreds of times."""
    for number, contact in _readings(text[:LONGEST]):
        try:
            answer = check_status(
                number=numbers.parse(number),
                contact=contact.strip(),
                address=f"{asker.kind}:{asker.external_id}",
                region=settings.OPERATOR["region"],
                language=asker.language,
                at=at,
            )
        except InvalidInput:
            continue
        if answer.by_code:
            return Found("status_later")
        if answer.ticket:
            return Found("status", answer.ticket.merged_into or answer.ticket)
    return Found("status_nothing")


def _readings(text: str) -> list[tuple[str, str]]:
    first, last = _NUMBER_FIRST.fullmatch(text), _NUMBER_LAST.fullmatch(text)
    if first:
        return [(first[1], first[2])]
    return [(last[2], last[1])] if last else []
