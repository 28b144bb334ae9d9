"""Letters: written once, in the language of the complaint, and kept; that they reached the customer is written when it happened."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from complaints.events import LateNoticeDue, LetterReleased, LetterSent
from complaints.languages import letter_language
from complaints.models import LIVE, Complaint, Letter, LetterKind, Sending
from complaints.services.clocks import meet_acknowledgement
from complaints.services.locking import about, hold_complaint, hold_for_work
from complaints.wording import Delay, written
from core.errors import Conflict, InvalidInput
from core.text import clean_text
from outbox.actors import SYSTEM, Acting
from outbox.rows import insert_rows
from outbox.services import record, record_all

LONGEST_DELAY = timedelta(days=183)


def release(held: Complaint, kind: LetterKind, *, by: Acting, at: datetime, delay: Delay | None = None) -> Letter:
    """Write the letter for a complaint whose row the caller holds; the customer is told after the commit."""
    letter = _write(held, kind, at=at, delay=delay)
    record(LetterReleased(**about(held), letter_id=letter.pk, kind=kind), by=by, at=at)
    return letter


def _write(held: Complaint, kind: LetterKind, *, at: datetime, delay: Delay | None = None) -> Letter:
    language = letter_language(held.language)
    with translation.override(language):
        words = written(held, kind, at=at, delay=delay)
    drafts = held.letters.filter(kind=kind, released_at__isnull=True)
    letter = drafts.first() or Letter(complaint=held, kind=kind, created_at=at)
    letter.round, letter.language = held.round, language
    letter.subject, letter.content, letter.released_at = words.subject, words.content(), at
    letter.save()
    return letter


@transaction.atomic
def acknowledge(*, complaint: Complaint, at: datetime) -> Letter:
    """The acknowledgement of this round, written by the desk itself; asked for twice, it is the same letter.

    Its facts are those that Article 4 of Delegated Regulation (EU) 2025/294 asks for and more: number, day of receipt, who handles it
    and how to reach them, the expected day of the decision, language, that it is free, what happens next, where else to turn.
    """
    locked = hold_complaint(complaint)
    present = locked.letters.filter(kind=LetterKind.ACKNOWLEDGEMENT, round=locked.round).first()
    return present or _write(locked, LetterKind.ACKNOWLEDGEMENT, at=at)


@transaction.atomic
def note_mailed(*, letter: Letter, key: str, at: datetime) -> Letter:
    """The mail was taken by the customer's server. `key` is the delivery's outward key. Noted once."""
    locked = hold_complaint(letter.complaint)
    return _note_sent(locked, letter.pk, Sending.MAIL, key=key, by=SYSTEM, at=at)


@transaction.atomic
def mark_sent(*, letter: Letter, way: str, by: Acting, at: datetime) -> Letter:
    """It went by post, telephone or hand, such as to a customer without e-mail. For who works on the complaint."""
    locked, officer = hold_for_work(letter.complaint, by=by)
    if way not in Sending.values or way == Sending.MAIL:
        raise InvalidInput(fields={"way": _("Say how the letter reached the customer.")})
    return _note_sent(locked, letter.pk, Sending(way), key="", by=officer, at=at)


def _note_sent(held: Complaint, pk: int, way: Sending, *, key: str, by: Acting, at: datetime) -> Letter:
    letter: Letter = held.letters.get(pk=pk)
    if letter.released_at is None:
        raise Conflict(_("This letter is a draft: send it first."), code="letter_draft")
    if letter.sent_at:
        return letter
    letter.sent_at, letter.sent_by, letter.delivery_key = at, way, key
    letter.save(update_fields=["sent_at", "sent_by", "delivery_key"])
    if letter.kind == LetterKind.ACKNOWLEDGEMENT and letter.round == held.round:
        meet_acknowledgement(held, by=by, at=at)
    record(LetterSent(**about(held), letter_id=letter.pk, kind=letter.kind, way=way), by=by, at=at)
    return letter


def prepare_late_notices(ticket_ids: Sequence[int], *, at: datetime) -> None:
    """The day told to the customer has come without a decision: a draft waits for the handler. The caller holds the tickets' rows."""
    late = Complaint.objects.filter(ticket__in=ticket_ids, state__in=LIVE).exclude(
        letters__kind=LetterKind.LATE_NOTICE, letters__released_at__isnull=True
    )
    late = late.select_for_update(of=("self",)).order_by("pk")
    found = list(late)
    drafts = [
        Letter(
            complaint=each,
            kind=LetterKind.LATE_NOTICE,
            round=each.round,
            language=letter_language(each.language),
            created_at=at,
        )
        for each in found
    ]
    insert_rows(drafts)
    record_all([LateNoticeDue(**about(each)) for each in found], by=SYSTEM, at=at)


@transaction.atomic
def send_late_notice(*, complaint: Complaint, reasons: str, until: datetime, by: Acting, at: datetime) -> Letter:
    """Tell the customer that the decision takes longer, why, and the new day. The limit of the rules does not move by it."""
    locked, officer = hold_for_work(complaint, by=by)
    if not locked.is_live:
        raise Conflict(_("This complaint has ended: there is nothing to wait for."), code="complaint_ended")
    words = clean_text(reasons, field="reasons", limit=4_000, required=True)
    if until <= at:
        raise InvalidInput(fields={"until": _("This day has passed. Choose one that is still to come.")})
    if until > at + LONGEST_DELAY:
        raise InvalidInput(fields={"until": _("At most half a year ahead.")})
    if until <= locked.expected_at:
        raise InvalidInput(fields={"until": _("Choose a day after the one that the customer was told.")})
    locked.expected_at = until
    locked.save(update_fields=["expected_at"])
    return release(locked, LetterKind.LATE_NOTICE, by=officer, at=at, delay=Delay(words, until))
