"""What becomes of a file that was kept: the scanner's word on it, and who takes it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
from core.errors import Conflict, InvalidInput, NotAllowed, NotFound
from core.text import clean_line
from outbox.actors import SYSTEM, Acting
from outbox.services import record
from tickets.events import FileChecked, FileOpened
from tickets.models import Attachment, FileState, MessageKind
from tickets.models.attachments import attachment_storage
from tickets.policies import require

REASON_LEAST = 5


@transaction.atomic
def settle_file(*, attachment: Attachment, infected: bool, at: datetime) -> Attachment:
    """A held file after the scanner looked: given free, to quarantine for the reason it already had, or gone. Said twice is said once."""
    row = Attachment.objects.select_for_update().get(pk=attachment.pk)
    if row.state != FileState.HELD:
        return row
    stored = [row.file.name or "", row.thumbnail.name or ""]
    if infected:
        row.state, row.reason, row.file, row.thumbnail = FileState.REFUSED, "virus", "", ""
    else:
        row.state = FileState.QUARANTINED if row.reason else FileState.CLEAN
    row.save(update_fields=["state", "reason", "file", "thumbnail"])
    told = FileChecked(subject_id=row.ticket_id, attachment_id=row.pk, state=row.state, reason=row.reason)
    record(told, by=SYSTEM, at=at)
    if infected:
        transaction.on_commit(lambda: remove_stored(stored), robust=True)
    return row


def remove_stored(names: list[str]) -> None:
    """Out of the storage, after the commit; unless a copy of the message still has or waits for the file."""
    for name in filter(None, names):
        if not Attachment.objects.filter(file=name).exists():
            attachment_storage().delete(name)


@transaction.atomic
def open_file(*, attachment: Attachment, by: Acting, at: datetime, reason: str = "") -> Attachment:
    """Somebody takes a file; it is written down. What is in quarantine is given to staff only, who say why (`reason`).

    Raises NotFound for who may not know of it and for what was refused, Conflict while it is held, InvalidInput without a reason.
    """
    require("open_file", by=by, ticket=attachment.ticket)
    person = isinstance(by, User) and by.role != Role.PROGRAM
    if attachment.state == FileState.REFUSED or not (person or _is_public(attachment)):
        raise NotFound
    if attachment.state == FileState.HELD:
        raise Conflict(_("This file is still being checked. Try again in a minute."), code="file_held")
    why = ""
    if attachment.state == FileState.QUARANTINED:
        if not person:
            raise NotAllowed(_("This file is kept apart and opened by our staff only."))
        why = clean_line(reason, field="reason", limit=200)
        if len(why) < REASON_LEAST:
            raise InvalidInput(fields={"reason": _("Say in a few words why you need to see it.")})
    record(FileOpened(subject_id=attachment.ticket_id, attachment_id=attachment.pk, reason=why), by=by, at=at)
    return attachment


def _is_public(attachment: Attachment) -> bool:
    return attachment.message is not None and attachment.message.kind == MessageKind.PUBLIC
