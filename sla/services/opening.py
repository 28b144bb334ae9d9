"""Which calendar a way in is attended by."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.errors import InvalidInput
from outbox.actors import Acting
from outbox.services import record
from sla.events import ChannelHoursSet
from sla.models import Calendar, ChannelHours
from sla.opening import KINDS
from sla.permissions import require_editor


@transaction.atomic
def set_channel_hours(*, chosen: Mapping[str, Calendar | None], by: Acting, at: datetime) -> None:
    """Attend these kinds by these calendars from now on, None for at all times; kinds left out stay. What is the same changes nothing.

    Supervisors and administrators. Raises InvalidInput for a kind that has no hours here. What was promised before stays promised.
    """
    require_editor(by)
    if unknown := set(chosen) - set(KINDS):
        raise InvalidInput(fields=dict.fromkeys(unknown, _("This way in has no hours of its own.")))
    before = dict(ChannelHours.objects.select_for_update().values_list("kind", "calendar_id"))
    for kind, calendar in chosen.items():
        if before.get(kind) == (calendar.pk if calendar else None):
            continue
        if calendar:
            ChannelHours.objects.update_or_create(kind=kind, defaults={"calendar": calendar})
        else:
            ChannelHours.objects.filter(kind=kind).delete()
        # Kinds are words and subjects are numbers: its place among the kinds.
        told = ChannelHoursSet(
            subject_id=KINDS.index(kind) + 1, kind=kind, calendar_id=calendar.pk if calendar else None
        )
        record(told, by=by, at=at)
