"""How a complaint comes in: by itself, by an agent, by the customer in their own words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Customer
from complaints.events import ComplaintOpened, StatementAdded
from complaints.languages import LANGUAGES, OTHER
from complaints.models import LIVE, Cause, Complaint, ComplaintState, Point
from complaints.policies import choose_handlers
from complaints.profiles import default_profile
from complaints.services.clocks import arm, set_dates
from complaints.services.locking import about, hold_complaint
from core.errors import InvalidInput
from core.text import clean_line, clean_text
from outbox.actors import Acting
from outbox.rows import insert_rows
from outbox.services import record, record_all
from tickets.models import Ticket
from tickets.services.locking import hold

LONGEST = 10_000
MOST_POINTS = 20
# A line that begins as lists begin: "1.", "2)", "3、", "(4)", "-", "•".
_ITEM = re.compile(r"^\s*(?:\(?\d{1,2}[.)、．]|[-–•*·])\s*(?=\S)")


@dataclass(frozen=True)
class Account:
    """What the customer says, as the template form asks it: what is wrong, when, what harm, what is wanted, what proves it.

    Only `statement` is needed. `language` is a key of complaints.languages or "other"; empty means the ticket's.
    The fields are those of section 3 of the Annex of Delegated Regulation (EU) 2025/294.
    """

    statement: str
    happened: str = ""
    harm: str = ""
    wanted: str = ""
    evidence: str = ""
    language: str = ""

    def cleaned(self) -> dict[str, str]:
        """The fields as the row holds them. Raises InvalidInput that names the field."""
        if not self.statement.strip():
            raise InvalidInput(fields={"statement": _("Say in your own words what went wrong.")})
        known = self.language if self.language in {*LANGUAGES, OTHER} else ""
        return {
            "statement": clean_text(self.statement, field="statement", limit=LONGEST),
            "happened": clean_line(self.happened, field="happened", limit=200),
            "harm": clean_text(self.harm, field="harm", limit=2_000),
            "wanted": clean_text(self.wanted, field="wanted", limit=2_000),
            "evidence": clean_text(self.evidence, field="evidence", limit=2_000),
            **({"language": known} if known else {}),
        }


def next_numbers(count: int, at: datetime) -> list[str]:
    """The register's next numbers, C-year-count. From a sequence: unique without a lock, gaps are possible and harmless."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('complaint_number') FROM generate_series(1, %s)", [count])
        return [f"C-{at.year}-{row[0]:04d}" for row in cursor.fetchall()]


@transaction.atomic
def open_complaint(*, ticket: Ticket, cause: str, by: Acting, at: datetime, statement: str = "") -> Complaint:
    """Open it once: while one is live for the ticket, that one is returned. The handler is never somebody concerned."""
    locked = hold(ticket, "escalate", by=by)
    said = Account(statement).cleaned() if statement.strip() else {}
    return open_for_held([locked], cause=cause, by=by, at=at, said=said)[0]


def open_for_held(
    held: Sequence[Ticket], *, cause: str, by: Acting, at: datetime, said: dict[str, str] | None = None
) -> list[Complaint]:
    """As `open_complaint`, for tickets whose rows the caller holds; in the order of the tickets.

    Clocks start and, where something was said, a first division into points is made; both in as many statements for one as for
    many. `said` is what Account.cleaned gives.
    """
    present = {each.ticket_id: each for each in Complaint.objects.filter(ticket__in=held, state__in=LIVE)}
    bare = [each for each in held if each.pk not in present]
    if not bare:
        return [present[each.pk] for each in held]
    handlers, numbers = choose_handlers(bare), next_numbers(len(bare), at)
    # A missed promise needs no examination: that it was missed is our own record.
    state = ComplaintState.OPEN if cause == Cause.BREACH else ComplaintState.RECEIVED
    profile = default_profile()
    opened = []
    for ticket, number in zip(bare, numbers, strict=True):
        row = Complaint(number=number, ticket=ticket, customer_id=ticket.customer_id, cause=cause, state=state)
        row.language, row.handler, row.opened_at = ticket.language, handlers[ticket.pk], at
        for field, words in (said or {}).items():
            setattr(row, field, words)
        opened.append(set_dates(row, profile, received=at))
    insert_rows(opened)
    insert_rows([point for each in opened for point in _divided(each, each.statement)])
    arm(opened, at=at)
    record_all([_opened(each) for each in opened], by=by, at=at)
    present |= {each.ticket_id: each for each in opened}
    return [present[each.pk] for each in held]


def _opened(complaint: Complaint) -> ComplaintOpened:
    handler = complaint.handler.actor.label if complaint.handler else ""
    return ComplaintOpened(**about(complaint), cause=complaint.cause, handler=handler)


def divide(statement: str) -> list[str]:
    """A first division into points: the items of a list, else the paragraphs. The handler rewords, adds and strikes.

    What goes beyond the twentieth stays with the twentieth.
    """
    lines = statement.splitlines()
    parts: list[str] = []
    if sum(1 for line in lines if _ITEM.match(line)) > 1:
        for line in lines:
            begins = _ITEM.match(line)
            if begins or not parts:
                parts.append(line[begins.end() if begins else 0 :])
            else:
                parts[-1] += f"\n{line}"
    else:
        parts = re.split(r"\n\s*\n", statement)
    parts = [part.strip() for part in parts if part.strip()]
    return parts[: MOST_POINTS - 1] + ["\n\n".join(parts[MOST_POINTS - 1 :])] * (len(parts) >= MOST_POINTS)


def _divided(complaint: Complaint, words: str, *, after: int = 0) -> list[Point]:
    parts = divide(words)
    return [Point(complaint=complaint, position=after + place, text=part) for place, part in enumerate(parts, start=1)]


@transaction.atomic
def complain(*, ticket: Ticket, account: Account, by: Customer, at: datetime) -> Complaint:
    """A complaint proper, at any time and free: the customer says what is wrong.

    While one is live for the ticket, such as after a missed promise, the words are added to it; the same words only once.
    """
    said = account.cleaned()
    locked = hold(ticket, "escalate", by=by)
    present = Complaint.objects.filter(ticket=locked, state__in=LIVE).first()
    if present is None:
        return open_for_held([locked], cause=Cause.CUSTOMER, by=by, at=at, said=said)[0]
    return add_words(hold_complaint(present), said, by=by, at=at)


def add_words(held: Complaint, said: dict[str, str], *, by: Customer, at: datetime) -> Complaint:
    """Add to a live complaint whose row the caller holds: new words below the old ones, and as open points."""
    added = said["statement"]
    if added in held.statement:
        return held
    for field in ("statement", "harm", "wanted", "evidence"):
        words = f"{getattr(held, field)}\n\n{said[field]}" if said[field] else getattr(held, field)
        setattr(held, field, clean_text(words, field=field, limit=LONGEST))
    held.happened = held.happened or said["happened"]
    held.language = said.get("language", held.language)
    held.save(update_fields=["statement", "harm", "wanted", "evidence", "happened", "language"])
    last = held.points.order_by("position").last()
    insert_rows(_divided(held, added, after=last.position if last else 0))
    record(StatementAdded(**about(held)), by=by, at=at)
    return held
