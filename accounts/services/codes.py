"""One-time codes to the address on file: typed by the customer in the portal, never told to an agent.

The digits are an HMAC of the row's random id, so that neither the database nor the outbox ever holds them.
"""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accounts.events import CodeRequested
from accounts.lookup import keyed_hash
from accounts.models import Customer, IdentityLevel, OneTimeCode
from accounts.services.identity import keep_check
from accounts.services.limits import limit_attempts
from core.errors import InvalidInput, TooMany
from outbox.services import record

VALID_FOR = timedelta(minutes=10)
WRONG_TRIES = 5
SENT_PER_HOUR = 5
SENT_TO_ONE_PER_HOUR = 20


def digits(code: OneTimeCode) -> str:
    """The six digits of this code."""
    mac = hmac.new(settings.SECRET_KEY.encode(), f"one-time-code:{code.public_id}".encode(), hashlib.sha256)
    return f"{int.from_bytes(mac.digest()[:8], 'big') % 1_000_000:06d}"


@transaction.atomic
def send_code(
    *, customer: Customer, purpose: str, context_id: int, asked_by: str, at: datetime, language: str | None = None
) -> OneTimeCode:
    """Make a code for one purpose and queue its mail. At most five an hour for one customer from one place, twenty from all.

    `asked_by` is what `place_hash` gives: a stranger who knows number and contact uses up the stranger's tries, not the owner's.
    `language` is the one in which the person asks just now; without it the mail is in the language of their record.
    """
    budgets = [
        ("send_code", f"{customer.pk}:{asked_by}", SENT_PER_HOUR),
        ("send_code_to", f"{customer.pk}", SENT_TO_ONE_PER_HOUR),
    ]
    for scope, who, most in budgets:
        limit_attempts(scope, who, at=at, per=timedelta(hours=1), most=most, sentence=_SEVERAL)
    code = OneTimeCode.objects.create(
        customer=customer,
        purpose=purpose,
        context_id=context_id,
        asked_by=asked_by,
        created_at=at,
        expires_at=at + VALID_FOR,
    )
    asked = CodeRequested(subject_id=code.pk, customer_id=customer.pk, language=language or customer.language)
    record(asked, by=customer, at=at)
    return code


_SEVERAL = _("We have already sent several codes. Please use the newest one or try again in an hour.")


def place_hash(address: str) -> str:
    """Where somebody asks from, as it is kept: a keyed hash of the network address."""
    return keyed_hash("network", address)


def confirm_code(*, code: OneTimeCode, typed: str, at: datetime) -> None:
    """Accept the digits once. A wrong try is counted and stays counted even though this raises InvalidInput."""
    matched = _try_code(code.pk, typed, at)
    if not matched:
        raise InvalidInput(fields={"code": _("This code is not right or no longer valid. Ask for a new one.")})


@transaction.atomic
def _try_code(code_id: int, typed: str, at: datetime) -> bool:
    row = OneTimeCode.objects.select_for_update().select_related("customer").get(pk=code_id)
    if row.wrong_tries >= WRONG_TRIES:
        raise TooMany(_("Too many wrong codes. Ask for a new one."))
    return _settle(row, typed, at)


def newest_code(
    *, customer: Customer, purpose: str, context_id: int, asked_by: str, at: datetime
) -> OneTimeCode | None:
    """The last code sent for this purpose, asked for from this place, that can still be typed."""
    sent = OneTimeCode.objects.filter(customer=customer, purpose=purpose, context_id=context_id, asked_by=asked_by)
    sent = sent.filter(used_at=None)
    return sent.filter(expires_at__gt=at, wrong_tries__lt=WRONG_TRIES).order_by("-created_at").first()


@transaction.atomic
def confirm_newest_code(
    *, customer_id: int, purpose: str, context_id: int, asked_by: str, typed: str, at: datetime
) -> bool:
    """Try the last code of a context that was asked for from this place, for a page that must not tell whether there is one.

    A wrong, an expired and a burnt code and no code at all (`customer_id` 0) give False after the same statements.
    """
    sent = OneTimeCode.objects.filter(
        customer_id=customer_id, purpose=purpose, context_id=context_id, asked_by=asked_by
    )
    row = sent.select_for_update(of=("self",)).select_related("customer").order_by("-created_at").first()
    return _settle(row, typed, at)


def _settle(row: OneTimeCode | None, typed: str, at: datetime) -> bool:
    """Use the locked row up, or count a wrong try on it. For no row the same is done to nothing."""
    known = digits(row or OneTimeCode())
    right = secrets.compare_digest(known.encode(), typed.strip().encode(errors="replace"))
    if row is None or not (right and _usable(row, at)):
        wrong = OneTimeCode.objects.filter(pk=row.pk if row else 0, wrong_tries__lt=WRONG_TRIES)
        wrong.update(wrong_tries=F("wrong_tries") + 1)
        return False
    row.used_at = at
    row.save(update_fields=["used_at"])
    keep_check(
        customer=row.customer,
        context_kind=row.purpose,
        context_id=row.context_id,
        level=IdentityLevel.POSSESSION,
        method="code",
        matched=True,
        by=None,
        at=at,
    )
    return True


def _usable(row: OneTimeCode, at: datetime) -> bool:
    return row.used_at is None and at < row.expires_at and row.wrong_tries < WRONG_TRIES
