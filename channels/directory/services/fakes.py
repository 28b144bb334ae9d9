"""The list of known fakes: a leading person confirms, and takes off again with a reason."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from channels.directory.entries import normalised
from channels.directory.events import FakeConfirmed, FakeRemoved
from channels.directory.matching import official_for
from channels.directory.models import FakeReport, KnownFake
from channels.directory.policies import require_publisher
from core.errors import Conflict, InvalidInput
from core.text import clean_line
from outbox.actors import Acting
from outbox.services import record

NOTE_LIMIT = 400


@transaction.atomic
def confirm_fake(
    *, kind: str, value: str, note: str, by: Acting, at: datetime, report: FakeReport | None = None
) -> KnownFake:
    """From now on visitors who ask are told that this is a known fake. What is ours cannot be one: raises InvalidInput."""
    user, plain = require_publisher(by), normalised(kind, value).removeprefix("*.")
    if official_for(kind, plain):
        sentence = _("This is in the directory of official channels. A leaked or taken-over channel is retired there.")
        raise InvalidInput(fields={"value": sentence}, code="official")
    said = clean_line(note, field="note", limit=NOTE_LIMIT)
    try:
        with transaction.atomic():
            fake = KnownFake.objects.create(
                kind=kind,
                value=plain,
                note=said,
                ticket=report.ticket if report else None,
                confirmed_by=user,
                confirmed_at=at,
            )
    except IntegrityError:
        fake = KnownFake.objects.on_list().get(kind=kind, value=plain)
    else:
        ticket_id = report.ticket_id if report else None
        record(FakeConfirmed(subject_id=fake.pk, kind=kind, value=plain, ticket_id=ticket_id), by=user, at=at)
    if report:
        _decide(report, at, user_id=user.pk, fake=fake)
    return fake


@transaction.atomic
def dismiss_report(*, report: FakeReport, by: Acting, at: datetime) -> FakeReport:
    """It is no fake, or nothing that the list could help with. The ticket goes on as it is."""
    return _decide(report, at, user_id=require_publisher(by).pk)


def _decide(report: FakeReport, at: datetime, *, user_id: int, fake: KnownFake | None = None) -> FakeReport:
    locked = FakeReport.objects.select_for_update().get(pk=report.pk)
    if locked.fake_id or locked.dismissed_at:
        raise Conflict(_("Somebody has decided about this report already."))
    locked.fake, locked.dismissed_at, locked.decided_by_id = fake, None if fake else at, user_id
    locked.save(update_fields=["fake", "dismissed_at", "decided_by"])
    return locked


@transaction.atomic
def remove_fake(*, fake: KnownFake, reason: str, by: Acting, at: datetime) -> KnownFake:
    """Off the list, with a reason. The row stays."""
    user = require_publisher(by)
    locked = KnownFake.objects.select_for_update().get(pk=fake.pk)
    if locked.removed_at:
        raise Conflict(_("This was taken off the list already."))
    locked.removed_reason = clean_line(reason, field="reason", limit=NOTE_LIMIT, required=True)
    locked.removed_by, locked.removed_at = user, at
    locked.save(update_fields=["removed_by", "removed_at", "removed_reason"])
    record(FakeRemoved(subject_id=locked.pk, kind=locked.kind, value=locked.value), by=user, at=at)
    return locked
