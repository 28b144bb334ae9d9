"""What can be done to many tickets at once."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import Team, User
from tickets.categories import Priority

MOST_AT_ONCE = 200


class BulkForm(forms.Form):
    """Which tickets, which verb, and what that verb needs; the fields of the other verbs are left alone."""

    do = forms.ChoiceField(choices=[(each, each) for each in ("assign", "team", "priority", "tag", "resolve")])
    to = forms.ChoiceField(label=_("Give to"), required=False)
    team = forms.ChoiceField(label=_("Team"), required=False)
    priority = forms.ChoiceField(label=_("Priority"), choices=Priority.choices, required=False)
    tag = forms.CharField(label=_("Tag"), required=False, max_length=100)
    solution = forms.CharField(
        label=_("Solution"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Each customer reads it."),
    )

    def __init__(self, *args: Any, people: list[User], teams: list[Team], zh: bool, **kwargs: Any) -> None:
        kwargs |= {"auto_id": "bulk-%s", "initial": {"priority": Priority.NORMAL}}
        super().__init__(*args, **kwargs)
        self.people = {str(each.pk): each for each in people}
        self.teams = {str(each.pk): each for each in teams}
        to, team = self.fields["to"], self.fields["team"]
        nobody = ("", _("Nobody, back into the queue"))
        to.choices = [nobody, *((pk, str(each)) for pk, each in self.people.items())]  # type: ignore[attr-defined] # a ChoiceField
        team.choices = [(pk, each.name_zh if zh else each.name) for pk, each in self.teams.items()]  # type: ignore[attr-defined] # idem

    def ids(self) -> list[int]:
        """The tickets that were ticked, each once."""
        typed = self.data.getlist("ticket")  # type: ignore[attr-defined] # a QueryDict
        return list(dict.fromkeys(int(each) for each in typed if each.isdecimal() and len(each) < 19))

    def clean(self) -> dict[str, Any]:
        """Something is ticked, and not too much; the verb has what it needs."""
        data, count = super().clean() or self.cleaned_data, len(self.ids())
        if not count:
            raise forms.ValidationError(_("Tick at least one ticket."))
        if count > MOST_AT_ONCE:
            words = ngettext(
                "%(count)s ticket is too many: at most %(most)s at once.",
                "%(count)s tickets are too many: at most %(most)s at once.",
                count,
            )
            raise forms.ValidationError(words % {"count": f"{count:,}", "most": MOST_AT_ONCE})
        wanted = {"team": "team", "priority": "priority", "tag": "tag", "resolve": "solution"}.get(data.get("do", ""))
        if wanted and not str(data.get(wanted, "")).strip():
            self.add_error(wanted, _("Please fill this in."))
        return data
