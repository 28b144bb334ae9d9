"""Files that come with what is said: bounded, named by chance, kept in the storage."""

import hashlib
import uuid
from collections.abc import Sequence
from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.errors import InvalidInput
from core.files import IncomingFile
from core.text import clean_line
from tickets.models import Attachment, FileState, Message

MOST_FILES = 10
LARGEST = 10 * 2**20
NAME_LIMIT = 120


@transaction.atomic
def attach_files(*, message: Message, files: Sequence[IncomingFile], at: datetime) -> list[Attachment]:
    """Keep the files of a message that was just written, in its transaction. InvalidInput (`files`) for too many or too large."""
    if len(files) > MOST_FILES:
        raise InvalidInput(fields={"files": _("At most %(count)s files with one message.") % {"count": MOST_FILES}})
    return [_keep(message, each, at) for each in files]


def _keep(message: Message, incoming: IncomingFile, at: datetime) -> Attachment:
    if incoming.size > LARGEST:
        sentence = _("“%(name)s” is too large: at most 10 MB each.") % {"name": _shown(incoming)}
        raise InvalidInput(fields={"files": sentence})
    key = uuid.uuid4()
    attachment = Attachment(
        key=key,
        ticket_id=message.ticket_id,
        message=message,
        name=_shown(incoming),
        media_type="application/octet-stream",
        size=incoming.size,
        sha256=hashlib.sha256(incoming.content).hexdigest(),
        state=FileState.CLEAN,
        at=at,
    )
    attachment.file.save(f"{at:%Y/%m}/{key}", ContentFile(incoming.content), save=False)
    attachment.save()
    return attachment


def _shown(incoming: IncomingFile) -> str:
    name = incoming.name.replace("\\", "/").rpartition("/")[2]
    return clean_line(name[-NAME_LIMIT:], field="files", limit=NAME_LIMIT) or "file"
