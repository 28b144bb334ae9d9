"""The points of a complaint: the handler divides the statement, and answers each."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from complaints.events import PointAdded, PointAnswered, PointReworded, PointStruck
from complaints.models import Complaint, Point, PointOutcome
from complaints.services.intake import MOST_POINTS
from complaints.services.locking import about, begin, hold_for_work
from core.errors import Conflict, InvalidInput, NotFound
from core.text import clean_text
from outbox.actors import Acting
from outbox.services import record

LONGEST_POINT = 4_000


def _hold(complaint: Complaint, position: int | None, *, by: Acting, at: datetime) -> tuple[Complaint, Point | None]:
    locked, officer = hold_for_work(complaint, by=by)
    if not locked.is_live:
        raise Conflict(_("This complaint has ended: its points stay as they are."), code="complaint_ended")
    begin(locked, by=officer, at=at)
    if position is None:
        return locked, None
    point = locked.points.filter(position=position).first()
    if point is None:
        raise NotFound
    return locked, point


@transaction.atomic
def add_point(*, complaint: Complaint, text: str, by: Acting, at: datetime) -> Point:
    """One more thing to answer, last in the order."""
    locked, _none = _hold(complaint, None, by=by, at=at)
    words = clean_text(text, field="text", limit=LONGEST_POINT, required=True)
    places = list(locked.points.values_list("position", flat=True))
    if len(places) >= MOST_POINTS:
        raise InvalidInput(fields={"text": _("At most 20 points. Join those that ask for the same answer.")})
    point = Point.objects.create(complaint=locked, position=max(places, default=0) + 1, text=words)
    record(PointAdded(**about(locked), position=point.position), by=by, at=at)
    return point


@transaction.atomic
def reword_point(*, complaint: Complaint, position: int, text: str, by: Acting, at: datetime) -> Point:
    """Other words for a point. An answer to the old words is taken back: it must be given to the new ones."""
    locked, point = _hold(complaint, position, by=by, at=at)
    assert point  # noqa: S101 - a position was given, so _hold found it or raised
    words = clean_text(text, field="text", limit=LONGEST_POINT, required=True)
    if words == point.text:
        return point
    point.text, point.outcome, point.answer = words, PointOutcome.OPEN, ""
    point.answered_by = point.answered_at = None
    point.save()
    record(PointReworded(**about(locked), position=position), by=by, at=at)
    return point


@transaction.atomic
def strike_point(*, complaint: Complaint, position: int, by: Acting, at: datetime) -> None:
    """It was said twice, or is no point. The statement keeps every word, and a statement keeps at least one point."""
    locked, point = _hold(complaint, position, by=by, at=at)
    assert point  # noqa: S101 - as above
    if locked.statement and locked.points.count() == 1:
        raise Conflict(_("The last point stays: what the customer said needs an answer."), code="last_point")
    point.delete()
    record(PointStruck(**about(locked), position=position), by=by, at=at)


@transaction.atomic
def answer_point(*, complaint: Complaint, position: int, outcome: str, answer: str, by: Acting, at: datetime) -> Point:
    """Our answer to one point, in words for the customer, and whether they are right in it. Until the decision it can be given anew."""
    locked, point = _hold(complaint, position, by=by, at=at)
    assert point  # noqa: S101 - as above
    if outcome not in PointOutcome.values or outcome == PointOutcome.OPEN:
        raise InvalidInput(fields={"outcome": _("Say whether the customer is right in this point.")})
    point.answer = clean_text(answer, field="answer", limit=LONGEST_POINT, required=True)
    point.outcome, point.answered_at = outcome, at
    point.answered_by_id = int(by.actor.id)
    point.save()
    record(PointAnswered(**about(locked), position=position, outcome=outcome), by=by, at=at)
    return point
