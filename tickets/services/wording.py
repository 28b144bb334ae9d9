"""Verbs on what a topic says. Fields and their checks are the code's; what is never asked can only be added to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from accounts.models import User
from core.errors import Conflict, InvalidInput, NotAllowed, NotFound, Sentence
from core.text import clean_line
from outbox.services import record
from tickets.categories import Category, Priority
from tickets.events import PlaybookChanged
from tickets.models import TopicVersion
from tickets.playbooks import PLAYBOOKS, Topic
from tickets.playbooks import topics as written
from tickets.services.conversation import outgoing
from tickets.topics import MANY, ONE, forget, in_force

LANGUAGES: Final = {"en": "en", "zh": "zh-hans"}
# Longest texts, and most lines of a list: what can be read out while somebody waits on the line.
LONGEST: Final = {"label": 60, "tell": 400, "have_ready": 200}
LINE_LIMIT: Final = 240
MOST_LINES: Final = 12
NEEDED: Final = ("ask", "do")
Words = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class TopicDraft:
    """What somebody says of a topic. `words`: by field, in "en" and "zh", a text (tickets.topics.ONE) or a list of lines (MANY)."""

    words: Words
    priority: str
    place: int
    offered: bool
    reason: str


def may_word(by: User) -> bool:
    """Supervisors and administrators."""
    return by.is_active and by.leads_people


def require_wording(by: User) -> None:
    """Raise NotAllowed for who may not change playbooks."""
    if not may_word(by):
        raise NotAllowed(_("Playbooks are written by supervisors. Ask one of them."))


def words_of(topic: Topic) -> dict[str, dict[str, Any]]:
    """All its texts in both languages, by field."""
    found: dict[str, dict[str, Any]] = {}
    for short, code in LANGUAGES.items():
        with override(code):
            for name in ONE:
                found.setdefault(name, {})[short] = str(getattr(topic, name))
            for name in MANY:
                found.setdefault(name, {})[short] = [str(each) for each in getattr(topic, name)]
    return found


def priorities(topic: Topic) -> list[Priority]:
    """With which urgency a topic may start: an emergency as nothing else, the others from high down to one step below the code's."""
    order = list(Priority)
    usual = order.index(PLAYBOOKS[topic.key].starts_as)
    return [Priority.EMERGENCY] if usual == 0 else order[1 : min(usual + 2, len(order))]


@transaction.atomic
def publish_topic(*, key: str, draft: TopicDraft, seen_version: int, by: User, at: datetime) -> TopicVersion | None:
    """The next version of a topic; None, and nothing written, where it says what is said already.

    Raises InvalidInput that names each fault (a text of the Chinese column as `…_zh`), Conflict when somebody else was faster.
    """
    require_wording(by)
    newest = _held(key)
    if seen_version != (newest.version if newest else 0):
        raise Conflict
    reason = clean_line(draft.reason, field="reason", limit=200, required=True)
    default = PLAYBOOKS[key]
    usual = words_of(default)
    words = {name: value for name, value in _checked(draft.words, default).items() if value != usual[name]}
    place = None if draft.place == _usual_place(default) else draft.place
    facts = {
        "words": words,
        "priority": "" if draft.priority == default.starts_as else draft.priority,
        "place": place,
        "offered": draft.offered,
    }
    _check_rest(default, draft)
    return _written(key, newest, facts, reason, by=by, at=at)


@transaction.atomic
def restore_topic(*, key: str, version: int, reason: str, by: User, at: datetime) -> TopicVersion | None:
    """What an earlier version said, as the next version; 0 is the code's own. Raises NotFound for a version that never was."""
    require_wording(by)
    newest = _held(key)
    said = clean_line(reason, field="reason", limit=200, required=True)
    names = ("words", "priority", "place", "offered")
    facts: dict[str, Any] = {"words": {}, "priority": "", "place": None, "offered": True}
    if version:
        earlier = TopicVersion.objects.filter(topic=key, version=version).first()
        if earlier is None:
            raise NotFound
        facts = {name: getattr(earlier, name) for name in names}
    if not facts["offered"]:
        _require_another(PLAYBOOKS[key])
    return _written(key, newest, facts, said, by=by, at=at)


