"""Files that come with what is said: looked at, made harmless, named by chance, kept in the storage."""

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.errors import InvalidInput
from core.files import Examined, IncomingFile, examine_all
from outbox.actors import Acting
from outbox.services import record_all
from tickets.events import FileAttached
from tickets.models import Attachment, Draft, FileState, Message
from tickets.services.keeping import files_as_committed, write_file

MOST_FILES = 10
LARGEST = 10 * 2**20
MOST_TOGETHER = 30 * 2**20


def attach_files(*, message: Message, files: Sequence[IncomingFile], at: datetime) -> list[Attachment]:
    """Keep the files of a message that was just written, in its transaction; who wrote it has sent them.

    InvalidInput (`files`) for too many or too large. With a virus scanner they are held until it has looked (channels.scanning).
    """
    check_bounds(files)
    if not files:
        return []
    with files_as_committed(), transaction.atomic():
        kept = [keep_file(message, each, seen, at) for each, seen in zip(files, examine_all(files), strict=True)]
        tell_attached(kept, by=message.by or message.ticket.customer, at=at)
    return kept


def copy_files(copies: Mapping[int, Message], *, by: Acting, at: datetime) -> None:
    """The files of messages (ids) for the copies that were made of them. The stored file is shared."""
    made = []
    for row in Attachment.objects.filter(message__in=copies).order_by("pk"):
        copy = copies[row.message_id or 0]
        row.pk, row.key, row.message, row.ticket_id = None, uuid.uuid4(), copy, copy.ticket_id
        row._state.adding = True  # noqa: SLF001 - Django's way to copy a row
        row.save()
        made.append(row)
    tell_attached(made, by=by, at=at)


def check_bounds(files: Sequence[IncomingFile], *, there: Sequence[Attachment] = ()) -> None:
    """Raise InvalidInput (`files`) for too many or too large, with those that are `there` already."""
    if len(files) + len(there) > MOST_FILES:
        raise InvalidInput(fields={"files": _("At most %(count)s files with one message.") % {"count": MOST_FILES}})
    for each in files:
        if each.size > LARGEST:
            sentence = _("“%(name)s” is too large: at most 10 MB each.") % {"name": each.name[-80:]}
            raise InvalidInput(fields={"files": sentence})
    if sum(each.size for each in files) + sum(each.size for each in there) > MOST_TOGETHER:
        raise InvalidInput(fields={"files": _("At most 30 MB together. Send the rest with another message.")})


def keep_file(owner: Message | Draft, incoming: IncomingFile, seen: Examined, at: datetime) -> Attachment:
    """Into the storage, with its row; inside `files_as_committed` and a transaction."""
    key = uuid.uuid4()
    place = f"{at:%Y/%m/%d}/{key}"
    return Attachment.objects.create(
        key=key,
        ticket_id=owner.ticket_id,
        message=owner if isinstance(owner, Message) else None,
        draft=owner if isinstance(owner, Draft) else None,
        name=seen.name,
        media_type=seen.media_type,
        size=incoming.size if seen.refused else len(seen.content),
        sha256=hashlib.sha256(incoming.content).hexdigest(),
        width=seen.width,
        height=seen.height,
        state=_state(seen),
        reason=seen.reason,
        file="" if seen.refused else write_file(place, seen.content),
        thumbnail=write_file(f"{place}.webp", seen.thumbnail) if seen.thumbnail else "",
        at=at,
    )


def _state(seen: Examined) -> FileState:
    if seen.refused:
        return FileState.REFUSED
    if settings.CLAMD_URL:
        return FileState.HELD
    return FileState.QUARANTINED if seen.reason else FileState.CLEAN


def tell_attached(kept: Sequence[Attachment], *, by: Acting, at: datetime) -> None:
    """Record that these came with their messages; nothing for none."""
    happened = [
        FileAttached(
            subject_id=each.ticket_id,
            attachment_id=each.pk,
            message_id=each.message_id,
            state=each.state,
            reason=each.reason,
        )
        for each in kept
        if each.message_id
    ]
    if happened:
        record_all(happened, by=by, at=at)
