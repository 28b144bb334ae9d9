"""The identity ladder as steps of a call: the server answers match or no match, and never shows what is stored."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.lookup import email_hash
from accounts.models import Customer, IdentityCheck, IdentityLevel, User
from accounts.services.limits import forgive_attempt, limit_attempts
from core.contacts import normalise_email, same_last4
from core.errors import InvalidInput, TooMany

TRIES_PER_CONTEXT = 3
TRIES_PER_AGENT_AND_HOUR = 30
# For one address in a day, by whichever agents and calls: four digits are soon guessed by somebody who keeps calling.
TRIES_PER_ADDRESS_AND_DAY = 10
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Outcome:
    """What the agent may know: matched or not, how many tries are left, and the record only after a match."""

    matched: bool
    tries_left: int
    customer: Customer | None


def tries_left(context_kind: str, context_id: int) -> int:
    """How many checks this call or ticket has left."""
    made = IdentityCheck.objects.filter(context_kind=context_kind, context_id=context_id).count()
    return max(0, TRIES_PER_CONTEXT - made)


def match_caller(*, email: str, last4: str, context_kind: str, context_id: int, by: User, at: datetime) -> Outcome:
    """L1: compare the registered mail and the last four digits of the registered phone, both as the caller says them.

    Both must belong to one registered record. Raises TooMany after three tries in a call, thirty by one agent in an hour, or
    ten for one address in a day, whether or not anybody is registered with it; a match does not count.
    The attempt is kept in any case. The caller holds the lock of the call or ticket.
    """
    left = tries_left(context_kind, context_id)
    if left == 0:
        raise TooMany(_("No tries left in this call. Go on without identity (L0), or ask a supervisor."))
    limit_attempts("identity", str(by.pk), at=at, per=timedelta(hours=1), most=TRIES_PER_AGENT_AND_HOUR)
    digest = email_hash(normalise_email(email))
    if not (last4.strip().isdigit() and len(last4.strip()) == 4):
        raise InvalidInput(fields={"last4": _("Exactly the last four digits of the phone number.")})
    sentence = _("Too many tries for this address today. Go on without identity (L0), and tell a supervisor.")
    limit_attempts("identity-address", digest, at=at, per=_DAY, most=TRIES_PER_ADDRESS_AND_DAY, sentence=sentence)
    aimed_at = list(Customer.objects.filter(email_hash=digest).exclude(exchange_uid="")[:5])
    found = [each for each in aimed_at if same_last4(last4, each.phone)]
    customer = found[0] if found else None
    if customer:
        forgive_attempt("identity-address", digest, at=at, per=_DAY)
    keep_check(
        # A failure is kept with the record it was aimed at, so that the next agent is warned.
        customer=customer or (aimed_at[0] if len(aimed_at) == 1 else None),
        context_kind=context_kind,
        context_id=context_id,
        level=IdentityLevel.MATCHED,
        method="email+last4",
        matched=customer is not None,
        by=by,
        at=at,
    )
    return Outcome(matched=customer is not None, tries_left=left - 1, customer=customer)


@transaction.atomic
def keep_check(
    *,
    customer: Customer | None,
    context_kind: str,
    context_id: int,
    level: int,
    method: str,
    matched: bool,
    by: User | None,
    at: datetime,
) -> IdentityCheck:
    """Write one result of the ladder. `by` is None when the customer proved it alone, with a code."""
    return IdentityCheck.objects.create(
        customer=customer,
        context_kind=context_kind,
        context_id=context_id,
        level=level,
        method=method,
        matched=matched,
        by=by,
        at=at,
    )


def recent_failures(customer: Customer, *, at: datetime) -> int:
    """Failed checks of the last 30 days, shown to the next agent as a warning."""
    since = at - timedelta(days=30)
    return IdentityCheck.objects.filter(customer=customer, matched=False, at__gte=since).count()
