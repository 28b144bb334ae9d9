"""Two tickets of one matter become one. The number that goes is valid for ever: it leads to the one that stays."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from core.errors import Conflict, InvalidInput, NotAllowed, Sentence
from core.text import clean_line
from outbox.actors import Acting
from outbox.services import record
from tickets.categories import Priority
from tickets.events import TicketAbsorbed, TicketMerged
from tickets.models import Attachment, Mention, Message, Ticket, TicketLink
from tickets.services.attention import MOST_WATCHERS
from tickets.services.drafts import move_drafts
from tickets.services.flow import go_on
from tickets.services.links import hold_both
from tickets.services.locking import STATE_FIELDS, keep, move
from tickets.services.routing import change_priority
from tickets.services.tags import MOST_TAGS
from tickets.states import DONE, WAITING, State

# Floors above say here what stands in the way; they are asked while both rows are held. The empty sentence is no objection.
Objection = Callable[[Sequence[Ticket], Acting], Sentence]
OBJECTIONS: Final[list[Objection]] = []
_RANK: Final = {Priority.LOW: 0, Priority.NORMAL: 1, Priority.HIGH: 2, Priority.EMERGENCY: 3}


@transaction.atomic
def merge_ticket(
    *, ticket: Ticket, into: Ticket, reason: str, by: Acting, at: datetime, seen_version: int | None = None
) -> Ticket:
    """Let `ticket` go on in `into`, which is returned: there stands all that was said, and the stricter promise of both holds.

    Both must be of one customer. Refused by Conflict: merged already, `into` done, another version than `seen_version`; by
    NotAllowed what a floor above objects to, such as a complaint. There is no way back.
    """
    why = clean_line(reason, field="reason", limit=200, required=True)
    gone, kept = hold_both(ticket, into, "merge", by=by)
    _require(ticket, gone, kept, seen_version)
    for objects in OBJECTIONS:
        if sentence := objects([gone, kept], by):
            raise NotAllowed(sentence)
    kept = _more_urgent(gone, kept, by=by, at=at)
    if kept.state in WAITING and gone.state not in {*WAITING, *DONE}:
        kept = go_on(kept, by=by, at=at)
    _carry_over(gone, kept)
    _gather(gone, kept, at=at)
    _end(gone, kept, at=at)
    record(TicketMerged(subject_id=gone.pk, into=kept.pk, number=kept.number, reason=why), by=by, at=at)
    record(TicketAbsorbed(subject_id=kept.pk, number=gone.number, reason=why), by=by, at=at)
    kept.refresh_from_db()
    return kept


def _require(asked: Ticket, gone: Ticket, kept: Ticket, seen_version: int | None) -> None:
    if gone.pk != asked.pk:
        raise Conflict(_("This ticket was merged already."), code="merged_already")
    if gone.pk == kept.pk:
        raise InvalidInput(fields={"number": _("This is the same ticket. Give the number of another one.")})
    if gone.customer_id != kept.customer_id:
        raise Conflict(_("The two tickets are of different customers. Link them instead."), code="other_customer")
    if kept.state in DONE:
        raise Conflict(_("The other ticket is resolved or closed. Reopen it first, then merge."), code="survivor_done")
    if seen_version is not None and seen_version != gone.version:
        raise Conflict(_("A colleague changed this ticket while you were at it. Look at it again, then merge."))


def _more_urgent(gone: Ticket, kept: Ticket, *, by: Acting, at: datetime) -> Ticket:
    """What was urgent stays so."""
    if gone.state in DONE or _RANK[Priority(gone.priority)] <= _RANK[Priority(kept.priority)]:
        return kept
    return change_priority(ticket=kept, priority=gone.priority, by=by, at=at)


def _carry_over(gone: Ticket, kept: Ticket) -> None:
    """What hangs on the ticket that goes: messages with where they were said, drafts, links, open mentions, earlier merges."""
    # Copies of what was split off `kept` before stay behind: their originals stand there.
    said = Message.objects.filter(Q(origin__isnull=True) | ~Q(origin=kept), ticket=gone)
    Attachment.objects.filter(message__in=said).update(ticket=kept)
    said.update(origin_id=Coalesce(F("origin_id"), F("ticket_id")), ticket=kept)
    Ticket.objects.filter(merged_into=gone).update(merged_into=kept)
    move_drafts(gone, kept)
    _carry_links(gone, kept)
    named = Mention.objects.filter(ticket=gone)
    named.exclude(user__in=Mention.objects.filter(ticket=kept).values("user")).update(ticket=kept)
    for mention in named.filter(seen_at__isnull=True):
        facts = {"by_id": mention.by_id, "at": mention.at, "seen_at": None}
        Mention.objects.filter(ticket=kept, user=mention.user_id).update(**facts)
    named.delete()


def _carry_links(gone: Ticket, kept: Ticket) -> None:
    linked = set()
    for link in TicketLink.objects.of(kept):
        linked |= {link.ticket_id, link.other_id}
    for link in TicketLink.objects.of(gone):
        other = link.other_id if link.ticket_id == gone.pk else link.ticket_id
        if other == kept.pk or other in linked:
            link.delete()
            continue
        link.ticket_id, link.other_id = (kept.pk, other) if link.ticket_id == gone.pk else (other, kept.pk)
        link.save(update_fields=["ticket", "other"])


def _gather(gone: Ticket, kept: Ticket, *, at: datetime) -> None:
    """Tags, watchers, and since when the customer waits."""
    kept.tags = list(dict.fromkeys([*kept.tags, *gone.tags]))[:MOST_TAGS]
    kept.watchers = list(dict.fromkeys([*kept.watchers, *gone.watchers]))[:MOST_WATCHERS]
    waits = [each for each in (kept.customer_waiting_since, gone.customer_waiting_since) if each]
    kept.customer_waiting_since = min(waits, default=None)
    kept.last_activity_at = at
    keep(kept, "tags", "watchers", "customer_waiting_since", "last_activity_at")


def _end(gone: Ticket, kept: Ticket, *, at: datetime) -> None:
    if gone.state != State.CLOSED:
        move(gone, State.CLOSED)
    gone.merged_into = kept
    gone.resolved_at, gone.closed_at = gone.resolved_at or at, gone.closed_at or at
    gone.last_activity_at, gone.customer_waiting_since = at, None
    keep(gone, *STATE_FIELDS, "merged_into", "resolved_at", "closed_at", "customer_waiting_since")
