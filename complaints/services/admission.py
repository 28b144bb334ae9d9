"""Whether a complaint is looked into, and by whose rules."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from complaints.events import ComplaintAdmitted, ComplaintRefused, ProfileChanged
from complaints.models import Complaint, ComplaintState, LetterKind, NotAdmissible
from complaints.profiles import PROFILES
from complaints.services.clocks import CLOCK_FIELDS, answer_all, arm, set_dates, waive_all
from complaints.services.letters import release
from complaints.services.locking import about, hold_for_work, move
from core.errors import Conflict, InvalidInput
from core.text import clean_text
from outbox.actors import Acting
from outbox.services import record


@transaction.atomic
def admit_complaint(*, complaint: Complaint, profile: str, by: Acting, at: datetime) -> Complaint:
    """It is looked into, by this profile's periods from the receipt. Who admits it without a handler handles it."""
    locked, officer = hold_for_work(complaint, by=by)
    move(locked, ComplaintState.ADMISSIBLE)
    locked.handler = locked.handler or officer
    locked.save(update_fields=["state", "handler"])
    _measure_by(locked, profile, by=officer, at=at)
    record(ComplaintAdmitted(**about(locked), profile=locked.profile), by=officer, at=at)
    return locked


@transaction.atomic
def change_profile(*, complaint: Complaint, profile: str, by: Acting, at: datetime) -> Complaint:
    """Other rules apply after all. The clocks are armed anew from the receipt, never from today; recorded. The same: nothing happens."""
    locked, officer = hold_for_work(complaint, by=by)
    if not locked.is_live:
        raise Conflict(_("This complaint has ended: its dates stand."), code="complaint_ended")
    _measure_by(locked, profile, by=officer, at=at)
    return locked


def _measure_by(held: Complaint, key: str, *, by: User, at: datetime) -> None:
    if key not in PROFILES:
        raise InvalidInput(fields={"profile": _("Choose whose rules apply.")})
    profile, before = PROFILES[key], held.profile
    if (profile.key, profile.version) == (held.profile, held.profile_version):
        return
    waive_all(held, by=by, at=at)
    set_dates(held, profile, received=held.clocks_from)
    held.save(update_fields=["profile", "profile_version", *CLOCK_FIELDS])
    arm([held], at=at)
    record(ProfileChanged(**about(held), before=before, after=profile.key), by=by, at=at)


@transaction.atomic
def refuse_complaint(*, complaint: Complaint, refusal: str, words: str, by: Acting, at: datetime) -> Complaint:
    """It is not looked into, for a reason from the list and in words; the customer is told, and how to contest that."""
    locked, officer = hold_for_work(complaint, by=by)
    if refusal not in NotAdmissible.values:
        raise InvalidInput(fields={"refusal": _("Choose the reason from the list.")})
    locked.refusal = refusal
    locked.refusal_words = clean_text(words, field="words", limit=4_000, required=True)
    move(locked, ComplaintState.INADMISSIBLE)
    locked.handler = locked.handler or officer
    locked.ended_at, locked.next_due_at = at, None
    locked.save(update_fields=["state", "handler", "refusal", "refusal_words", "ended_at", "next_due_at"])
    answer_all(locked, by=officer, at=at)
    record(ComplaintRefused(**about(locked), refusal=refusal), by=officer, at=at)
    release(locked, LetterKind.REFUSAL, by=officer, at=at)
    return locked
