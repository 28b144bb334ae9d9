"""Verbs on customer records."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.events import CustomerCreated, CustomerRevealed
from accounts.lookup import email_hash, phone_hash, uid_hash
from accounts.models import Customer
from core.contacts import normalise_email, normalise_phone
from core.errors import InvalidInput
from core.text import clean_line
from outbox.actors import Acting
from outbox.services import record

REVEALABLE = ("name", "email", "phone", "exchange_uid")


@transaction.atomic
def create_customer(
    *,
    by: Acting,
    at: datetime,
    name: str = "",
    email: str = "",
    phone: str = "",
    exchange_uid: str = "",
    language: str = "en",
    region: str | None = None,
) -> Customer:
    """A new record. Needs an e-mail address or a phone number (numbers without + are read as `region`'s)."""
    if not (email.strip() or phone.strip()):
        raise InvalidInput(fields={"email": _("Give an e-mail address or a phone number, so that we can answer.")})
    email = normalise_email(email) if email.strip() else ""
    phone = normalise_phone(phone, region) if phone.strip() else ""
    uid = clean_line(exchange_uid, field="exchange_uid", limit=40) if exchange_uid.strip() else ""
    customer = Customer.objects.create(
        name=clean_line(name, field="name", limit=120) if name.strip() else "",
        email=email,
        phone=phone,
        exchange_uid=uid,
        language=language,
        email_hash=email_hash(email),
        phone_hash=phone_hash(phone),
        uid_hash=uid_hash(uid),
        created_at=at,
    )
    record(CustomerCreated(subject_id=customer.pk, registered=customer.registered), by=by, at=at)
    return customer


@transaction.atomic
def reveal_contact(
    *, customer: Customer, field: str, reason: str, by: Acting, at: datetime, ticket_id: int | None = None
) -> str:
    """Uncover one value for the person who asks. The reason (at least 5 characters) goes into the read log first."""
    if field not in REVEALABLE:
        raise InvalidInput(fields={"field": _("This value cannot be revealed.")})
    reason = clean_line(reason, field="reason", limit=200)
    if len(reason) < 5:
        raise InvalidInput(fields={"reason": _("Say in a few words why you need to see it.")})
    record(CustomerRevealed(subject_id=customer.pk, field=field, reason=reason, ticket_id=ticket_id), by=by, at=at)
    return str(getattr(customer, field))
