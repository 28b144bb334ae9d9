"""Files of what is being written: kept with the draft, taken off again, and sent along with it."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import Conflict, InvalidInput, Sentence
from core.files import IncomingFile, examine_all, reason_words
from outbox.services import record_all
from tickets.events import FileDrafted
from tickets.models import Attachment, Draft, FileState, Message, MessageKind, Ticket
from tickets.services.attaching import check_bounds, keep_file, tell_attached
from tickets.services.files import remove_stored
from tickets.services.keeping import files_as_committed
from tickets.services.locking import hold


def add_draft_files(
    *, ticket: Ticket, files: Sequence[IncomingFile], kind: str, by: User, at: datetime
) -> list[Attachment]:
    """Put files to what `by` is writing on this ticket (`kind`, if nothing is typed yet), through the gate of all files.

    Raises InvalidInput (`files`) for too many, too large, and programs; then none of them is kept.
    """
    with files_as_committed(), transaction.atomic():
        locked = hold(ticket, "reply", by=by)
        draft = being_written(locked, by)
        there = list(draft.files.all()) if draft else []
        check_bounds(files, there=there)
        looked = examine_all(files)
        for each in looked:
            if each.refused:
                raise InvalidInput(fields={"files": _refusal(each.name, each.reason)})
        draft = draft or Draft.objects.create(ticket=locked, by=by, kind=_kind(kind), body="", saved_at=at)
        kept = [keep_file(draft, each, seen, at) for each, seen in zip(files, looked, strict=True)]
        happened = [
            FileDrafted(subject_id=locked.pk, attachment_id=each.pk, state=each.state, reason=each.reason)
            for each in kept
        ]
        if happened:
            record_all(happened, by=by, at=at)
    return kept


@transaction.atomic
def drop_draft_file(*, ticket: Ticket, key: uuid.UUID, by: User) -> None:
    """Take a file off again, and out of the storage. One that is gone already is fine; what was sent stays."""
    locked = hold(ticket, "reply", by=by)
    draft = being_written(locked, by)
    row = draft.files.select_for_update().filter(key=key).first() if draft else None
    if draft is None or row is None:
        return
    forget_rows([row])
    if not draft.body and not draft.files.exists():
        draft.delete()


def being_written(ticket: Ticket, by: User) -> Draft | None:
    """What `by` has typed here and not sent."""
    return Draft.objects.filter(ticket=ticket, by=by, send_at__isnull=True).first()


def require_ready(draft: Draft | None, *, public: bool) -> None:
    """Raise Conflict when a file cannot go: the scanner found something; to the customer also while it is checked or kept apart."""
    for each in draft.files.order_by("pk") if draft else ():
        if each.state == FileState.REFUSED:
            raise Conflict(_refusal(each.name, each.reason), code="file_refused")
        if public and each.state == FileState.HELD:
            sentence = _("“%(name)s” is still being checked. Send again in a moment, or take it off.")
            raise Conflict(sentence % {"name": each.name}, code="file_held")
        if public and each.state == FileState.QUARANTINED:
            sentence = _("“%(name)s” can stand in an internal note only. %(why)s. Take it off, then send.")
            raise Conflict(sentence % {"name": each.name, "why": reason_words(each.reason)}, code="file_kept_apart")


def words_with_files(*, ticket: Ticket, body: str, by: User) -> str:
    """`body`; where nothing was typed and files are there, a word for them in the customer's language."""
    draft = None if body.strip() else being_written(ticket, by)
    if draft is None or not draft.files.exists():
        return body
    with translation.override(ticket.language):
        return gettext("Sent a file.")


def hand_files_on(source: Draft, target: Draft) -> None:
    """From one draft to another, of the same writer."""
    Attachment.objects.filter(draft=source).update(draft=target, ticket=target.ticket_id)


def send_files(draft: Draft, message: Message, *, at: datetime) -> None:
    """The draft was said: from now on its files are the message's. The caller holds the ticket."""
    rows = list(draft.files.select_for_update().order_by("pk"))
    Attachment.objects.filter(pk__in=[each.pk for each in rows]).update(
        message=message, draft=None, ticket=message.ticket_id, at=at
    )
    for each in rows:
        each.message, each.ticket_id = message, message.ticket_id
    tell_attached(rows, by=draft.by, at=at)


def forget_rows(rows: Sequence[Attachment]) -> None:
    """Without their files in the storage, which go after the commit."""
    names = [name for each in rows for name in (each.file.name, each.thumbnail.name) if name]
    Attachment.objects.filter(pk__in=[each.pk for each in rows]).delete()
    transaction.on_commit(lambda: remove_stored(names), robust=True)


def _kind(kind: str) -> str:
    return kind if kind in {MessageKind.PUBLIC, MessageKind.INTERNAL} else MessageKind.INTERNAL


def _refusal(name: str, reason: str) -> Sentence:
    return _("“%(name)s” was not taken. %(why)s.") % {"name": name, "why": reason_words(reason)}
