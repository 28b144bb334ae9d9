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
from tickets.models import Draft, Message, MessageKind, Ticket
from tickets.services.conversation import outgoing, reply, require_open
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
    return list(Draft.objects.filter(ticket=ticket, by=user).order_by("send_at", "pk"))


@transaction.atomic
def save_draft(
    *, ticket: Ticket, body: str, kind: str, by: User, at: datetime, begun: Begun = NO_MACRO
) -> Draft | None:
    """Keep what is typed; an empty text forgets it. The ticket does not change, and nobody else sees it."""
    locked = hold(ticket, "note", by=by)
    mine = Draft.objects.filter(ticket=locked, by=by, send_at__isnull=True)
    text = clean_text(body, field="body")
    if not text:
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
    """A public reply that goes out after a moment. What would refuse it refuses it now; the same key again is the same reply."""
    locked = hold(ticket, "reply", by=by, seen_version=seen_version)
    require_open(locked)
    text = outgoing(body, field="body")
    facts = {"kind": MessageKind.PUBLIC, "body": text, "saved_at": at, "send_at": at + after, **vars(begun)}
    draft = Draft.objects.filter(ticket=locked, by=by, key=key, send_at__isnull=False).first()
    Draft.objects.filter(ticket=locked, by=by, send_at__isnull=True).delete()
    return draft or Draft.objects.create(ticket=locked, by=by, key=key, **facts)


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
        going.body = f"{going.body}\n\n{typed.body}"
        typed.delete()
    going.send_at, going.key, going.saved_at, going.refusal = None, "", at, refusal
    going.save()
    return going


def move_drafts(source: Ticket, target: Ticket) -> None:
    """What was typed on a ticket that goes on in another one goes there too, and goes out there. The caller holds both rows."""
    Draft.objects.filter(ticket=source, send_at__isnull=False).update(ticket=target)
    for typed in Draft.objects.select_for_update().filter(ticket=source):
        there = Draft.objects.filter(ticket=target, by=typed.by_id, send_at__isnull=True).first()
        if there:
            typed.body, typed.saved_at = f"{there.body}\n\n{typed.body}", max(there.saved_at, typed.saved_at)
            there.delete()
        typed.ticket = target
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
        return answer(row, at)

    try:
        with transaction.atomic():
            once(scope=f"say:{row.by_id}:{row.ticket_id}", key=row.key, model=Message, make=make, at=at)
    except DomainError as refusal:
        record(ReplyHeldBack(subject_id=row.ticket_id, writer=row.by_id, reason=refusal.reason), by=SYSTEM, at=at)
        _to_composer(row, at=at, refusal=refusal.reason)
    else:
        row.delete()
