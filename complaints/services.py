"""Verbs of the complaint channel."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Customer, User
from complaints.events import ComplaintDecided, ComplaintOpened, HandlerChanged, StatementAdded
from complaints.models import Cause, Complaint, ComplaintState
from complaints.policies import choose_handlers, concerned, require_handler
from core.errors import Conflict, InvalidInput, NotAllowed
from core.rows import insert_rows
from core.text import clean_text
from outbox.actors import Acting
from outbox.services import record, record_all
from tickets.models import Ticket
from tickets.services.locking import hold


def next_numbers(count: int, at: datetime) -> list[str]:
    """The register's next numbers, C-year-count. From a sequence: unique without a lock, gaps are possible and harmless."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('complaint_number') FROM generate_series(1, %s)", [count])
        return [f"C-{at.year}-{row[0]:04d}" for row in cursor.fetchall()]


@transaction.atomic
def open_complaint(*, ticket: Ticket, cause: str, by: Acting, at: datetime, statement: str = "") -> Complaint:
    """Open it once: while one is open for the ticket, that one is returned. The handler is never somebody concerned."""
    locked = hold(ticket, "escalate", by=by)
    return open_for_held([locked], cause=cause, by=by, at=at, statement=statement)[0]


def open_for_held(
    held: Sequence[Ticket], *, cause: str, by: Acting, at: datetime, statement: str = ""
) -> list[Complaint]:
    """As `open_complaint`, for tickets whose rows the caller holds; in the order of the tickets."""
    present = {each.ticket_id: each for each in Complaint.objects.filter(ticket__in=held, state=ComplaintState.OPEN)}
    bare = [each for each in held if each.pk not in present]
    handlers, numbers = choose_handlers(bare), next_numbers(len(bare), at)
    words = clean_text(statement, field="statement", limit=10_000) if statement.strip() else ""
    opened = insert_rows(
        [
            Complaint(
                number=number,
                ticket=each,
                customer_id=each.customer_id,
                cause=cause,
                statement=words,
                handler=handlers[each.pk],
                opened_at=at,
            )
            for each, number in zip(bare, numbers, strict=True)
        ]
    )
    record_all([_opened(each) for each in opened], by=by, at=at)
    present |= {each.ticket_id: each for each in opened}
    return [present[each.pk] for each in held]


def _opened(complaint: Complaint) -> ComplaintOpened:
    return ComplaintOpened(
        subject_id=complaint.ticket_id,
        complaint_id=complaint.pk,
        number=complaint.number,
        cause=complaint.cause,
        handler=complaint.handler.actor.label if complaint.handler else "",
    )


@transaction.atomic
def complain(*, ticket: Ticket, statement: str, by: Customer, at: datetime) -> Complaint:
    """A complaint proper, at any time and free: the customer says what is wrong.

    While one is open for the ticket, such as after a missed promise, the words are added to it; the same words only once.
    """
    if not statement.strip():
        raise InvalidInput(fields={"statement": _("Say in your own words what went wrong.")})
    locked = hold(ticket, "escalate", by=by)
    present = Complaint.objects.filter(ticket=locked, state=ComplaintState.OPEN).first()
    if present is None:
        return open_complaint(ticket=ticket, cause=Cause.CUSTOMER, by=by, at=at, statement=statement)
    words = clean_text(statement, field="statement", limit=10_000)
    if words in present.statement:
        return present
    present.statement = clean_text(f"{present.statement}\n\n{words}", field="statement", limit=10_000)
    present.save(update_fields=["statement"])
    record(StatementAdded(subject_id=locked.pk, complaint_id=present.pk, number=present.number), by=by, at=at)
    return present


@transaction.atomic
def assign_handler(*, complaint: Complaint, to: User, by: User, at: datetime) -> Complaint:
    """Give it to another officer, who must not be concerned."""
    if not by.leads_people and by.role != "complaint_officer":
        raise NotAllowed
    if to.pk in concerned(complaint.ticket):
        raise NotAllowed(_("This person had a hand in the ticket and cannot handle the complaint."))
    locked = Complaint.objects.select_for_update().get(pk=complaint.pk)
    if locked.state != ComplaintState.OPEN:
        raise Conflict(_("This complaint is decided already."))
    locked.handler = to
    locked.save(update_fields=["handler"])
    record(
        HandlerChanged(
            subject_id=locked.ticket_id, complaint_id=locked.pk, number=locked.number, handler=to.actor.label
        ),
        by=by,
        at=at,
    )
    return locked


@transaction.atomic
def decide_complaint(*, complaint: Complaint, decision: str, by: User, at: datetime) -> Complaint:
    """Decide with reasons; the customer is told. Decided ones stay decided."""
    locked = Complaint.objects.select_for_update(of=("self",)).select_related("ticket").get(pk=complaint.pk)
    handler = require_handler(locked, by=by)
    if locked.state != ComplaintState.OPEN:
        raise Conflict(_("This complaint is decided already."))
    locked.decision = clean_text(decision, field="decision", limit=10_000, required=True)
    locked.state, locked.decided_at = ComplaintState.DECIDED, at
    locked.handler = locked.handler or handler
    locked.save(update_fields=["decision", "state", "decided_at", "handler"])
    record(ComplaintDecided(subject_id=locked.ticket_id, complaint_id=locked.pk, number=locked.number), by=by, at=at)
    return locked
