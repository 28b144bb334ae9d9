"""Reads about complaints."""

from datetime import date

from django.db.models import QuerySet

from complaints.models import ENDED, LIVE, Complaint, ComplaintState
from complaints.services.export import received_between

MOST_SIMILAR = 5


def similar_decided(complaint: Complaint) -> list[Complaint]:
    """The newest decided complaints about the same category and topic, with their outcome and remedy: like is decided like."""
    alike = Complaint.objects.filter(
        state=ComplaintState.DECIDED, category=complaint.ticket.category, topic=complaint.ticket.topic
    )
    return list(alike.exclude(pk=complaint.pk).select_related("ticket").order_by("-decided_at", "-pk")[:MOST_SIMILAR])


def register(
    rows: QuerySet[Complaint],
    *,
    ended: bool,
    state: str = "",
    profile: str = "",
    cause: str = "",
    mine: int | None = None,
    first: date | None = None,
    last: date | None = None,
) -> QuerySet[Complaint]:
    """The register cut as asked: live or ended ones; empty means all; days are those of receipt. Unknown values find nothing."""
    rows = rows.filter(state__in=ENDED if ended else LIVE)
    for field, value in (("state", state), ("profile", profile), ("cause", cause), ("handler", mine)):
        if value:
            rows = rows.filter(**{field: value})
    if first or last:
        rows = received_between(rows, first or date(2000, 1, 1), last or date(9000, 1, 1))
    return rows
