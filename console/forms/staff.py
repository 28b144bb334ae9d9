"""A new staff account, as an administrator types it."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from accounts.selectors import teams
from tickets.categories import Category, Language


class StaffForm(forms.Form):
    """Who it is, what they are here for, what they can do and speak."""

    name = forms.CharField(label=_("Name"), max_length=60)
    email = forms.EmailField(label=_("Mail"), help_text=_("They sign in with it."))
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    team = forms.ChoiceField(
        label=_("Team"),
        help_text=_("An agent sees and takes the tickets of their team. Only others can be without one."),
        error_messages={"required": _("Choose a team, or “No team” for somebody who is not an agent.")},
    )
    skills = forms.MultipleChoiceField(
        label=_("Skills"), choices=Category.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages"), choices=Language.choices, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **({"auto_id": "staff-%s"} | kwargs))
        self.teams = {str(each.pk): each for each in teams()}
        chinese = (get_language() or "").startswith("zh")
        names = [(pk, each.name_zh if chinese else each.name) for pk, each in self.teams.items()]
        choices = [("", _("Choose a team")), *names, ("none", _("No team"))]
        self.fields["team"].choices = choices  # type: ignore[attr-defined] # a ChoiceField

    def facts(self) -> dict[str, Any]:
        """What the verb takes."""
        typed = self.cleaned_data
        return {
            "name": typed["name"],
            "email": typed["email"],
            "role": typed["role"],
            "team": self.teams.get(typed["team"]),
            "skills": typed["skills"],
            "languages": typed["languages"],
        }
