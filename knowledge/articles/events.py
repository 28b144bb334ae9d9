"""What can be said to have happened to an article."""

from dataclasses import dataclass
from typing import ClassVar

from outbox.events import Happening


@dataclass(frozen=True, kw_only=True)
class ArticleHappening(Happening):
    """About an article of the help centre."""

    subject_kind: ClassVar[str] = "article"


@dataclass(frozen=True, kw_only=True)
class ArticleSaved(ArticleHappening):
    """A new version; 1 is a new article. `changed` names the fields that are others than before."""

    name: ClassVar[str] = "article.saved"
    version: int
    changed: list[str]


@dataclass(frozen=True, kw_only=True)
class ArticleSwitched(ArticleHappening):
    """The public reads it again, or not any more."""

    name: ClassVar[str] = "article.switched"
    published: bool
