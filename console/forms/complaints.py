"""What can be typed on the page of a complaint."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class HandlerForm(forms.Form):
    """To whom. All active officers can be named; the verb refuses who had a hand in the ticket, and says so."""

    to = forms.ModelChoiceField(label=_("Give to"), queryset=User.objects.none(), empty_label=_("Choose an officer"))

    def __init__(self, *args: Any, officers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **({"auto_id": "handler-%s"} | kwargs))
        self.fields["to"].queryset = officers  # type: ignore[attr-defined] # a ModelChoiceField


class DecideForm(forms.Form):
    """The decision with its reasons."""

    decision = forms.CharField(
        label=_("Decision"),
        error_messages={"required": _("Write the decision with its reasons first.")},
        strip=False,
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text=_(
            "Say what you found, what is done about it and why. The customer reads it. It cannot be changed later."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **({"auto_id": "decide-%s"} | kwargs))
