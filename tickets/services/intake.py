"""How a ticket begins."""

from collections.abc import Mapping
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Customer, IdentityLevel, Team, User
from core.errors import InvalidInput
from core.numbers import new_number
from core.text import clean_line, clean_text
from outbox.actors import Acting
from outbox.services import record
from tickets.categories import Category, ChannelKind, Language, Priority
from tickets.events import TicketOpened
from tickets.fields import check_all
from tickets.models import Message, MessageKind, Ticket
from tickets.topics import topic_of

_RESERVE = """
INSERT INTO tickets_reservednumber (number, reserved_at) VALUES (%s, %s) ON CONFLICT (number) DO NOTHING RETURNING number
"""


def reserve_number(*, at: datetime) -> str:
    """Take a number that nobody ever had. In 9,000,000,000 a clash is rare; it costs another draw.

    One statement without a savepoint: this runs inside every call and ticket that begins.
    """
    with connection.cursor() as cursor:
        while True:
            cursor.execute(_RESERVE, [new_number(), at])
            if row := cursor.fetchone():
                return str(row[0])


def team_for(category: str) -> Team | None:
    """The team to which a category is routed, or None."""
    return Team.objects.filter(categories__contains=[category]).order_by("id").first()


def checked_choice(field: str, value: str, choices: type[Category | Priority | ChannelKind | Language]) -> str:
    """`value` if it is one of `choices`; otherwise InvalidInput that lists them."""
    if value not in choices.values:
        raise InvalidInput(
            fields={field: _("Unknown value. Choose one of: %(choices)s.") % {"choices": ", ".join(choices.values)}}
        )
    return value


@transaction.atomic
def open_ticket(
    *,
    customer: Customer,
    subject: str,
    body: str,
    category: str,
    channel: str,
    by: Acting,
    at: datetime,
    number: str | None = None,
    topic: str = "",
    priority: str = Priority.NORMAL,
    language: str = Language.EN,
    fields: Mapping[str, str] | None = None,
    assignee: User | None = None,
    identity_level: int = IdentityLevel.ANONYMOUS,
) -> Ticket:
    """A new ticket with its first message; timers are armed by the event in this same transaction.

    `number` is one reserved before (at the start of a call), otherwise one is drawn. On the hotline the body is a call note by
    the agent; on the other ways it is the customer's public word. `fields` are already checked (tickets.fields).
    """
    staff = by if isinstance(by, User) else None
    ticket = Ticket.objects.create(
        number=number or reserve_number(at=at),
        subject=clean_line(subject, field="subject", limit=200, required=True),
        category=checked_choice("category", category, Category),
        topic=topic,
        priority=checked_choice("priority", priority, Priority),
        channel=checked_choice("channel", channel, ChannelKind),
        language=checked_choice("language", language, Language),
        customer=customer,
        team=team_for(category),
        assignee=assignee,
        opened_by=staff,
        identity_level=identity_level,
        fields=dict(fields or {}),
        opened_at=at,
        last_activity_at=at,
        customer_waiting_since=at,
    )
    _first_word(ticket, body, staff if channel == ChannelKind.HOTLINE else None)
    record(opening(ticket), by=by, at=at)
    return ticket


def opening(ticket: Ticket) -> TicketOpened:
    """What is told of a ticket that has just begun."""
    return TicketOpened(
        subject_id=ticket.pk,
        channel=ticket.channel,
        category=ticket.category,
        priority=ticket.priority,
        language=ticket.language,
        customer_class=ticket.customer.customer_class,
        team_id=ticket.team_id,
        assignee_id=ticket.assignee_id,
    )


def _first_word(ticket: Ticket, body: str, caller_heard_by: User | None) -> Message:
    """On the hotline a call note by who took the call; elsewhere the customer's own words."""
    return Message.objects.create(
        ticket=ticket,
        kind=MessageKind.CALL_NOTE if caller_heard_by else MessageKind.PUBLIC,
        by=caller_heard_by,
        body=clean_text(body, field="body", required=True),
        channel=ticket.channel,
        at=ticket.opened_at,
    )


def open_by_playbook(
    *,
    customer: Customer,
    subject: str,
    body: str,
    category: str,
    channel: str,
    by: Acting,
    at: datetime,
    topic: str = "",
    priority: str = "",
    language: str = Language.EN,
    answers: Mapping[str, str] | None = None,
    zone: str = "UTC",
) -> Ticket:
    """A ticket as somebody wrote it: the topic's playbook checks the answers and says how urgent it starts.

    `zone` (IANA) is where moments without offset are meant. Raises InvalidInput with the field of each fault. A registered
    customer was matched before (accounts.services.customers.customer_for), so the ticket starts at L1.
    """
    known = topic_of(category, topic)
    if answers and known is None:
        raise InvalidInput(fields={"topic": _("Choose the topic to which these answers belong.")})
    return open_ticket(
        customer=customer,
        subject=subject,
        body=body,
        category=category,
        channel=channel,
        by=by,
        at=at,
        topic=known.key if known else "",
        priority=priority or (known.starts_as if known else Priority.NORMAL),
        language=language,
        fields=check_all(known.fields, answers or {}, zone=zone, at=at) if known else {},
        identity_level=IdentityLevel.MATCHED if customer.registered else IdentityLevel.ANONYMOUS,
    )
