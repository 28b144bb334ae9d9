"""Exact search on people without a readable index: hashes keyed with LOOKUP_KEY."""

import hashlib
import hmac
from contextlib import suppress

from django.conf import settings
from django.db.models import Q, QuerySet

from accounts.models import Customer
from core.contacts import normalise_email, normalise_phone
from core.errors import InvalidInput


def keyed_hash(kind: str, value: str) -> str:
    """64 hex digits of HMAC-SHA256 over kind and normalised value; empty stays empty."""
    if not value:
        return ""
    return hmac.new(settings.LOOKUP_KEY.encode(), f"{kind}:{value}".encode(), hashlib.sha256).hexdigest()


def email_hash(email: str) -> str:
    """Hash of an address that is already normalised."""
    return keyed_hash("email", email)


def phone_hash(phone: str) -> str:
    """Hash of a number in E.164."""
    return keyed_hash("phone", phone)


def uid_hash(uid: str) -> str:
    """Hash of the exchange's own account id."""
    return keyed_hash("uid", uid.strip())


def contact_hashes(contact: str, *, region: str | None = None) -> tuple[str, str]:
    """Kind (email or phone) and hash of a contact as somebody typed it. Raises InvalidInput when it is neither."""
    if "@" in contact or "＠" in contact:
        return "email", email_hash(normalise_email(contact))
    return "phone", phone_hash(normalise_phone(contact, region))


def customers_by_contact(contact: str, *, region: str | None = None) -> QuerySet[Customer]:
    """All records with exactly this e-mail address, phone number or exchange uid; registered ones first."""
    if not contact.strip():
        return Customer.objects.none()
    match = Q(uid_hash=uid_hash(contact))
    with suppress(InvalidInput):
        kind, digest = contact_hashes(contact, region=region)
        match |= Q(email_hash=digest) if kind == "email" else Q(phone_hash=digest)
    return Customer.objects.filter(match).order_by("-uid_hash", "id")
