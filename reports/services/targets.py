"""What the desk measures by."""

from datetime import datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import InvalidInput, NotAllowed, Sentence
from outbox.actors import Acting
from outbox.services import record
from reports.events import TargetsSet
from reports.models import Targets

_RANGES: dict[str, Sentence] = {
    "share": _("A share from 1 to 100 percent."),
    "per_quarter": _("From 0.05 to 20 tickets in a quarter of an hour."),
    "wait_limit": _("From 5 to 3,600 seconds."),
}


@transaction.atomic
def set_targets(*, share: Decimal, per_quarter: Decimal, wait_limit: int, by: Acting, at: datetime) -> Targets:
    """Measure by these from now on. Supervisors and administrators; the same again changes nothing."""
    if not isinstance(by, User) or not (by.is_active and by.leads_people):
        raise NotAllowed(_("Only supervisors and administrators set what the desk measures by."))
    targets = Targets(share=share, per_quarter=per_quarter, wait_limit=wait_limit)
    try:
        targets.clean_fields()
    except ValidationError as wrong:
        raise InvalidInput(fields={name: _RANGES[name] for name in wrong.message_dict}) from wrong
    found = Targets.objects.select_for_update().first() or Targets()
    if (found.share, found.per_quarter, found.wait_limit) != (share, per_quarter, wait_limit):
        targets.save()
        told = TargetsSet(subject_id=1, share=str(share), per_quarter=str(per_quarter), wait_limit=wait_limit)
        record(told, by=by, at=at)
    return targets
