"""When an alert goes out: at once, or later together with others. Nothing here talks to the network: a bundle is an event."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from accounts.models import User
from accounts.presence import free_from
from core.hours.quiet import first_free, read_quiet
from notifications.events import GroupBundled, MailBundled
from notifications.models import Alert, Bundle, Channel
from outbox.actors import SYSTEM
from outbox.models import Event
from outbox.registry import every_turn
from outbox.services import record
from sla.models import Way

log = logging.getLogger(__name__)

MOST_A_TURN = 500
# At the latest: hours, teams and settings change meanwhile, and a fault may be gone.
LOOK_AGAIN = timedelta(minutes=10)


@transaction.atomic
def raise_alerts(event: Event, *, way: str, to: Iterable[User | None], urgent: bool, at: datetime) -> None:
    """Each of these channels shall hear of the event by `way`; None is the desk's group. A repeated delivery adds nothing.

    `urgent` is held by no shift and no quiet hours.
    """
    recipients = {each.pk if each else None: each for each in to}
    channels = _held_channels(way, recipients.values())
    rows = [Alert(channel=each, event=event, urgent=urgent) for each in channels]
    Alert.objects.bulk_create(rows, ignore_conflicts=True)
    # Written in any case: whoever bundled until this moment has not seen these rows.
    Channel.objects.filter(pk__in=[each.pk for each in channels]).update(wake_at=at)


def _held_channels(way: str, recipients: Iterable[User | None]) -> list[Channel]:
    """Their rows, made where they are missing, locked in one order."""
    people = [each for each in recipients if each is not None]
    new = [Channel(way=way, recipient=each) for each in recipients]
    Channel.objects.bulk_create(new, ignore_conflicts=True)
    there = Channel.objects.filter(way=way)
    if way == Way.MAIL:
        there = there.filter(recipient__in=people)
    return list(there.select_for_update(no_key=True).order_by("pk"))


@every_turn
def send_alerts(at: datetime) -> int:
    """Bundle what nothing holds any more; how many channels were looked at. Safe in any number of processes at once."""
    looked = 0
    while looked < MOST_A_TURN and _look_at_one(at):
        looked += 1
    return looked


def _look_at_one(at: datetime) -> bool:
    with transaction.atomic():
        due = Channel.objects.filter(wake_at__lte=at).order_by("wake_at").select_related("recipient__team")
        channel = due.select_for_update(skip_locked=True, of=("self",), no_key=True).first()
        if channel is None:
            return False
        try:
            with transaction.atomic():
                channel.wake_at = _bundle(channel, at)
        except Exception:  # hours that cannot be read hold their own channel, and nobody else's
            log.exception("alerts of channel %s failed", channel.pk)
            channel.wake_at = at + LOOK_AGAIN
        channel.save(update_fields=["wake_at"])
    return True


def _bundle(channel: Channel, at: datetime) -> datetime | None:
    """Make one message of all that may go now. Returns when to look again; None when nothing is left."""
    waiting = channel.alerts.filter(bundle__isnull=True)
    kinds = set(waiting.order_by().values_list("urgent", flat=True).distinct())
    if not kinds:
        return None
    free = _free_from(channel, at)
    going, later = waiting, None
    if free != at:
        going, later = waiting.filter(urgent=True), min(free or at + LOOK_AGAIN, at + LOOK_AGAIN)
        if True not in kinds:
            return later
    room = _room_from(channel, at)
    if room > at:
        return room
    bundle = Bundle.objects.create(channel=channel, at=at)
    going.update(bundle=bundle)
    happening = MailBundled if channel.way == Way.MAIL else GroupBundled
    record(happening(subject_id=bundle.pk), by=SYSTEM, at=at)
    return later if False in kinds else None


def _free_from(channel: Channel, at: datetime) -> datetime | None:
    if channel.recipient is not None:
        return free_from(channel.recipient, at)
    return first_free(at, [read_quiet(settings.ALERT_QUIET, settings.OPERATOR["zone"])])


def _room_from(channel: Channel, at: datetime) -> datetime:
    """From when one more message stays within the rate."""
    window, most = timedelta(minutes=settings.ALERT_RATE_MINUTES), max(1, settings.ALERT_RATE)
    sent = channel.bundles.filter(at__gt=at - window).order_by("-at").values_list("at", flat=True)[:most]
    newest = list(sent)
    return at if len(newest) < most else newest[-1] + window
