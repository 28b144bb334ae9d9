"""What the search box understands: a ticket number in any way of writing, or one exact contact."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Customer, User
from accounts.selectors import masked
from accounts.services.search import search_customers
from console.tables import ticket_row
from core import numbers
from core.errors import InvalidInput, Sentence, TooMany
from core.text import fold
from tickets.models import Ticket
from tickets.selectors import TicketQuerySet

LONGEST = 300
TICKETS_SHOWN = 50
DIGITS_OF_A_NUMBER = 8
# One word with a digit or an @ in it, or a telephone number with its spaces: worth a look among the people.
_CONTACT = re.compile(r"(?=.*[0-9@])\S{4,254}|\+?[0-9][0-9 ()\-./]{5,30}")


@dataclass(frozen=True)
class Found:
    """`ticket_number` when it is exactly one ticket; otherwise what may have been meant, and the people with their tickets."""

    ticket_number: str = ""
    suggestions: list[dict[str, Any]] = field(default_factory=list)
    people: list[dict[str, Any]] = field(default_factory=list)
    searched_people: bool = False
    problem: Sentence = ""


def find(typed: str, user: User, *, at: datetime, region: str) -> Found:
    """A ticket by its number first, then people by exact contact. Words are not searched: the page says so."""
    if not typed or len(typed) > LONGEST:
        return Found()
    seen = Ticket.objects.visible_to(user)
    try:
        number = numbers.parse(typed)
    except InvalidInput as refusal:
        return _further(typed, seen, user, refusal.sentence, at=at, region=region)
    if seen.reached_by(number=number).exists():
        return Found(ticket_number=number)
    return Found(problem=_("There is no ticket with this number that you may open."))


def _further(typed: str, seen: TicketQuerySet, user: User, problem: Sentence, *, at: datetime, region: str) -> Found:
    """Not a valid number: what may have been meant, and who has exactly this contact."""
    plain = fold(typed).strip()
    as_number = problem if sum(char.isdecimal() for char in plain) >= DIGITS_OF_A_NUMBER and "@" not in plain else ""
    near = seen.filter(number__in=numbers.suggest(typed)).for_rows()
    suggestions = [ticket_row(each, queue="mine", at=at) for each in near]
    if not _CONTACT.fullmatch(plain):
        return Found(suggestions=suggestions, problem=as_number)
    try:
        found = search_customers(contact=plain, by=user, at=at, region=region)
    except TooMany as refusal:
        return Found(suggestions=suggestions, problem=refusal.sentence)
    people = _with_tickets(found, seen, at=at)
    return Found(suggestions=suggestions, people=people, searched_people=True, problem="" if people else as_number)


def _with_tickets(found: list[Customer], seen: TicketQuerySet, *, at: datetime) -> list[dict[str, Any]]:
    """Each person with the tickets that may be seen. Who has none of them is not shown: that would tell that they exist."""
    rows: dict[int, list[dict[str, Any]]] = {}
    for ticket in seen.filter(customer__in=found).for_rows().order_by("-opened_at")[:TICKETS_SHOWN]:
        rows.setdefault(ticket.customer_id, []).append(ticket_row(ticket, queue="mine", at=at))
    return [{**masked(each), "rows": rows[each.pk]} for each in found if each.pk in rows]
