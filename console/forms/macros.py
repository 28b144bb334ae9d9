"""What can be typed about macros. The forms parse; the verbs decide."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import Team
from knowledge.models import FollowUp, Macro
from knowledge.services import Draft
from tickets.categories import Category


class MacroForm(forms.Form):
    """One macro; `version` says which one the person was looking at."""

    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=80)
    name = forms.CharField(label=_("Name in English"), max_length=80)
    body_zh = forms.CharField(
        label=_("Text in Chinese"), strip=False, widget=forms.Textarea(attrs={"rows": 7, "lang": "zh-Hans"})
    )
    body = forms.CharField(
        label=_("Text in English"), strip=False, widget=forms.Textarea(attrs={"rows": 7, "lang": "en"})
    )
    team = forms.ChoiceField(label=_("Team"), required=False)
    category = forms.ChoiceField(
        label=_("Category"), required=False, choices=[("", _("All categories")), *Category.choices]
    )
    follow_up = forms.ChoiceField(label=_("After sending, the ticket"), choices=FollowUp.choices)
    wait_days = forms.IntegerField(label=_("Days to wait"), min_value=1, max_value=30, initial=3)
    waits_for_zh = forms.CharField(label=_("Waits for what, in Chinese"), required=False, max_length=200)
    waits_for = forms.CharField(label=_("Waits for what, in English"), required=False, max_length=200)
    version = forms.IntegerField(widget=forms.HiddenInput, initial=0)

    def __init__(self, *args: Any, teams: list[Team], **kwargs: Any) -> None:
        super().__init__(*args, **({"auto_id": "macro-%s"} | kwargs))
        self.teams = {str(each.pk): each for each in teams}
        chinese = (get_language() or "").startswith("zh")
        known = [(pk, each.name_zh if chinese else each.name) for pk, each in self.teams.items()]
        self.fields["team"].choices = [("", _("All teams")), *known]  # type: ignore[attr-defined] # a ChoiceField

    @staticmethod
    def shown(macro: Macro) -> dict[str, Any]:
        """The initial values of one that exists."""
        names = (*Draft.__dataclass_fields__, "version")
        return {name: getattr(macro, name) for name in names} | {"team": str(macro.team_id or "")}

    def draft(self) -> Draft:
        """As the verb takes it."""
        facts = {name: self.cleaned_data[name] for name in Draft.__dataclass_fields__}
        return Draft(**(facts | {"team": self.teams.get(facts["team"])}))
