"""Verbs on customer records."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.events import CustomerCreated, CustomerPhraseSet, CustomerRevealed
from accounts.lookup import customers_by_contact, email_hash, phone_hash, uid_hash
from accounts.models import Customer, CustomerClass, Role, User
from accounts.services.limits import limit_attempts
from core.contacts import normalise_email, normalise_phone
from core.errors import InvalidInput, NotAllowed, Sentence
from core.text import clean_line
from outbox.actors import Acting
from outbox.services import record

REVEALABLE = ("name", "email", "phone", "exchange_uid")
REVEALED_PER_HOUR = 60
PHRASE_LIMIT = 40


@transaction.atomic
def create_customer(
    *,
    by: Acting,
    at: datetime,
    name: str = "",
    email: str = "",
    phone: str = "",
    exchange_uid: str = "",
    customer_class: str = CustomerClass.RETAIL,
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
        customer_class=customer_class,
        language=language,
        email_hash=email_hash(email),
        phone_hash=phone_hash(phone),
        uid_hash=uid_hash(uid),
        created_at=at,
    )
    record(CustomerCreated(subject_id=customer.pk, registered=customer.registered), by=by, at=at)
    return customer


def customer_for(
    *,
    by: Acting,
    at: datetime,
    name: str = "",
    email: str = "",
    phone: str = "",
    exchange_uid: str = "",
    customer_class: str = "",
    language: str = "en",
    region: str | None = None,
) -> Customer:
    """The record of somebody who asks, found by what is known of them or made.

    With `exchange_uid` it is the account that the exchange's own program vouches for: nobody else may name one, and what
    is on file stays as it is, but for the class in which the exchange keeps the account. Without, it is a contact that
    nobody has proven, and never a registered record: that would let an impostor in. Raises InvalidInput with the field of
    each fault.
    """
    if exchange_uid.strip():
        if not (isinstance(by, User) and by.role == Role.PROGRAM):
            raise NotAllowed(_("Only the exchange's own program may name an account. Check the caller instead."))
        uid = clean_line(exchange_uid, field="exchange_uid", limit=40)
        known = Customer.objects.filter(uid_hash=uid_hash(uid)).first()
    else:
        _check_contact(email, phone, region)
        uid, known = "", unproven_customer(email=email, phone=phone, region=region)
    kept_as = checked_class(customer_class) if uid else CustomerClass.RETAIL
    if known:
        if uid and customer_class and known.customer_class != kept_as:
            known.customer_class = kept_as
            known.save(update_fields=["customer_class"])
        return known
    _check_contact(email, phone, region)
    try:
        with transaction.atomic():
            return create_customer(
                by=by,
                at=at,
                name=name,
                email=email,
                phone=phone,
                exchange_uid=uid,
                customer_class=kept_as,
                language=language,
                region=region,
            )
    except IntegrityError:  # the same account in two requests at once: the other one made it
        return Customer.objects.get(uid_hash=uid_hash(uid))


def checked_class(value: str) -> str:
    """One of CustomerClass; empty is retail."""
    if value and value not in CustomerClass.values:
        raise InvalidInput(fields={"customer_class": _("Choose one of: retail, vip, institution.")})
    return value or CustomerClass.RETAIL


def unproven_customer(*, email: str, phone: str, region: str | None = None) -> Customer | None:
    """The record that was made for the same contact before, never a registered one. Both have been checked."""
    known = customers_by_contact(email or phone, region=region).filter(exchange_uid="").first()
    if known and phone and known.phone not in {"", normalise_phone(phone, region)}:
        return None
    return known


def _check_contact(email: str, phone: str, region: str | None) -> None:
    if not (email.strip() or phone.strip()):
        raise InvalidInput(fields={"email": _("Give an e-mail address or a phone number, so that we can answer.")})
    faults: dict[str, Sentence] = {}
    for field, value, read in (
        ("email", email, normalise_email),
        ("phone", phone, lambda text: normalise_phone(text, region)),
    ):
        try:
            if value.strip():
                read(value)
        except InvalidInput as fault:
            faults[field] = fault.sentence
    if faults:
        raise InvalidInput(fields=faults)


@transaction.atomic
def reveal_contact(
    *, customer: Customer, field: str, reason: str, by: Acting, at: datetime, ticket_id: int | None = None
) -> str:
    """Uncover one value for the person who asks. The reason (at least 5 characters) goes into the read log first.

    Raises TooMany after 60 values for one person in an hour.
    """
    if field not in REVEALABLE:
        raise InvalidInput(fields={"field": _("This value cannot be revealed.")})
    reason = clean_line(reason, field="reason", limit=200)
    if len(reason) < 5:
        raise InvalidInput(fields={"reason": _("Say in a few words why you need to see it.")})
    limit_attempts("reveal", by.actor.id, at=at, per=timedelta(hours=1), most=REVEALED_PER_HOUR)
    record(CustomerRevealed(subject_id=customer.pk, field=field, reason=reason, ticket_id=ticket_id), by=by, at=at)
    return str(getattr(customer, field))


@transaction.atomic
def set_phrase(*, customer: Customer, phrase: str, by: Acting, at: datetime) -> Customer:
    """The words that stand in each mail to this customer from now on; empty for none. The caller has seen a one-time code.

    Raises InvalidInput (`phrase`) for less than 3 or more than 40 signs, and for what could pass for an address or a link.
    """
    words = clean_line(phrase, field="phrase", limit=PHRASE_LIMIT)
    if words and (len(words) < 3 or "://" in words or "@" in words or "www." in words.lower()):
        raise InvalidInput(fields={"phrase": _("Choose 3 to 40 characters, and neither an address nor a link.")})
    customer.mail_phrase = words
    customer.save(update_fields=["mail_phrase"])
    record(CustomerPhraseSet(subject_id=customer.pk, given=bool(words)), by=by, at=at)
    return customer
