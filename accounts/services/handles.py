"""Accounts on other networks: kept as the way to answer, joined to a person only after a one-time code."""

import secrets
import uuid
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from accounts.events import CustomerCreated, HandleLinked
from accounts.models import Customer, CustomerHandle, OneTimeCode
from accounts.services.codes import VALID_FOR, confirm_newest_code, digits, newest_code
from accounts.services.limits import limit_attempts
from core.contacts import mask_email, mask_phone
from core.text import cut_line
from outbox.actors import SYSTEM, Acting
from outbox.services import record

LINK_PURPOSE = "link"
LINKS_PER_HOUR = 5
TRIES_PER_HOUR = 10
NAME_LIMIT = 120
_HOUR = timedelta(hours=1)


@transaction.atomic
def hold_handle(
    *, kind: str, external_id: str, name: str, person: str, language: str, by: Acting, at: datetime
) -> CustomerHandle:
    """The account's row, locked; made with a record of its own when it is new. `name` is shown, `person` is what they call themselves.

    Whoever holds it is alone with this account until the transaction ends.
    """
    rows = CustomerHandle.objects.select_for_update(of=("self",)).select_related("customer")
    mine = {"kind": kind, "external_id": external_id}
    known = rows.filter(**mine).first()
    if known is None:
        try:
            with transaction.atomic():
                _make(mine, name=name, person=person, language=language, by=by, at=at)
        except IntegrityError:
            known = None  # two first words at once: the other one made it
        known = rows.get(**mine)
    shown = cut_line(name, limit=NAME_LIMIT)
    if shown and shown != known.name:
        known.name = shown
        known.save(update_fields=["name"])
    return known


def _make(mine: dict[str, str], *, name: str, person: str, language: str, by: Acting, at: datetime) -> None:
    called = cut_line(person or name, limit=NAME_LIMIT)
    customer = Customer.objects.create(name=called, language=language, created_at=at)
    CustomerHandle.objects.create(
        **mine,
        name=cut_line(name, limit=NAME_LIMIT),
        customer=customer,
        language=language,
        created_at=at,
    )
    record(CustomerCreated(subject_id=customer.pk, registered=False), by=by, at=at)


def choose_language(*, handle: CustomerHandle, language: str) -> None:
    """What this account reads from now on."""
    handle.language = language
    handle.save(update_fields=["language"])


@transaction.atomic
def begin_link(*, customer: Customer, context_id: int, at: datetime) -> str:
    """A token that the customer hands to the account which shall be theirs, within ten minutes. 38 signs from [0-9a-f].

    Only for who has just been proven by a one-time code. Its digits are derived, so no table holds the token.
    Raises TooMany after five in an hour.
    """
    limit_attempts("link", str(customer.pk), at=at, per=_HOUR, most=LINKS_PER_HOUR)
    code = OneTimeCode.objects.create(
        customer=customer, purpose=LINK_PURPOSE, context_id=context_id, created_at=at, expires_at=at + VALID_FOR
    )
    return f"{code.public_id.hex}{digits(code)}"


def _code_of(token: str) -> OneTimeCode | None:
    try:
        public_id = uuid.UUID(hex=token[:32])
    except ValueError:
        return None
    return OneTimeCode.objects.filter(public_id=public_id, purpose=LINK_PURPOSE).select_related("customer").first()


def whose_link(*, handle: CustomerHandle, token: str, at: datetime) -> str:
    """The masked address of the customer to whom this token would join the account; empty for one that is wrong, old or used.

    Nothing is used up, but the try is counted. Raises TooMany after ten tries of one account in an hour.
    """
    limit_attempts("link-try", f"{handle.kind}:{handle.external_id}", at=at, per=_HOUR, most=TRIES_PER_HOUR)
    code = _code_of(token)
    if code is None or not secrets.compare_digest(digits(code).encode(), token[32:].encode(errors="replace")):
        return ""
    person = code.customer
    known = newest_code(customer=person, purpose=LINK_PURPOSE, context_id=code.context_id, asked_by="", at=at)
    return (mask_email(person.email) or mask_phone(person.phone)) if known == code else ""


@transaction.atomic
def _spend(token: str, at: datetime) -> Customer | None:
    """Use a token up; whose it was, or None."""
    code = _code_of(token)
    if code is None:
        return None
    right = confirm_newest_code(
        customer_id=code.customer_id,
        purpose=LINK_PURPOSE,
        context_id=code.context_id,
        asked_by="",
        typed=token[32:],
        at=at,
    )
    return code.customer if right else None


@transaction.atomic
def link_handle(*, handle: CustomerHandle, token: str, at: datetime) -> Customer | None:
    """The account is the customer's who was given the token. Returns the record that the account had before.

    None for a token that is wrong, old or used: the try is counted. Raises TooMany after ten tries of one account in an hour.
    """
    limit_attempts("link-try", f"{handle.kind}:{handle.external_id}", at=at, per=_HOUR, most=TRIES_PER_HOUR)
    person = _spend(token, at)
    if person is None:
        return None
    before = handle.customer
    handle.customer, handle.proven_at = person, at
    handle.save(update_fields=["customer", "proven_at"])
    record(HandleLinked(subject_id=person.pk, channel=handle.kind, was=before.pk), by=SYSTEM, at=at)
    return before
