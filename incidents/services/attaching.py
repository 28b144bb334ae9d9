"""Which tickets belong to an incident: by rule as they open and in steps over those open before; by hand with a reason."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import Conflict
from core.text import clean_line
from incidents.events import TicketAttached, TicketDetached
from incidents.models import Attachment, Incident
from incidents.policies import require_sorter
from incidents.selectors import fits, matching
from outbox.actors import SYSTEM, Acting
from outbox.services import record, record_all
from sla.models import Timer, TimerState
from tickets.models import Ticket

# A step must be done before the outbox believes its deliverer dead (outbox.services.FIRST_WAIT).
STEP = 500
# A ticket whose transaction was open while the incident was declared saw no incident, and was not seen: it is found by a second look.
SECOND_LOOK = timedelta(minutes=1)


def attach_fitting(ticket_ids: Sequence[int], *, at: datetime) -> int:
    """Attach these tickets to the running incidents whose rule they fit; how many attachments. One statement when nothing runs."""
    running = list(Incident.objects.running())
    if not running:
        return 0
    tickets = Ticket.objects.live().filter(pk__in=ticket_ids).only("category", "topic", "fields", "opened_at")
    made = 0
    for incident in running:
        fitting = [each.pk for each in tickets if fits(incident, each)]
        made += _attach(incident, fitting, at=at)
    return made


def look_on(*, at: datetime) -> int:
    """One step through the open tickets of each incident that is still looking; how many were attached. Safe to repeat."""
    ids = Incident.objects.looking(at).values_list("pk", flat=True)
    return sum(_look(pk, at) for pk in list(ids))


@transaction.atomic
def _look(incident_id: int, at: datetime) -> int:
    found = Incident.objects.select_for_update(skip_locked=True).looking(at).filter(pk=incident_id).first()
    return look_step(found, at=at) if found else 0


def look_step(incident: Incident, *, at: datetime) -> int:
    """The next tickets of one incident, whose row the caller holds. The end of the first look says when the second begins."""
    ids = list(matching(incident, after=incident.looked_to).values_list("pk", flat=True)[:STEP])
    made = _attach(incident, ids, at=at)
    if len(ids) == STEP:
        incident.looked_to = ids[-1]
    else:
        second = incident.declared_at + SECOND_LOOK
        incident.looks_at = second if incident.looks_at and incident.looks_at < second else None
        incident.looked_to = 0
    incident.save(update_fields=["looked_to", "looks_at"])
    return made


def _attach(incident: Incident, ticket_ids: Sequence[int], *, at: datetime) -> int:
    """By rule: those that were never attached, in a few statements. Who was detached by hand stays so."""
    if not ticket_ids:
        return 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_ADD, [incident.pk, at, list(ticket_ids)])
        new = [pk for (pk,) in cursor.fetchall()]
        running = _running(new) if new else {}
        record_all([_attached(incident, pk, running.get(pk, []), by_rule=True) for pk in new], by=SYSTEM, at=at)
    return len(new)


_ADD = """
INSERT INTO incidents_attachment (incident_id, ticket_id, attached_at, reason)
SELECT %s, ticket_id, %s, '' FROM unnest(%s::bigint[]) AS ticket_id ON CONFLICT DO NOTHING RETURNING ticket_id
"""


def _running(ticket_ids: Sequence[int]) -> dict[int, list[int]]:
    """The promises that run on each ticket."""
    found: dict[int, list[int]] = {}
    timers = Timer.objects.filter(ticket__in=ticket_ids, state=TimerState.RUNNING).order_by("pk")
    for pk, ticket_id in timers.values_list("pk", "ticket_id"):
        found.setdefault(ticket_id, []).append(pk)
    return found


def _attached(
    incident: Incident, ticket_id: int, timers: list[int], *, by_rule: bool, reason: str = ""
) -> TicketAttached:
    return TicketAttached(
        subject_id=ticket_id,
        incident_id=incident.pk,
        title=incident.title,
        title_zh=incident.title_zh,
        by_rule=by_rule,
        reason=reason,
        timers=timers,
    )


@transaction.atomic
def attach_ticket(*, incident: Incident, ticket: Ticket, reason: str, by: Acting, at: datetime) -> Attachment:
    """By hand: the rule did not see that it belongs there. An incident that is solved takes no more. Attached already: nothing happens."""
    user = require_sorter(by, ticket)
    locked = Incident.objects.select_for_update().get(pk=incident.pk)
    if not locked.runs:
        raise Conflict(_("This incident is solved already."), code="incident_solved")
    reason = clean_line(reason, field="reason", limit=200, required=True)
    before = locked.attachments.filter(ticket=ticket).first()
    if before and before.detached_at is None:
        return before
    made = _by_hand(before or Attachment(incident=locked, ticket=ticket), user, reason, at)
    running = _running([ticket.pk]).get(ticket.pk, [])
    record(_attached(locked, ticket.pk, running, by_rule=False, reason=reason), by=by, at=at)
    return made


def _by_hand(row: Attachment, user: User, reason: str, at: datetime) -> Attachment:
    row.attached_at, row.attached_by, row.reason, row.detached_at = at, user, reason, None
    row.save()
    return row


@transaction.atomic
def detach_ticket(*, incident: Incident, ticket: Ticket, reason: str, by: Acting, at: datetime) -> Attachment:
    """It has another cause. It gets no further update; what it was sent stays, and so does the mark on its clocks until now."""
    require_sorter(by, ticket)
    reason = clean_line(reason, field="reason", limit=200, required=True)
    row = Attachment.objects.select_for_update().standing().filter(incident=incident, ticket=ticket).first()
    if row is None:
        raise Conflict(_("This ticket is not attached to the incident any more."), code="not_attached")
    row.detached_at, row.reason = at, reason
    row.save(update_fields=["detached_at", "reason"])
    titles = {"title": incident.title, "title_zh": incident.title_zh}
    record(TicketDetached(subject_id=ticket.pk, incident_id=incident.pk, reason=reason, **titles), by=by, at=at)
    return row
