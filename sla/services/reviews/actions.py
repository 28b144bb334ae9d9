"""The corrective action: done, or its owner hears of it; and the daily word to the supervisors about cases that wait."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Min, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import Conflict, NotFound
from outbox.actors import SYSTEM, Acting
from outbox.models import Event
from outbox.rows import write_rows
from outbox.services import once, record, record_all
from sla.models import BreachReview
from sla.reviews.events import ActionDue, ActionFinished, ReviewsWaiting
from sla.reviews.permissions import may_review
from sla.reviews.states import AGREED, UNFINISHED
from sla.services.reviews.locking import hold_review, keep_review

REMIND_AFTER = timedelta(days=3)
BATCH = 500


@transaction.atomic
def finish_action(*, review: BreachReview, by: Acting, at: datetime) -> BreachReview:
    """The action is done. Its owner says so, or a supervisor. Said again it changes nothing; to others there is nothing here."""
    locked = hold_review(review)
    if not isinstance(by, User) or not (by.pk == locked.action_owner_id or may_review(by)):
        raise NotFound
    if locked.state not in AGREED:
        raise Conflict(_("There is no agreed action yet: the review is still being written."))
    if locked.action_done_at is not None:
        return locked
    locked.action_done_at, locked.action_done_by = at, by
    record(ActionFinished(subject_id=locked.pk, ticket_id=locked.breach.ticket_id), by=by, at=at)
    return keep_review(locked, "action_done_at", "action_done_by")


def remind_reviews(*, at: datetime) -> int:
    """Tell supervisors of cases older than three days and owners of actions that are due; how many notices began.

    Once on each day of the operator's zone, however often and in however many processes it is called.
    """
    day = at.astimezone(ZoneInfo(settings.OPERATOR["zone"])).date()
    return _remind_supervisors(day, at) + _remind_owners(day, at)


def _remind_supervisors(day: date, at: datetime) -> int:
    waiting = BreachReview.objects.filter(state__in=UNFINISHED, opened_at__lte=at - REMIND_AFTER)
    found = waiting.aggregate(count=Count("pk"), since=Min("opened_at"))
    if not found["count"]:
        return 0
    happening = ReviewsWaiting(subject_id=day.toordinal(), count=found["count"], since=found["since"].isoformat())
    _event, new = once(
        scope="sla.remind_reviews",
        key=day.isoformat(),
        model=Event,
        make=lambda: record(happening, by=SYSTEM, at=at),
        at=at,
    )
    return int(new)


def _remind_owners(day: date, at: datetime) -> int:
    """Batch by batch; the mark on the row and the event are one transaction."""
    reminded = 0
    while batch := _remind_some(day, at):
        reminded += batch
    return reminded


@transaction.atomic
def _remind_some(day: date, at: datetime) -> int:
    due = BreachReview.objects.filter(state__in=AGREED, due_on__lte=day, action_done_at__isnull=True)
    not_yet = due.filter(Q(reminded_on__isnull=True) | Q(reminded_on__lt=day)).select_related("breach")
    rows = list(not_yet.select_for_update(skip_locked=True, of=("self",)).order_by("due_on", "pk")[:BATCH])
    happenings = []
    for row in rows:
        row.reminded_on = day
        due_on = row.due_on.isoformat() if row.due_on else ""
        happenings.append(ActionDue(subject_id=row.pk, ticket_id=row.breach.ticket_id, due_on=due_on))
    write_rows(BreachReview, rows, ["reminded_on"])
    record_all(happenings, by=SYSTEM, at=at)
    return len(rows)
