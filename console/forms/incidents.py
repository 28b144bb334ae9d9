"""What can be typed about incidents. The forms parse; the verbs decide."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.moments import MomentField
from incidents.models import Incident
from incidents.services import Notice, Rule
from tickets.categories import Category
from tickets.fields import NETWORK_CHOICES
from tickets.topics import topics


class NoticeForm(forms.Form):
    """A public text in both languages."""

    body_zh = forms.CharField(
        label=_("Text in Chinese"), strip=False, widget=forms.Textarea(attrs={"rows": 3, "lang": "zh-Hans"})
    )
    body = forms.CharField(
        label=_("Text in English"), strip=False, widget=forms.Textarea(attrs={"rows": 3, "lang": "en"})
    )

    def notice(self) -> Notice:
        """As the verbs take it."""
        typed = self.cleaned_data
        return Notice(typed["body"], typed["body_zh"], typed.get("title", ""), typed.get("title_zh", ""))


class DeclareForm(NoticeForm):
    """What happened, and which tickets belong to it. `since` is by the person's clock."""

    title_zh = forms.CharField(label=_("Title in Chinese"), max_length=120)
    title = forms.CharField(label=_("Title in English"), max_length=120)
    category = forms.ChoiceField(label=_("Category"), choices=Category.choices)
    topic = forms.ChoiceField(label=_("Topic"), required=False)
    since = MomentField(
        label=_("Began"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"invalid": _("Give a date and a time, such as 2026-11-20 14:30.")},
        help_text=_("Tickets opened since then are attached."),
    )
    networks = forms.MultipleChoiceField(
        label=_("Networks"), choices=NETWORK_CHOICES, required=False, widget=forms.CheckboxSelectMultiple
    )
    coins = forms.CharField(label=_("Coins"), required=False, max_length=200, help_text=_("Such as USDT, BTC."))
    field_order = ("title_zh", "title", "body_zh", "body", "category", "topic", "since", "networks", "coins")

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        since = timezone.localtime(at).replace(second=0, microsecond=0)
        super().__init__(*args, **({"auto_id": "declare-%s", "initial": {"since": since}} | kwargs))
        groups = [(door.label, [(each.key, each.label) for each in topics(door)]) for door in Category]
        self.fields["topic"].choices = [("", _("All topics")), *groups]  # type: ignore[attr-defined] # a ChoiceField

    def rule(self) -> Rule:
        """As the verb takes it."""
        typed = self.cleaned_data
        coins = typed["coins"].replace("，", ",").replace("、", ",").split(",")
        return Rule(typed["category"], typed["since"], typed["topic"], typed["networks"], coins)


class UpdateForm(NoticeForm):
    """One word to all; `key` makes a second press harmless."""

    key = forms.UUIDField(initial=uuid4, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **({"auto_id": "update-%s"} | kwargs))


class SolveForm(NoticeForm):
    """The end; both texts or none."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **({"auto_id": "solve-%s"} | kwargs))
        for name in ("body", "body_zh"):
            self.fields[name].required = False

    def last_word(self) -> Notice | None:
        """None when nothing was typed."""
        typed = self.cleaned_data
        return self.notice() if typed["body"].strip() or typed["body_zh"].strip() else None


class AttachForm(forms.Form):
    """To which running incident, and why."""

    incident = forms.ChoiceField(label=_("Incident"))
    reason = forms.CharField(label=_("Why"), max_length=200)

    def __init__(self, *args: Any, running: list[Incident], **kwargs: Any) -> None:
        super().__init__(*args, **({"auto_id": "attach-%s"} | kwargs))
        self.known = {str(each.pk): each for each in running}
        self.fields["incident"].choices = [(pk, each.name) for pk, each in self.known.items()]  # type: ignore[attr-defined] # a ChoiceField


class DetachForm(forms.Form):
    """Why it does not belong there."""

    reason = forms.CharField(label=_("Why"), max_length=200)
