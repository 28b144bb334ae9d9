"""What is typed and not sent yet, and replies that can still be taken back for a moment."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import Conflict, DomainError
from core.text import clean_text
from outbox.actors import SYSTEM
from outbox.services import once, record
from tickets.events import ReplyHeldBack, ReplyTakenBack
from tickets.models import Attachment, Draft, Message, MessageKind, Ticket
from tickets.services.conversation import outgoing, reply, require_open
from tickets.services.drafted_files import being_written, hand_files_on, require_ready, send_files
from tickets.services.locking import hold

Answer = Callable[[Draft, datetime], Message]
KINDS: Final = frozenset({MessageKind.PUBLIC, MessageKind.INTERNAL})


@dataclass(frozen=True)
class Begun:
    """The macro (id) that a text began from, and whether the ticket then does what it says."""

    macro_id: int | None = None
    follow: bool = False


NO_MACRO: Final = Begun()


def drafts_of(ticket: Ticket, user: User) -> Sequence[Draft]:
    """One's own on this ticket: those that are on their way first, in the order in which they go, then the one being typed."""
    return list(Draft.objects.filter(ticket=ticket, by=user).prefetch_related("files").order_by("send_at", "pk"))


@transaction.atomic
def save_draft(
    *, ticket: Ticket, body: str, kind: str, by: User, at: datetime, begun: Begun = NO_MACRO
) -> Draft | None:
    """Keep what is typed; an empty text without files forgets it. The ticket does not change, and nobody else sees it."""
    locked = hold(ticket, "note", by=by)
    mine = Draft.objects.filter(ticket=locked, by=by, send_at__isnull=True)
    text = clean_text(body, field="body")
    if not text and not mine.filter(files__isnull=False).exists():
        mine.delete()
        return None
    facts = {"kind": kind if kind in KINDS else MessageKind.INTERNAL, "body": text, "saved_at": at, "refusal": ""}
    facts |= vars(begun)
    return Draft.objects.update_or_create(ticket=locked, by=by, send_at=None, defaults=facts)[0]


@transaction.atomic
def send_soon(
    *,
    ticket: Ticket,
    body: str,
    key: str,
    after: timedelta,
    by: User,
    at: datetime,
    seen_version: int | None = None,
    begun: Begun = NO_MACRO,
) -> Draft:
    """A public reply that goes out after a moment, with the files of the draft.

    What would refuse it refuses it now; the same key again is the same reply.
    """
    locked = hold(ticket, "reply", by=by, seen_version=seen_version)
    require_open(locked)
    text = outgoing(body, field="body")
    facts = {"kind": MessageKind.PUBLIC, "body": text, "saved_at": at, "send_at": at + after, **vars(begun)}
    going = Draft.objects.filter(ticket=locked, by=by, key=key, send_at__isnull=False).first()
    typed = being_written(locked, by)
    if going is None:
        require_ready(typed, public=True)
        going = Draft.objects.create(ticket=locked, by=by, key=key, **facts)
        if typed:
            hand_files_on(typed, going)
    if typed and not typed.files.exists():
        typed.delete()
    return going


@transaction.atomic
def say_now(
    *, ticket: Ticket, key: str, say: Callable[[], Message], public: bool, by: User, at: datetime
) -> tuple[Message, bool]:
    """What `say` says goes out at once with the files of the draft, which is forgotten. Once for each key; False for a repeat."""
    locked = hold(ticket, "reply", by=by)
    typed = being_written(locked, by)

    def make() -> Message:
        require_ready(typed, public=public)
        message = say()
        if typed:
            send_files(typed, message, at=at)
        return message

    said = once(scope=f"say:{by.pk}:{locked.pk}", key=key, model=Message, make=make, at=at)
    if typed and not typed.files.exists():
        typed.delete()
    return said


@transaction.atomic
def take_back(*, ticket: Ticket, draft_id: int, by: User, at: datetime) -> Draft:
    """Back into the composer, as long as it has not gone out; what was typed there meanwhile stands below it."""
    locked = hold(ticket, "reply", by=by)
    mine = Draft.objects.select_for_update().filter(ticket=locked, by=by)
    going = mine.filter(pk=draft_id, send_at__isnull=False).first()
    if going is None:
        raise Conflict(_("It has gone out already."), code="sent_already")
    record(ReplyTakenBack(subject_id=locked.pk), by=by, at=at)
    return _to_composer(going, at=at)


def _to_composer(going: Draft, *, at: datetime, refusal: str = "") -> Draft:
    typed = Draft.objects.filter(ticket=going.ticket_id, by=going.by_id, send_at__isnull=True).first()
    if typed:
        going.body = f"{going.body}\n\n{typed.body}".strip()
        hand_files_on(typed, going)
        typed.delete()
    going.send_at, going.key, going.saved_at, going.refusal = None, "", at, refusal
    going.save()
    return going


def move_drafts(source: Ticket, target: Ticket) -> None:
    """What was typed on a ticket that goes on in another one goes there too, and goes out there. The caller holds both rows."""
    Attachment.objects.filter(draft__ticket=source).update(ticket=target)
    Draft.objects.filter(ticket=source, send_at__isnull=False).update(ticket=target)
    for typed in Draft.objects.select_for_update().filter(ticket=source):
        there = Draft.objects.filter(ticket=target, by=typed.by_id, send_at__isnull=True).first()
        typed.ticket = target
        if there:
            typed.body, typed.saved_at = f"{there.body}\n\n{typed.body}", max(there.saved_at, typed.saved_at)
            hand_files_on(there, typed)
            there.delete()
        typed.save(update_fields=["ticket", "body", "saved_at"])


def plain_answer(draft: Draft, at: datetime) -> Message:
    """A reply and nothing else."""
    return reply(ticket=draft.ticket, body=draft.body, by=draft.by, at=at)


def send_due(*, at: datetime, answer: Answer = plain_answer, limit: int = 200) -> int:
    """Send what was not taken back; how many. Safe in any number of processes: each row is claimed, sent and forgotten at once.

    `answer` says it: knowledge.services also does what the draft's macro says.
    """
    for sent in range(limit):
        with transaction.atomic():
            due = Draft.objects.filter(send_at__lte=at).order_by("send_at").select_related("ticket", "by")
            row = due.select_for_update(skip_locked=True, of=("self",)).first()
            if row is None:
                return sent
            _send(row, answer, at)
    return limit


def _send(row: Draft, answer: Answer, at: datetime) -> None:
    def make() -> Message:
        message = answer(row, at)
        send_files(row, message, at=at)
        return message

    try:
        with transaction.atomic():
            once(scope=f"say:{row.by_id}:{row.ticket_id}", key=row.key, model=Message, make=make, at=at)
    except DomainError as refusal:
        record(ReplyHeldBack(subject_id=row.ticket_id, writer=row.by_id, reason=refusal.reason), by=SYSTEM, at=at)
        _to_composer(row, at=at, refusal=refusal.reason)
    else:
        # The same key once more said nothing anew: files that were put to it since go back to the writer.
        _to_composer(row, at=at) if row.files.exists() else row.delete()
