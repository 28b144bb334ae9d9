"""A new token, as it is asked for. The form parses; the verb decides."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Scope, User
from accounts.services.tokens import LONGEST_DAYS

USUAL_DAYS = 90


class TokenForm(forms.Form):
    """For whom, for how long, for what."""

    owner = forms.ChoiceField(label=_("For"), help_text=_("A program is an account with the role Program."))
    days = forms.IntegerField(
        label=_("Days until it ends"), min_value=1, max_value=LONGEST_DAYS, initial=USUAL_DAYS, help_text=_("1 to 366.")
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may be used for"),
        choices=Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Never more than the role of the account allows."),
        error_messages={"required": _("Tick at least one.")},
    )

    def __init__(self, *args: Any, owners: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **({"auto_id": "token-%s"} | kwargs))
        self.owners = {str(each.pk): each for each in owners}
        if len(self.owners) == 1:
            # Who makes them only for themselves is not asked.
            self.fields["owner"].widget = forms.HiddenInput()
            self.fields["owner"].initial = next(iter(self.owners))
        names = [(pk, str(each)) for pk, each in self.owners.items()]
        self.fields["owner"].choices = names  # type: ignore[attr-defined] # a ChoiceField

    def facts(self) -> dict[str, Any]:
        """What the verb takes."""
        return self.cleaned_data | {"owner": self.owners[self.cleaned_data["owner"]]}
