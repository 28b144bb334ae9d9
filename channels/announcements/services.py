"""Writing, changing and withdrawing what we say to all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from channels.announcements.events import AnnouncementScheduled, AnnouncementWithdrawn
from channels.announcements.models import Announcement, AnnouncementKind
from channels.directory.models import OfficialChannel
from core.errors import Conflict, InvalidInput, NotAllowed, Sentence
from core.text import clean_line
from outbox.actors import Acting
from outbox.services import record
from tickets.services import outgoing

TITLE_LIMIT = 120
BODY_LIMIT = 4_000


@dataclass(frozen=True)
class Words:
    """What the form holds. `starts_at` and `ends_at` are aware; `ends_at` None: until it is withdrawn."""

    kind: str
    title: str
    title_zh: str
    body: str
    body_zh: str
    starts_at: datetime
    ends_at: datetime | None = None
    regions: Sequence[str] = ()


def may_announce(by: Acting) -> bool:
    """Supervisors and administrators."""
    return isinstance(by, User) and by.is_active and by.leads_people


def require_announcer(by: Acting) -> User:
    """Raise NotAllowed for who may not."""
    if not isinstance(by, User) or not may_announce(by):
        raise NotAllowed(_("Announcements are written by supervisors. Ask one of them."))
    return by


@transaction.atomic
def announce(
    *, words: Words, by: Acting, at: datetime, announcement: Announcement | None = None, seen_version: int | None = None
) -> Announcement:
    """A new one, or another version of one that is not withdrawn. Both languages are needed. Raises InvalidInput by field."""
    user, facts = require_announcer(by), _checked(words, at)
    if announcement is None:
        kept = Announcement.objects.create(**facts, written_by=user, written_at=at)
    else:
        kept = _held(announcement)
        if seen_version is not None and seen_version != kept.version:
            raise Conflict
        for name, value in facts.items():
            setattr(kept, name, value)
        kept.version += 1
        kept.save()
    starts = kept.starts_at.astimezone(UTC).isoformat()
    record(AnnouncementScheduled(subject_id=kept.pk, version=kept.version, starts_at=starts), by=by, at=at)
    return kept


def _held(announcement: Announcement) -> Announcement:
    locked = Announcement.objects.select_for_update().get(pk=announcement.pk)
    if locked.withdrawn_at:
        raise Conflict(_("This announcement was withdrawn. Write a new one."))
    return locked


def _checked(words: Words, at: datetime) -> dict[str, object]:
    kept: dict[str, object] = {"starts_at": words.starts_at, "ends_at": words.ends_at, "kind": words.kind}
    wrong: dict[str, Sentence] = {}
    for name in ("title", "title_zh", "body", "body_zh"):
        try:
            kept[name] = _text(name, getattr(words, name))
        except InvalidInput as refused:
            wrong |= refused.fields
    if words.kind not in AnnouncementKind.values:
        wrong["kind"] = _("Choose a kind from the list.")
    if words.ends_at and words.ends_at <= max(words.starts_at, at):
        wrong["ends_at"] = _("The end lies before the beginning, or in the past.")
    if not set(words.regions) <= set(regions()):
        wrong["regions"] = _("Choose regions from the list.")
    if wrong:
        raise InvalidInput(fields=wrong)
    return kept | {"regions": sorted(words.regions)}


def _text(name: str, text: str) -> str:
    if name.startswith("title"):
        return clean_line(text, field=name, limit=TITLE_LIMIT, required=True)
    return outgoing(text, field=name, limit=BODY_LIMIT)


def regions() -> dict[str, str]:
    """The regions that the directory names, English to Chinese, in its order."""
    named = OfficialChannel.objects.published().exclude(region="")
    return {each.region: each.region_zh for each in named}


@transaction.atomic
def withdraw_announcement(*, announcement: Announcement, by: Acting, at: datetime) -> Announcement:
    """From now on nobody reads it. The row stays."""
    user, locked = require_announcer(by), _held(announcement)
    locked.withdrawn_by, locked.withdrawn_at = user, at
    locked.save(update_fields=["withdrawn_by", "withdrawn_at"])
    record(AnnouncementWithdrawn(subject_id=locked.pk), by=by, at=at)
    return locked
