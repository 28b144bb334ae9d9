"""Verbs on being there: available or on a break, for which work, and last seen."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.events import PresenceChanged
from accounts.models import Presence, Role, Takes, User
from core.errors import InvalidInput, NotAllowed
from outbox.services import record

# Rows are written no oftener than this for somebody whose pages stay open.
SEEN_EVERY: Final = timedelta(minutes=1)


@transaction.atomic
def set_presence(*, presence: str, takes: Collection[str], by: User, at: datetime) -> User:
    """What one says of oneself. Saying the same again changes nothing. Raises InvalidInput for words that nobody knows."""
    if by.role == Role.PROGRAM:
        raise NotAllowed(_("Programs take no breaks."))
    if presence not in Presence.values or not set(takes) <= set(Takes.values):
        raise InvalidInput
    me = User.objects.select_for_update().get(pk=by.pk)
    wanted = [each for each in Takes.values if each in takes]
    if (me.presence, me.takes) == (presence, wanted):
        return me
    before, me.presence, me.takes = me.presence, presence, wanted
    if before != presence:
        me.presence_since = at
    me.save(update_fields=["presence", "presence_since", "takes"])
    record(PresenceChanged(subject_id=me.pk, before=before, after=presence, takes=wanted), by=by, at=at)
    return me


def note_seen(*, people: Collection[int], at: datetime) -> None:
    """These accounts (ids) have a page open. One statement, and at most one write a minute for each."""
    stale = Q(seen_at__isnull=True) | Q(seen_at__lt=at - SEEN_EVERY)
    User.objects.filter(stale, pk__in=people).update(seen_at=at)
