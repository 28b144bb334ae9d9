"""A file that is held goes to the scanner, after the commit and as often as it takes."""

from datetime import timedelta

from django.conf import settings

from channels.scanning.clamd import ScannerAwayError, infected
from core import clock
from outbox.models import Event
from outbox.registry import on
from outbox.services import NotYetError
from tickets.events import FileAttached, FileDrafted
from tickets.models import Attachment, FileState
from tickets.services import settle_file

AGAIN = timedelta(seconds=30)


@on(FileAttached, FileDrafted, when=lambda event: event.data["state"] == FileState.HELD)
def scan_file(event: Event) -> None:
    """Free, in quarantine, or gone. While the scanner is away the file stays held, and its ticket waits for nothing."""
    held = Attachment.objects.filter(pk=event.data["attachment_id"], state=FileState.HELD).first()
    if held is None:
        return
    found = False
    if settings.CLAMD_URL:  # switched off since: then what we saw ourselves decides
        with held.file.open("rb") as stored:
            content = stored.read()
        try:
            found = infected(content)
        except ScannerAwayError as away:
            raise NotYetError(clock.now() + AGAIN) from away
    settle_file(attachment=held, infected=found, at=clock.now())
