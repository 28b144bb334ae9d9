"""Writing macros. What is saved has passed the gate of outgoing answers, and every variable in it is known."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Team
from core.errors import Conflict, InvalidInput, Sentence
from core.text import clean_line
from knowledge.events import MacroSaved, MacroSwitched
from knowledge.models import FollowUp, Macro
from knowledge.policies import require_writer
from knowledge.variables import check_variables
from outbox.actors import Acting
from outbox.services import record
from tickets.categories import Category
from tickets.services import outgoing

# A macro that resolves becomes the solution of the ticket, which is no longer.
BODY_LIMIT = 2_000
WAIT_DAYS = range(1, 31)


@dataclass(frozen=True)
class Draft:
    """What the form holds."""

    name: str
    name_zh: str
    body: str
    body_zh: str
    team: Team | None = None
    category: str = ""
    follow_up: str = FollowUp.STAY
    waits_for: str = ""
    waits_for_zh: str = ""
    wait_days: int = 3


@transaction.atomic
def save_macro(
    *, draft: Draft, by: Acting, at: datetime, macro: Macro | None = None, seen_version: int | None = None
) -> Macro:
    """A new macro, or a new version of one. Nothing changed: no new version."""
    require_writer(by)
    facts = _checked(draft)
    if macro is None:
        made = Macro.objects.create(**facts, changed_at=at)
        record(MacroSaved(subject_id=made.pk, version=1, changed=[]), by=by, at=at)
        return made
    locked = Macro.objects.select_for_update().get(pk=macro.pk)
    if seen_version is not None and seen_version != locked.version:
        raise Conflict
    changed = [name for name, value in facts.items() if getattr(locked, name) != value]
    if not changed:
        return locked
    for name in changed:
        setattr(locked, name, facts[name])
    locked.version, locked.changed_at = locked.version + 1, at
    locked.save(update_fields=[*changed, "version", "changed_at"])
    record(MacroSaved(subject_id=locked.pk, version=locked.version, changed=changed), by=by, at=at)
    return locked


def _checked(draft: Draft) -> dict[str, object]:
    """All facts as they are kept. Raises one InvalidInput that names every fault."""
    kept: dict[str, object] = {"team": draft.team}
    wrong: dict[str, Sentence] = {}
    waits = draft.follow_up == FollowUp.WAIT
    for field in ("name", "name_zh", "body", "body_zh", "waits_for", "waits_for_zh"):
        try:
            kept[field] = _text(field, getattr(draft, field), waits=waits)
        except InvalidInput as refused:
            wrong |= refused.fields
    if draft.category and draft.category not in Category.values:
        wrong["category"] = _("Choose a category from the list.")
    if draft.follow_up not in FollowUp.values:
        wrong["follow_up"] = _("Choose what the ticket does then.")
    if draft.wait_days not in WAIT_DAYS:
        wrong["wait_days"] = _("Between 1 and 30 days.")
    if wrong:
        raise InvalidInput(fields=wrong)
    return kept | {"category": draft.category, "follow_up": draft.follow_up, "wait_days": draft.wait_days}


def _text(field: str, text: str, *, waits: bool) -> str:
    if field.startswith("name"):
        return clean_line(text, field=field, limit=80, required=True)
    if field.startswith("waits"):
        return clean_line(text, field=field, limit=200, required=waits)
    return check_variables(outgoing(text, field=field, limit=BODY_LIMIT), field=field)


@transaction.atomic
def switch_macro(*, macro: Macro, active: bool, by: Acting, at: datetime) -> Macro:
    """Offer it, or do not any more. The same as before: nothing happens."""
    require_writer(by)
    locked = Macro.objects.select_for_update().get(pk=macro.pk)
    if locked.active != active:
        locked.active, locked.changed_at = active, at
        locked.save(update_fields=["active", "changed_at"])
        record(MacroSwitched(subject_id=locked.pk, active=active), by=by, at=at)
    return locked
