"""Staff accounts, as an administrator types them. The forms parse; the verbs decide."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, Takes, User
from accounts.selectors import teams
from accounts.services.staff import StaffDraft
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


class AccountForm(StaffForm):
    """All of it that can be changed later; the mail and the agent number stay."""

    email = None  # type: ignore[assignment] # Django's way of leaving a field out
    zone = forms.CharField(
        label=_("Time zone"),
        max_length=40,
        help_text=_("Quiet hours and the times of their mail follow it."),
        widget=forms.TextInput(attrs={"list": "zones", "autocomplete": "off", "spellcheck": "false"}),
    )
    takes = forms.MultipleChoiceField(
        label=_("Takes at the moment"),
        choices=Takes.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("They change it themselves at any time; nothing ticked takes nothing new."),
    )

    @staticmethod
    def shown(user: User) -> dict[str, Any]:
        """The initial values of an account."""
        names = ("name", "role", "skills", "languages", "zone", "takes")
        return {name: getattr(user, name) for name in names} | {"team": str(user.team_id or "none")}

    def draft(self) -> StaffDraft:
        """What the verb takes."""
        typed = self.cleaned_data
        return StaffDraft(**{name: typed[name] for name in typed if name != "team"}, team=self.teams.get(typed["team"]))


class ResetForm(forms.Form):
    """Why a second factor is taken away."""

    reason = forms.CharField(
        label=_("Reason"), max_length=200, help_text=_("How you made sure that it is them: in person, by a call back.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **({"auto_id": "reset-%s"} | kwargs))
