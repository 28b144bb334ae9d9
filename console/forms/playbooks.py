"""What a topic says, typed in both languages side by side. The forms parse; the verbs decide."""

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from core.errors import Sentence
from tickets.models import TopicVersion
from tickets.playbooks import Topic
from tickets.playbooks import topics as written
from tickets.services.wording import LONGEST, TopicDraft, priorities, words_of
from tickets.topics import MANY, ONE, in_force

ORDER: Final = ("label", "have_ready", "self_service", "ask", "do", "tell", "never_ask")
LABELS: Final[Mapping[str, tuple[Sentence, Sentence]]] = {
    "label": (_("Title in Chinese"), _("Title in English")),
    "have_ready": (_("Have ready, in Chinese"), _("Have ready, in English")),
    "self_service": (_("The caller alone, at once, in Chinese"), _("The caller alone, at once, in English")),
    "ask": (_("Ask, in Chinese"), _("Ask, in English")),
    "do": (_("Do, in Chinese"), _("Do, in English")),
    "tell": (_("Tell, in Chinese"), _("Tell, in English")),
    "never_ask": (_("Also never ask, in Chinese"), _("Also never ask, in English")),
}
HELP: Final[Mapping[str, Sentence]] = {
    "label": _("Agents choose it, customers read it."),
    "have_ready": _("Customers read it before they call."),
    "ask": _("One question a line, read to the caller."),
    "do": _("One step a line, for the agent only."),
    "tell": _("Said at the end, before the promise."),
    "never_ask": _("One sentence a line, added to what is never asked on any call. That itself cannot be changed."),
    "self_service": _("One step a line."),
}
ROWS: Final = {"ask": 5, "do": 7, "self_service": 5, "never_ask": 2, "tell": 4, "have_ready": 2}


class TopicForm(forms.Form):
    """One topic; `version` says which one the person was looking at."""

    priority = forms.ChoiceField(label=_("Starts as"))
    place = forms.TypedChoiceField(label=_("Place in its category"), coerce=int)
    offered = forms.BooleanField(
        label=_("Offered"),
        required=False,
        help_text=_("A topic that is not offered stands in no list; what is filed under it stays."),
    )
    reason = forms.CharField(label=_("Why it is changed"), max_length=200)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, topic: Topic, **kwargs: Any) -> None:
        super().__init__(*args, **({"auto_id": "topic-%s"} | kwargs))
        names = [each for each in ORDER if each != "self_service" or topic.self_service]
        for name in names:
            for suffix, label, language in zip(("_zh", ""), LABELS[name], ("zh-Hans", "en"), strict=True):
                self.fields[name + suffix] = _text(name, label, language)
        places = range(1, len(written(topic.category)) + 1)
        chosen = [(each.value, each.label) for each in priorities(topic)]
        self.fields["priority"].choices = chosen  # type: ignore[attr-defined] # a ChoiceField
        self.fields["place"].choices = [(each, str(each)) for each in places]  # type: ignore[attr-defined] # idem
        self.texts = names
        self.order_fields([name + suffix for name in names for suffix in ("_zh", "")])

    @staticmethod
    def shown(topic: Topic, version: int) -> dict[str, Any]:
        """The initial values: what is said now."""
        found: dict[str, Any] = {}
        for name, said in words_of(topic).items():
            texts = {short: "\n".join(each) if name in MANY else each for short, each in said.items()}
            found |= {name: texts["en"], f"{name}_zh": texts["zh"]}
        same = [each.key for each in in_force().values() if each.category == topic.category]
        return found | {
            "priority": topic.starts_as,
            "place": same.index(topic.key) + 1,
            "offered": topic.offered,
            "version": version,
        }

    def draft(self) -> TopicDraft:
        """What the verb takes. Only after `is_valid`."""
        typed = self.cleaned_data
        words = {
            name: {
                short: typed[name + suffix].splitlines() if name in MANY else typed[name + suffix]
                for short, suffix in (("en", ""), ("zh", "_zh"))
            }
            for name in self.texts
        }
        facts = {name: typed[name] for name in ("priority", "place", "offered", "reason")}
        return TopicDraft(words=words, **facts)

    def as_said(self, topic: Topic) -> TopicVersion:
        """What is typed as a version that nobody keeps, for looking at it. Lines that lack their other half are left out."""
        words: dict[str, Any] = {}
        for name, both in self.draft().words.items():
            if name in ONE:
                words[name] = both
            else:
                pairs = list(
                    zip(*([each for each in both[short] if each.strip()] for short in ("en", "zh")), strict=False)
                )
                words[name] = {"en": [each[0] for each in pairs], "zh": [each[1] for each in pairs]}
        return TopicVersion(topic=topic.key, words=words, priority=self.cleaned_data["priority"])


def _text(name: str, label: Sentence, language: str) -> forms.CharField:
    attrs = {"lang": language}
    if name == "label":
        return forms.CharField(
            label=str(label),
            max_length=LONGEST[name],
            help_text=str(HELP[name]),
            widget=forms.TextInput(attrs),
        )
    rows = forms.Textarea(attrs | {"rows": str(ROWS[name])})
    return forms.CharField(label=str(label), help_text=str(HELP[name]), widget=rows, required=name != "never_ask")


class RestoreForm(forms.Form):
    """Which version is said again, and why."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Why"), max_length=200)
