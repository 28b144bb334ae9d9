"""What the customer can do with a complaint of their own: take it back, or contest how it ended."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Customer
from complaints.events import ComplaintReopened, ComplaintWithdrawn
from complaints.models import LIVE, Complaint, ComplaintState, LetterKind
from complaints.policies import choose_handlers
from complaints.services.clocks import CLOCK_FIELDS, arm, set_dates, waive_all
from complaints.services.intake import Account, add_words
from complaints.services.letters import release
from complaints.services.locking import about, hold_complaint, move
from complaints.states import CONTESTABLE
from core.errors import Conflict, NotFound
from outbox.services import record

# The outcome of the round before stays in its letter and in the history.
_OF_THE_ROUND = ["state", "round", "handler", "clocks_from", "decided_at", "ended_at", "decision", "outcome"]
_OF_THE_ROUND += ["remedies", "refund_amount", "refund_asset", "refusal", "refusal_words"]


@transaction.atomic
def withdraw_complaint(*, complaint: Complaint, by: Customer, at: datetime) -> Complaint:
    """The customer takes it back and gets that in writing. Withdrawn twice is withdrawn once; a new complaint stays possible."""
    locked = _own(complaint, by)
    if locked.state == ComplaintState.WITHDRAWN:
        return locked
    move(locked, ComplaintState.WITHDRAWN)
    locked.ended_at, locked.next_due_at = at, None
    locked.save(update_fields=["state", "ended_at", "next_due_at"])
    waive_all(locked, by=by, at=at)
    record(ComplaintWithdrawn(**about(locked)), by=by, at=at)
    release(locked, LetterKind.WITHDRAWAL, by=by, at=at)
    return locked


@transaction.atomic
def contest_complaint(*, complaint: Complaint, facts: str, by: Customer, at: datetime) -> Complaint:
    """New facts after the end, once: the complaint is open again with new clocks, if possible with another handler."""
    locked = _own(complaint, by)
    said = Account(facts).cleaned()
    if locked.state not in CONTESTABLE or locked.round > 1:
        raise Conflict(
            _("This complaint was looked at anew already. The letter says where you can turn to next."),
            code="contested_already",
        )
    if Complaint.objects.filter(ticket=locked.ticket_id, state__in=LIVE).exists():
        raise Conflict(_("Another complaint about this ticket is open. Add to that one."), code="complaint_live")
    move(locked, ComplaintState.REOPENED)
    locked.round += 1
    locked.handler = choose_handlers([locked.ticket], rather_not=locked.handler_id)[locked.ticket_id]
    locked.acknowledged_at = locked.decided_at = locked.ended_at = None
    locked.decision = locked.outcome = locked.refund_amount = locked.refund_asset = ""
    locked.refusal, locked.refusal_words, locked.remedies = "", "", []
    set_dates(locked, locked.rules, received=at)
    locked.save(update_fields=[*_OF_THE_ROUND, *CLOCK_FIELDS, "profile_version"])
    arm([locked], at=at)
    handler = locked.handler.actor.label if locked.handler else ""
    record(ComplaintReopened(**about(locked), handler=handler), by=by, at=at)
    return add_words(locked, said, by=by, at=at)


def _own(complaint: Complaint, by: Customer) -> Complaint:
    locked = hold_complaint(complaint)
    if locked.customer_id != by.pk:
        raise NotFound
    return locked
