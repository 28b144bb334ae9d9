"""Looking for a person. Exact matches only, every search is recorded, and an hour has a limit."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.events import CustomerSearched
from accounts.lookup import contact_hashes, customers_by_contact
from accounts.models import Customer, User
from accounts.services.limits import limit_attempts
from core.errors import InvalidInput
from outbox.services import record

PER_HOUR = 60
MOST = 20


@transaction.atomic
def search_customers(*, contact: str, by: User, at: datetime, region: str | None = None) -> list[Customer]:
    """Everybody with exactly this e-mail address, phone number or exchange uid, registered ones first, at most 20.

    Raises TooMany after 60 searches of one person in an hour. Whether their tickets may be seen is asked elsewhere.
    """
    limit_attempts(
        "search",
        str(by.pk),
        at=at,
        per=timedelta(hours=1),
        most=PER_HOUR,
        sentence=_("You have searched for many people in this hour. Go on in the next hour, or ask a supervisor."),
    )
    found = list(customers_by_contact(contact, region=region)[:MOST])
    record(CustomerSearched(subject_id=by.pk, kind=_kind(contact, region), found=len(found)), by=by, at=at)
    return found


def _kind(contact: str, region: str | None) -> str:
    try:
        return contact_hashes(contact, region=region)[0]
    except InvalidInput:
        return "uid"
