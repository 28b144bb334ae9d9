"""The register, taken away: recorded, bounded, without a word that customers wrote or a name of theirs."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from complaints.events import RegisterExported
from complaints.models import Complaint
from complaints.policies import READING_ROLES, complaints_visible_to
from core.errors import InvalidInput, NotAllowed
from outbox.services import record

LONGEST_PERIOD = timedelta(days=397)  # thirteen months: a year and the month in which its report is written


def received_between(rows: QuerySet[Complaint], first: date, last: date) -> QuerySet[Complaint]:
    """Complaints received on these days of the operator's zone, both included."""
    zone = ZoneInfo(settings.OPERATOR["zone"])
    begin, end = (datetime.combine(day, time(), tzinfo=zone).astimezone(UTC) for day in (first, last + timedelta(1)))
    return rows.filter(opened_at__gte=begin, opened_at__lt=end)


@transaction.atomic
def export_register(*, first: date, last: date, by: User, at: datetime) -> QuerySet[Complaint]:
    """Complaints of a period of at most thirteen months, in the order of receipt. Who took it, which days and how many are recorded."""
    if by.role not in READING_ROLES:
        raise NotAllowed(_("The register is exported by complaint officers and supervisors."))
    if last < first:
        raise InvalidInput(fields={"last": _("The last day lies before the first.")})
    if last - first > LONGEST_PERIOD:
        raise InvalidInput(fields={"last": _("At most thirteen months at once.")})
    rows = received_between(complaints_visible_to(by), first, last).order_by("opened_at", "pk")
    count = rows.count()
    told = RegisterExported(subject_id=by.pk, first=first.isoformat(), last=last.isoformat(), rows=count)
    record(told, by=by, at=at)
    return rows
