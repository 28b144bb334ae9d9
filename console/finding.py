"""What the search box understands: a ticket number in any way of writing, or one exact contact."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from accounts.models import User
from accounts.selectors import masked
from accounts.services.search import search_customers
from console.tables import ticket_row
from core import numbers
from core.errors import InvalidInput, Sentence, TooMany
from core.text import fold
from tickets.models import Ticket

LONGEST = 300
PEOPLE_TICKETS = 50
# One word with a digit or an @ in it, or a telephone number with its spaces: worth a look among the people.
_CONTACT = re.compile(r"(?=.*[0-9@])\S{4,254}|\+?[0-9][0-9 ()\-./]{5,30}")


@dataclass(frozen=True)
class Found:
    """`ticket_number` when it is exactly one ticket; otherwise what may have been meant, and the people with their tickets."""

    ticket_number: str = ""
    number_problem: Sentence = ""
    suggestions: list[dict[str, Any]] = field(default_factory=list)
    people: list[dict[str, Any]] = field(default_factory=list)
    searched_people: bool = False
    problem: Sentence = ""


def find(typed: str, user: User, *, at: datetime, region: str) -> Found:
    """Look for tickets by number first, then for a person by exact contact. Words come with a later release."""
    if not typed or len(typed) > LONGEST:
        return Found()
    seen = Ticket.objects.visible_to(user)
    problem: Sentence = ""
    try:
        number = numbers.parse(typed)
    except InvalidInput as refusal:
        problem = refusal.sentence
        suggested = seen.filter(number__in=numbers.suggest(typed)).for_rows()
        near = [ticket_row(each, queue="mine", at=at) for each in suggested]
    else:
        if seen.filter(number=number).exists():
            return Found(ticket_number=number)
        return Found(number_problem=_unknown())
    plain = fold(typed).strip()
    looks_like_number = sum(char.isdecimal() for char in plain) >= 8 and "@" not in plain
    if not _CONTACT.fullmatch(plain):
        return Found(number_problem=problem if looks_like_number else "", suggestions=near)
    try:
        people = search_customers(contact=plain, by=user, at=at, region=region)
    except TooMany as refusal:
        return Found(suggestions=near, problem=refusal.sentence)
    shown = [_person(each, seen, at) for each in people]
    shown = [each for each in shown if each["rows"]]
    return Found(number_problem=problem if looks_like_number and not shown else "", suggestions=near, people=shown, searched_people=True)
