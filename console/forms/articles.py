"""What can be typed about articles. The form parses; the verbs decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from knowledge.articles.models import Article
from knowledge.articles.services import ArticleDraft
from tickets.categories import Category
from tickets.topics import topics

_TEXTS = ("title", "title_zh", "body", "body_zh")
_EVERY = _("%(category)s: all topics")
_MARKS = _("“## ” begins a heading, “1. ” a step, “- ” a point; **so** is bold. Links are not shown as links.")


def _words(label: Any, language: str) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 14, "lang": language})
    return forms.CharField(label=label, strip=False, widget=widget, help_text=_MARKS)


class ArticleForm(forms.Form):
    """One article; `version` says which one the person was looking at. `matter` is a category, or a topic of it."""

    title_zh = forms.CharField(label=_("Title in Chinese"), max_length=120)
    title = forms.CharField(label=_("Title in English"), max_length=120)
    body_zh = _words(_("Text in Chinese"), "zh-Hans")
    body = _words(_("Text in English"), "en")
    matter = forms.ChoiceField(
        label=pgettext_lazy("of an article", "About"), help_text=_("Its topic's form shows the article above it.")
    )
    version = forms.IntegerField(widget=forms.HiddenInput, initial=0)

    def __init__(self, *args: Any, keep: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **({"auto_id": "article-%s"} | kwargs))
        choices = [
            (
                category.label,
                [
                    (f"{category.value}:", _EVERY % {"category": category.label}),
                    *((f"{category.value}:{each.key}", each.label) for each in topics(category, keep=keep)),
                ],
            )
            for category in Category
        ]
        self.fields["matter"].choices = choices  # type: ignore[attr-defined] # a ChoiceField

    @staticmethod
    def shown(article: Article) -> dict[str, Any]:
        """The initial values of one that exists."""
        names = (*_TEXTS, "version")
        return {name: getattr(article, name) for name in names} | {"matter": f"{article.category}:{article.topic}"}

    def draft(self) -> ArticleDraft:
        """As the verb takes it."""
        category, _colon, topic = self.cleaned_data["matter"].partition(":")
        return ArticleDraft(**{name: self.cleaned_data[name] for name in _TEXTS}, category=category, topic=topic)
