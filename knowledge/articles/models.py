"""Article: one answer in both languages. What happened to it is in its events."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When
from django.utils.translation import get_language

from accounts.models import Role, User
from knowledge.articles.searching import asked_for, ranked
from tickets.categories import Category

MOST_FOUND = 20


class ArticleQuerySet(QuerySet["Article"]):
    """Named cuts of the articles."""

    def visible_to(self, user: User) -> "ArticleQuerySet":
        """All staff; programs none."""
        return self.none() if user.role == Role.PROGRAM else self

    def published(self) -> "ArticleQuerySet":
        """What the public reads, by category, what helped most first."""
        return self.filter(published=True).order_by("category", "-helped", "pk")

    def titles(self) -> "ArticleQuerySet":
        """To be listed: without their texts."""
        return self.defer("body", "body_zh", "words")

    def shelf(self, category: str) -> "ArticleQuerySet":
        """What the public finds behind one door, by title; at most 20."""
        return self.published().filter(category=category).titles()[:MOST_FOUND]

    def about(self, category: str, topic: str = "") -> "ArticleQuerySet":
        """What helps with a matter, by title: the articles of its topic before those of its category at large."""
        matter = self.published().filter(category=category, topic__in={topic, ""})
        return matter.titles().order_by(F("topic").desc(), "-helped", "pk")

    def offered_for(self, category: str, topic: str) -> "ArticleQuerySet":
        """What an agent may point to, by title: the articles of the ticket's topic before all others of its category; at most 20."""
        own_first = Case(When(topic=topic, then=Value(0)), default=Value(1), output_field=IntegerField())
        matter = self.published().filter(category=category)
        return matter.titles().order_by(own_first, "-helped", "pk")[:MOST_FOUND]

    def matching(self, text: str) -> "ArticleQuerySet":
        """What the public may read and answers to a visitor's words in either language, the best first; at most 20."""
        query = asked_for(text)
        if query is None:
            return self.none()
        return ranked(self.filter(published=True, words=query), query)[:MOST_FOUND]


class Article(models.Model):
    """One answer, written once. `topic`: the key of a playbook topic, or "" for all of the category. `words`: what it is found by.

    `helped` and `not_helped` count what readers said at its foot; `version` counts changes of its text.
    """

    title = models.CharField(max_length=120)
    title_zh = models.CharField(max_length=120)
    body = models.TextField()
    body_zh = models.TextField()
    category = models.CharField(max_length=20, choices=Category.choices)
    topic = models.CharField(max_length=40, blank=True)
    published = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)
    helped = models.PositiveIntegerField(default=0)
    not_helped = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()
    words = SearchVectorField()

    objects = ArticleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(category__in=Category.values), name="article_category_known"),
            models.CheckConstraint(
                condition=~(Q(title="") | Q(title_zh="") | Q(body="") | Q(body_zh="")), name="article_both_languages"
            ),
        ]
        indexes = [
            # The page of articles at the desk, newest change first.
            models.Index(fields=["-changed_at", "-id"], name="article_newest"),
            # The help centre, and what stands before a form.
            models.Index(fields=["category", "-helped", "id"], condition=Q(published=True), name="article_by_category"),
            GinIndex(fields=["words"], name="article_words"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def label(self) -> str:
        """The title in the active language."""
        return self.title_zh if _chinese() else self.title

    @property
    def text(self) -> str:
        """The text in the active language."""
        return self.body_zh if _chinese() else self.body


def _chinese() -> bool:
    return (get_language() or "").startswith("zh")
