"""One ticket in which two matters were raised becomes two."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import InvalidInput
from core.text import clean_line
from outbox.services import record
from tickets.categories import Category
from tickets.events import TicketSplit
from tickets.models import LinkKind, Message, Ticket, TicketLink
from tickets.services.attaching import copy_files
from tickets.services.intake import checked_choice, opening, reserve_number, team_for
from tickets.services.locking import hold


@transaction.atomic
def split_ticket(
    *, ticket: Ticket, messages: Collection[int], subject: str, category: str, by: User, at: datetime
) -> Ticket:
    """A new ticket of the same customer with these messages (ids), its own number and its own clocks from `at`, linked to the first.

    What was said stays on the first ticket as well: nothing that the customer has read there goes away. Nobody holds the new
    one but who splits, when it stays in the team.
    """
    locked = hold(ticket, "split", by=by)
    chosen = list(Message.objects.filter(ticket=locked, pk__in=messages).order_by("at", "pk"))
    if not chosen:
        raise InvalidInput(fields={"messages": _("Choose at least one message.")})
    team = team_for(checked_choice("category", category, Category))
    new = Ticket.objects.create(
        number=reserve_number(at=at),
        subject=clean_line(subject, field="subject", limit=200, required=True),
        category=category,
        priority=locked.priority,
        channel=locked.channel,
        language=locked.language,
        customer=locked.customer,
        team=team,
        assignee=by if team is None or by.team_id == team.pk else None,
        opened_by=by,
        identity_level=locked.identity_level,
        opened_at=at,
        last_activity_at=at,
        customer_waiting_since=at,
    )
    copies = Message.objects.bulk_create([_copy(each, new, locked) for each in chosen])
    copy_files(dict(zip([each.pk for each in chosen], copies, strict=True)), by=by, at=at)
    record(opening(new), by=by, at=at)
    record(TicketSplit(subject_id=locked.pk, number=new.number, messages=len(chosen)), by=by, at=at)
    _link(new, locked, by=by, at=at)
    return new


def _copy(said: Message, new: Ticket, first: Ticket) -> Message:
    facts = {name: getattr(said, name) for name in ("kind", "by_id", "body", "channel", "at")}
    return Message(ticket=new, origin_id=said.origin_id or first.pk, **facts)


def _link(new: Ticket, first: Ticket, *, by: User, at: datetime) -> None:
    """Made by the row, for who splits may not see the team to which the new one goes."""
    TicketLink.objects.create(ticket=new, other=first, kind=LinkKind.FOLLOW_UP, by=by, at=at)