def _held(key: str) -> TopicVersion | None:
    """The newest version of a topic; nobody else publishes until this transaction ends, so that ids follow the order of commits."""
    if key not in PLAYBOOKS:
        raise NotFound
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE tickets_topicversion IN SHARE ROW EXCLUSIVE MODE")
    return TopicVersion.objects.filter(topic=key).order_by("-version").first()


def _written(
    key: str, newest: TopicVersion | None, facts: Mapping[str, Any], reason: str, *, by: User, at: datetime
) -> TopicVersion | None:
    before: Mapping[str, Any] = {"words": {}, "priority": "", "place": None, "offered": True}
    if newest:
        before = {name: getattr(newest, name) for name in before}
    changed = [name for name in facts if name != "words" and facts[name] != before[name]]
    names = [*facts["words"], *(each for each in before["words"] if each not in facts["words"])]
    changed += [name for name in names if facts["words"].get(name) != before["words"].get(name)]
    if not changed:
        return None
    number = newest.version + 1 if newest else 1
    made = TopicVersion.objects.create(topic=key, version=number, reason=reason, by=by, at=at, **facts)
    forget()
    record(PlaybookChanged(subject_id=made.pk, topic=key, version=number, changed=changed), by=by, at=at)
    return made


def _usual_place(topic: Topic) -> int:
    return [each.key for each in written(topic.category)].index(topic.key) + 1


def _checked(words: Words, default: Topic) -> dict[str, dict[str, Any]]:
    """All texts as they are kept, in both languages. Raises one InvalidInput that names every fault."""
    kept: dict[str, dict[str, Any]] = {}
    wrong: dict[str, Sentence] = {}
    usual = words_of(default)
    for name in (*ONE, *MANY):
        if name == "self_service" and not default.self_service:
            kept[name] = {short: [] for short in LANGUAGES}
            continue
        kept[name] = {}
        for short in LANGUAGES:
            place = f"{name}_zh" if short == "zh" else name
            try:
                given = words.get(name, {}).get(short, "")
                kept[name][short] = (
                    _lines(name, given, place, usual[name][short])
                    if name in MANY
                    else _one(name, given, place, usual[name][short])
                )
            except InvalidInput as refused:
                wrong |= refused.fields
        counts = {len(kept[name].get(short, "")) for short in LANGUAGES}
        if name in MANY and len(counts) > 1 and not {name, f"{name}_zh"} & set(wrong):
            wrong[f"{name}_zh"] = _("Each line stands in both languages: the numbers of lines differ.")
    if wrong:
        raise InvalidInput(fields=wrong)
    return kept


def _one(name: str, text: str, place: str, usual: str) -> str:
    return usual if text == usual else _sentence(text, place, LONGEST[name])


def _lines(name: str, lines: Sequence[str], place: str, usual: Sequence[str]) -> list[str]:
    given = [each.strip() for each in lines if each.strip()]
    kept = [each if each in usual else _sentence(each, place, LINE_LIMIT) for each in given]
    if not kept and (name in NEEDED or name == "self_service"):
        raise InvalidInput(fields={place: _("Please fill this in.")})
    if len(kept) > MOST_LINES:
        raise InvalidInput(fields={place: _("At most twelve lines: nobody reads more while somebody waits.")})
    return kept


def _sentence(text: str, place: str, limit: int) -> str:
    """One sentence past the gate of what customers hear. The code's own pass as they are: they may name what is never asked."""
    return clean_line(outgoing(text, field=place), field=place, limit=limit, required=True)


def _check_rest(default: Topic, draft: TopicDraft) -> None:
    wrong: dict[str, Sentence] = {}
    if draft.priority not in priorities(default):
        wrong["priority"] = _("Choose a priority from the list.")
    if not 1 <= draft.place <= len(written(default.category)):
        wrong["place"] = _("Choose a place from the list.")
    if wrong:
        raise InvalidInput(fields=wrong)
    if not draft.offered:
        _require_another(default)


def _require_another(default: Topic) -> None:
    """A category always has a topic, and the emergency is always offered: its door on the customer's page leads there."""
    if default.starts_as == Priority.EMERGENCY:
        raise InvalidInput(fields={"offered": _("The emergency stays offered: people look for it when minutes count.")})
    others = [each for each in in_force().values() if each.category == default.category and each.key != default.key]
    if not any(each.offered for each in others):
        sentence = _("This is the last topic offered under %(category)s. Offer another one first.")
        words = {"category": Category(default.category).label}
        raise InvalidInput(fields={"offered": str(sentence) % words})
