"""Links between tickets that belong together."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import Conflict, InvalidInput, NotFound
from outbox.actors import Acting
from outbox.services import record_all
from tickets.events import TicketLinked, TicketUnlinked
from tickets.models import LinkKind, Ticket, TicketLink
from tickets.services.locking import hold


@transaction.atomic
def link_tickets(*, ticket: Ticket, other: Ticket, kind: str, by: Acting, at: datetime) -> TicketLink:
    """Say how `ticket` stands to `other`; shown on both. A pair has one link: raises Conflict when there is one."""
    locked, second = hold_both(ticket, other, "link", by=by)
    if kind not in LinkKind.values:
        raise InvalidInput(fields={"kind": _("Choose how the two belong together.")})
    if TicketLink.objects.filter(_between(locked, second)).exists():
        raise Conflict(_("These two are linked already. Take the link off first."), code="linked_already")
    staff = by if isinstance(by, User) else None
    link = TicketLink.objects.create(ticket=locked, other=second, kind=kind, by=staff, at=at)
    told = [
        TicketLinked(subject_id=locked.pk, kind=kind, number=second.number, first=True),
        TicketLinked(subject_id=second.pk, kind=kind, number=locked.number, first=False),
    ]
    record_all(told, by=by, at=at)
    return link


@transaction.atomic
def unlink_tickets(*, ticket: Ticket, other: Ticket, by: Acting, at: datetime) -> None:
    """They no longer belong together. Raises NotFound when they were not linked."""
    locked, second = hold_both(ticket, other, "link", by=by)
    if not TicketLink.objects.filter(_between(locked, second)).delete()[0]:
        raise NotFound
    told = [
        TicketUnlinked(subject_id=locked.pk, number=second.number),
        TicketUnlinked(subject_id=second.pk, number=locked.number),
    ]
    record_all(told, by=by, at=at)


def hold_both(ticket: Ticket, other: Ticket, verb: str, *, by: Acting) -> tuple[Ticket, Ticket]:
    """Two tickets as they are now, locked in one order whoever names which first. Both must be open to `by`."""
    if ticket.pk == other.pk:
        raise InvalidInput(fields={"number": _("This is the same ticket. Give the number of another one.")})
    held = {each.pk: hold(each, verb, by=by) for each in sorted((ticket, other), key=lambda each: each.pk)}
    return held[ticket.pk], held[other.pk]


def _between(one: Ticket, two: Ticket) -> Q:
    return Q(ticket=one, other=two) | Q(ticket=two, other=one)
