"""The lists from which a review names cause and aggravation. Entries are renamed or retired, never removed."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.errors import Conflict, InvalidInput, NotFound
from core.text import clean_line
from outbox.actors import Acting
from outbox.services import record
from sla.models import CauseKind, ReviewCause
from sla.reviews.events import CauseAdded, CauseRenamed, CauseRestored, CauseRetired
from sla.reviews.permissions import require_keeper

NAME_LIMIT = 80


@transaction.atomic
def add_cause(*, kind: str, name: str, name_zh: str, by: Acting, at: datetime) -> ReviewCause:
    """A new entry, in both languages."""
    require_keeper(by)
    if kind not in CauseKind.values:
        raise InvalidInput(fields={"kind": _("Say to which list it belongs.")})
    cause = ReviewCause(kind=kind, created_at=at)
    _name(cause, name, name_zh)
    cause.save()
    record(CauseAdded(subject_id=cause.pk, kind=cause.kind, cause=cause.name), by=by, at=at)
    return cause


@transaction.atomic
def rename_cause(*, cause: ReviewCause, name: str, name_zh: str, by: Acting, at: datetime) -> ReviewCause:
    """The same cause in better words: old cases show them, too. For another meaning, retire it and add one."""
    require_keeper(by)
    locked = _hold(cause)
    before = (locked.name, locked.name_zh)
    _name(locked, name, name_zh)
    if before == (locked.name, locked.name_zh):
        return locked
    locked.save(update_fields=["name", "name_zh"])
    record(CauseRenamed(subject_id=locked.pk, kind=locked.kind, cause=locked.name, before=before[0]), by=by, at=at)
    return locked


@transaction.atomic
def retire_cause(*, cause: ReviewCause, by: Acting, at: datetime) -> ReviewCause:
    """Not offered any more. The last one of the causes stays: a case must be able to name one."""
    require_keeper(by)
    # All of its list, so that two people cannot retire the last two at one moment.
    alike = list(ReviewCause.objects.select_for_update().filter(kind=cause.kind).order_by("pk"))
    locked = _of(alike, cause)
    if not locked.active:
        return locked
    if locked.kind == CauseKind.CAUSE and sum(each.active for each in alike) == 1:
        raise Conflict(_("This is the last cause. Add another one first."))
    return _switch(locked, active=False, by=by, at=at)


@transaction.atomic
def restore_cause(*, cause: ReviewCause, by: Acting, at: datetime) -> ReviewCause:
    """Offered again."""
    require_keeper(by)
    locked = _hold(cause)
    return locked if locked.active else _switch(locked, active=True, by=by, at=at)


def _switch(cause: ReviewCause, *, active: bool, by: Acting, at: datetime) -> ReviewCause:
    cause.active = active
    cause.save(update_fields=["active"])
    event = CauseRestored if active else CauseRetired
    record(event(subject_id=cause.pk, kind=cause.kind, cause=cause.name), by=by, at=at)
    return cause


def _hold(cause: ReviewCause) -> ReviewCause:
    return _of(list(ReviewCause.objects.select_for_update().filter(pk=cause.pk)), cause)


def _of(rows: list[ReviewCause], cause: ReviewCause) -> ReviewCause:
    found = next((each for each in rows if each.pk == cause.pk), None)
    if found is None:
        raise NotFound
    return found


def _name(cause: ReviewCause, name: str, name_zh: str) -> None:
    """Both names, each once in its list. Two who add the same at one moment: the unique index stops the second."""
    cause.name = clean_line(name, field="name", limit=NAME_LIMIT, required=True)
    cause.name_zh = clean_line(name_zh, field="name_zh", limit=NAME_LIMIT, required=True)
    others = ReviewCause.objects.filter(kind=cause.kind).exclude(pk=cause.pk)
    taken = _("The list has an entry with this name. Choose another name, or restore that entry.")
    if others.filter(name__iexact=cause.name).exists():
        raise InvalidInput(fields={"name": taken})
    if others.filter(name_zh__iexact=cause.name_zh).exists():
        raise InvalidInput(fields={"name_zh": taken})
