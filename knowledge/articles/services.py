"""Writing articles, taking them from the public, and what readers say of them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accounts.services.limits import count_attempt
from core.errors import Conflict, InvalidInput, Sentence
from core.text import clean_line
from knowledge.articles.events import ArticleSaved, ArticleSwitched
from knowledge.articles.models import Article
from knowledge.articles.searching import vector
from knowledge.policies import require_writer
from outbox.actors import Acting
from outbox.services import record
from tickets.categories import Category, Language
from tickets.services import outgoing
from tickets.topics import topic_of

TITLE_LIMIT = 120
BODY_LIMIT = 8_000
ADDRESS = "/help/articles/{pk}/"  # a stable address; the surface that answers there lies above
_TEXTS = ("title", "title_zh", "body", "body_zh")


@dataclass(frozen=True)
class ArticleDraft:
    """What the form holds."""

    title: str
    title_zh: str
    body: str
    body_zh: str
    category: str
    topic: str = ""


@transaction.atomic
def save_article(
    *, draft: ArticleDraft, by: Acting, at: datetime, article: Article | None = None, seen_version: int | None = None
) -> Article:
    """A new article, which the public reads at once, or a new version of one. Nothing changed: no new version."""
    require_writer(by)
    facts = _checked(draft)
    words = vector(title=f"{facts['title']} {facts['title_zh']}", body=f"{facts['body']} {facts['body_zh']}")
    if article is None:
        made = Article.objects.create(**facts, words=words, changed_at=at)
        record(ArticleSaved(subject_id=made.pk, version=1, changed=[]), by=by, at=at)
        return made
    locked = _held(article)
    if seen_version is not None and seen_version != locked.version:
        raise Conflict
    changed = [name for name, value in facts.items() if getattr(locked, name) != value]
    if not changed:
        return locked
    for name in changed:
        setattr(locked, name, facts[name])
    locked.version, locked.changed_at, locked.words = locked.version + 1, at, words
    locked.save(update_fields=[*changed, "version", "changed_at", "words"])
    record(ArticleSaved(subject_id=locked.pk, version=locked.version, changed=changed), by=by, at=at)
    return locked


def _held(article: Article) -> Article:
    return Article.objects.select_for_update().get(pk=article.pk)


def _checked(draft: ArticleDraft) -> dict[str, str]:
    """All facts as they are kept. Raises one InvalidInput that names every fault."""
    kept: dict[str, str] = {"category": draft.category, "topic": draft.topic}
    wrong: dict[str, Sentence] = {}
    for field in _TEXTS:
        try:
            kept[field] = _text(field, getattr(draft, field))
        except InvalidInput as refused:
            wrong |= refused.fields
    if draft.category not in Category.values:
        wrong["category"] = _("Choose a category from the list.")
    elif draft.topic and not _known(draft):
        wrong["topic"] = _("This topic belongs to another category.")
    if wrong:
        raise InvalidInput(fields=wrong)
    return kept


def _known(draft: ArticleDraft) -> bool:
    try:
        return bool(topic_of(draft.category, draft.topic))
    except InvalidInput:
        return False


def _text(field: str, text: str) -> str:
    if field.startswith("title"):
        return clean_line(text, field=field, limit=TITLE_LIMIT, required=True)
    return outgoing(text, field=field, limit=BODY_LIMIT)


@transaction.atomic
def switch_article(*, article: Article, published: bool, by: Acting, at: datetime) -> Article:
    """The public reads it, or does not any more. The same as before: nothing happens."""
    require_writer(by)
    locked = _held(article)
    if locked.published != published:
        locked.published, locked.changed_at = published, at
        locked.save(update_fields=["published", "changed_at"])
        record(ArticleSwitched(subject_id=locked.pk, published=published), by=by, at=at)
    return locked


@transaction.atomic
def rate_article(*, article: Article, helped: bool, place: str, at: datetime) -> None:
    """A reader's word. `place`: where they come from (core.places); one word a day from each place counts, further ones change nothing."""
    if count_attempt("article", f"{article.pk}:{place}", at=at, per=timedelta(days=1)) == 1:
        counted = "helped" if helped else "not_helped"
        Article.objects.filter(pk=article.pk, published=True).update(**{counted: F(counted) + 1})


def article_words(article: Article, *, language: str) -> str:
    """What an answer says of it, in the language of a ticket: its title, and below it its address."""
    title = article.title_zh if language == Language.ZH else article.title
    return f"{title}\n{settings.PUBLIC_URL.rstrip('/')}{ADDRESS.format(pk=article.pk)}"
