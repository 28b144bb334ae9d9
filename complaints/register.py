"""The register as CSV: UTF-8 with a mark that spreadsheets know, no cell that they would take for a formula, no name of a customer."""

import csv
from collections.abc import Iterable, Iterator
from datetime import datetime
from io import StringIO

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from complaints.models import Complaint, Remedy

_CHUNK = 500
# A cell that begins so is run by spreadsheets (OWASP, CSV injection).
_RUNNABLE = ("=", "+", "-", "@", "\t", "\r")


def csv_lines(rows: QuerySet[Complaint]) -> Iterator[bytes]:
    """The file in pieces; moments are ISO 8601 in UTC."""
    yield "\ufeff".encode() + _line(_titles())
    for each in rows.iterator(chunk_size=_CHUNK):
        yield _line(_cells(each))


def _titles() -> list[str]:
    return [
        *(_("Complaint"), _("Received"), _("Ticket"), _("Cause"), _("Rules"), _("Language"), _("State"), _("Handler")),
        *(_("Acknowledge by"), _("Acknowledged"), _("Expected"), _("Decide by"), _("Ended"), _("Outcome")),
        *(_("What is done about it"), _("Refund"), _("Category"), _("Topic"), _("Round")),
    ]


def _cells(row: Complaint) -> list[str]:
    handler = row.handler.actor.label if row.handler else ""
    remedies = "; ".join(str(Remedy(each).label) for each in row.remedies)
    return [
        *(row.number, _moment(row.opened_at), row.ticket.number, row.get_cause_display(), row.get_profile_display()),
        *(row.language, row.get_state_display(), handler),
        *(_moment(row.acknowledge_by), _moment(row.acknowledged_at), _moment(row.expected_at), _moment(row.decide_by)),
        *(_moment(row.ended_at), row.get_outcome_display() if row.outcome else "", remedies),
        f"{row.refund_amount} {row.refund_asset}".strip(),
        *(row.category or row.ticket.category, row.topic or row.ticket.topic, str(row.round)),
    ]


def _moment(at: datetime | None) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ") if at else ""


def _line(cells: Iterable[str]) -> bytes:
    kept = StringIO()
    csv.writer(kept, lineterminator="\r\n").writerow([_safe(each) for each in cells])
    return kept.getvalue().encode()


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_RUNNABLE) else cell
