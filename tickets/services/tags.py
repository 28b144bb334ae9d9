"""Tags: short words of the desk."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.errors import InvalidInput
from core.text import clean_line, fold
from outbox.actors import Acting
from outbox.services import record
from tickets.events import TicketTagged
from tickets.models import TAG_LIMIT, TagWord, Ticket
from tickets.services.locking import hold

MOST_TAGS: Final = 10


def tag_word(typed: str) -> str:
    """A tag as it is kept: lower case, full-width made plain, without a leading #, blanks as hyphens.

    Raises InvalidInput that names `add` for an empty word and for more than 30 characters.
    """
    plain = fold(clean_line(typed, field="add", required=True)).casefold().strip().lstrip("#")
    word = "-".join(plain.split()).strip("-")
    return clean_line(word, field="add", limit=TAG_LIMIT, required=True)


@transaction.atomic
def tag_ticket(
    *, ticket: Ticket, add: Iterable[str] = (), remove: Iterable[str] = (), by: Acting, at: datetime
) -> Ticket:
    """Put tags on and take tags off; at most ten remain. What is there already, or not there, changes nothing.

    Two people who tag at once do not stand in each other's way, so the ticket's version stays.
    """
    locked = hold(ticket, "tag", by=by)
    words, gone = [tag_word(each) for each in add], {tag_word(each) for each in remove}
    tags = list(dict.fromkeys([*(each for each in locked.tags if each not in gone), *words]))
    if len(tags) > MOST_TAGS:
        raise InvalidInput(fields={"add": _("At most %(most)s tags on a ticket.") % {"most": MOST_TAGS}})
    added, removed = _missing(tags, locked.tags), _missing(locked.tags, tags)
    if not added and not removed:
        return locked
    locked.tags = tags
    locked.save(update_fields=["tags"])
    TagWord.objects.bulk_create(
        [TagWord(word=each, used_at=at) for each in sorted(added)],
        update_conflicts=True,
        unique_fields=["word"],
        update_fields=["used_at"],
    )
    record(TicketTagged(subject_id=locked.pk, added=added, removed=removed), by=by, at=at)
    return locked


def _missing(these: Sequence[str], among: Sequence[str]) -> list[str]:
    return [each for each in these if each not in among]
