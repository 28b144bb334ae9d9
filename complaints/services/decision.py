"""The decision: outcome, reasons, remedy. Only when every point has its answer."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from complaints.events import ComplaintDecided
from complaints.models import Complaint, ComplaintState, LetterKind, Outcome, PointOutcome, Remedy
from complaints.services.clocks import answer_all
from complaints.services.letters import release
from complaints.services.locking import about, begin, hold_for_work, move
from core.errors import Conflict, InvalidInput, Sentence
from core.text import clean_line, clean_text
from outbox.actors import Acting
from outbox.services import record

RULING_FIELDS = ["decision", "outcome", "remedies", "refund_amount", "refund_asset", "category", "topic"]


@dataclass(frozen=True)
class Ruling:
    """What is decided: an Outcome but `unstated`, the reasons in words, Remedy values; amount and asset as text for a refund.

    The desk moves no money: a refund is recorded here and carried out where accounts are kept.
    """

    outcome: str
    reasons: str
    remedies: Sequence[str] = field(default_factory=tuple)
    amount: str = ""
    asset: str = ""


@transaction.atomic
def decide_complaint(*, complaint: Complaint, ruling: Ruling, by: Acting, at: datetime) -> Complaint:
    """Decide with reasons; the customer is told by letter. Refused, with nothing saved, while a point is open.

    What is decided stays decided, unless the customer contests it with new facts.
    """
    locked, officer = hold_for_work(complaint, by=by)
    if locked.is_live and locked.state != ComplaintState.RECEIVED:
        _require_points(locked)
        begin(locked, by=officer, at=at)
    move(locked, ComplaintState.DECIDED)
    _write(locked, ruling)
    locked.category, locked.topic = locked.ticket.category, locked.ticket.topic
    locked.decided_at = locked.ended_at = at
    locked.next_due_at = None
    locked.handler = locked.handler or officer
    locked.save(update_fields=["state", "decided_at", "ended_at", "next_due_at", "handler", *RULING_FIELDS])
    answer_all(locked, by=officer, at=at)
    record(ComplaintDecided(**about(locked), outcome=locked.outcome, remedies=list(locked.remedies)), by=officer, at=at)
    release(locked, LetterKind.DECISION, by=officer, at=at)
    return locked


def _require_points(held: Complaint) -> None:
    """Read from the points themselves; the row's own count is what the database refuses by."""
    waiting = list(held.points.filter(outcome=PointOutcome.OPEN).values_list("position", flat=True))
    if not waiting:
        return
    sentence = ngettext(
        "Point %(points)s has no answer yet. Answer it first, then decide.",
        "Points %(points)s have no answer yet. Answer them first, then decide.",
        len(waiting),
    )
    raise Conflict(sentence % {"points": ", ".join(map(str, waiting))}, code="points_open")


def _write(held: Complaint, ruling: Ruling) -> None:
    refusals: dict[str, Sentence] = {}
    if ruling.outcome not in Outcome.values or ruling.outcome == Outcome.UNSTATED:
        refusals["outcome"] = _("Say whether the complaint is upheld.")
    remedies = [each for each in Remedy.values if each in ruling.remedies]
    if Remedy.NONE in remedies and len(remedies) > 1:
        refusals["remedies"] = _("“Nothing to remedy” stands alone: take it away or the others.")
    refund = Remedy.REFUND in remedies
    if refund and not (ruling.amount.strip() and ruling.asset.strip()):
        refusals["amount"] = _("Write the amount and the asset of the refund, such as 25 and USDC.")
    if refusals:
        raise InvalidInput(fields=refusals)
    held.decision = clean_text(ruling.reasons, field="decision", limit=10_000, required=True)
    held.outcome, held.remedies = ruling.outcome, remedies or [Remedy.NONE]
    held.refund_amount = clean_line(ruling.amount, field="amount", limit=40) if refund else ""
    held.refund_asset = clean_line(ruling.asset, field="asset", limit=20) if refund else ""
