"""A visitor at the status page: number and contact let in, and whoever has only one of them learns nothing.

Unknown number, wrong contact and somebody else's ticket take the same statements and give the same answer. Each attempt
is counted before anything is compared, so that parallel guesses cannot slip past a budget, and forgiven when it was right.
When a budget is spent nobody is let in by contact alone: the answer is the same for all, and a code goes to the address
on file if number and contact belong together. So guessing leads nowhere and the owner still gets in.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.lookup import contact_hashes
from accounts.services.codes import place_hash
from accounts.services.limits import count_attempt, forgive_attempt, limit_attempts
from outbox.actors import SYSTEM
from outbox.services import record
from tickets.events import StatusCodeAsked
from tickets.models import Ticket

CODE_PURPOSE = "status"
WRONG_PER_NUMBER = 5
WRONG_PER_ADDRESS = 30
WRONG_BY_ALL = 1_000
MOST_PER_ADDRESS = 300
HOUR, TEN_MINUTES = timedelta(hours=1), timedelta(minutes=10)
_NO_HASH = "0" * 64


@dataclass(frozen=True)
class Answer:
    """`ticket` is what matched, if anything. With `by_code` the visitor may not be told whether it did."""

    ticket: Ticket | None
    by_code: bool


def check_status(*, number: str, contact: str, address: str, region: str, language: str, at: datetime) -> Answer:
    """Compare a ticket number (12 digits) with an e-mail address or telephone number as typed; `region` reads local numbers.

    `address` is where the visitor comes from, `language` the one they read: a code is mailed in it. The counts are committed
    even when the answer is no. Raises InvalidInput for a contact that is none, TooMany when one address tries hundreds of times.
    """
    kind, typed = contact_hashes(contact, region=region)
    limit_attempts("status-flood", address, at=at, per=HOUR, most=MOST_PER_ADDRESS, sentence=_TOO_MANY)
    budgets = [
        ("status-number", number, HOUR, WRONG_PER_NUMBER),
        ("status-address", address, TEN_MINUTES, WRONG_PER_ADDRESS),
        ("status-all", "", TEN_MINUTES, WRONG_BY_ALL),
    ]
    spent = [count_attempt(scope, who, at=at, per=per) > most for scope, who, per, most in budgets]
    found = Ticket.objects.select_related("customer").filter(number=number).first()
    kept = str(getattr(found.customer, f"{kind}_hash")) if found else ""
    matched = found if secrets.compare_digest(typed, kept or _NO_HASH) else None
    if any(spent):
        _ask_for_code(matched, place_hash(address), language, at)
        return Answer(matched, by_code=True)
    if matched:
        for scope, who, per, _most in budgets:
            forgive_attempt(scope, who, at=at, per=per)
    return Answer(matched, by_code=False)


@transaction.atomic
def _ask_for_code(ticket: Ticket | None, asked_by: str, language: str, at: datetime) -> None:
    """The same rows for everybody; whether a code leaves is decided later, out of the visitor's sight."""
    asked = StatusCodeAsked(subject_id=ticket.pk if ticket else 0, language=language, asked_by=asked_by)
    record(asked, by=SYSTEM, at=at)


_TOO_MANY = _(
    "There were too many attempts from this connection. Try again in an hour, or call a hotline with your number."
)
