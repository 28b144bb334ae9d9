"""The box "is this really us?", and the report of a fake."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.lookalikes.reading import LONGEST
from portal.forms.files import files_field
from tickets.fields import FieldKind
from tickets.playbooks.security import SUSPECTED_IMPOSTOR

_WAYS = next(each.choices for each in SUSPECTED_IMPOSTOR.fields if each.key == "way" and each.kind == FieldKind.CHOICE)


class AskForm(forms.Form):
    """Whatever somebody pastes. What it is, is read by core.lookalikes."""

    pasted = forms.CharField(
        label=_("Number, address, account or message"),
        max_length=LONGEST,
        error_messages={"required": _("Paste a telephone number, web address, e-mail address or name.")},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false", "inputmode": "text"}
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **({"auto_id": "ask-%s"} | kwargs))


class ReportForm(forms.Form):
    """What pretends to be us. `key` is fresh for each page, so that a second press reports nothing twice."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    pasted = forms.CharField(
        label=_("The number, address or account"),
        max_length=400,
        error_messages={"required": _("Paste what pretends to be us.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    met = forms.ChoiceField(label=_("Where did you meet it?"), choices=_WAYS)
    words = forms.CharField(
        label=_("What did they want?"),
        required=False,
        strip=False,
        max_length=4_000,
        help_text=_("In your own words. Never a password, code or recovery phrase."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    files = files_field()  # type: ignore[assignment] # a field: the form takes it out of the class
    contact = forms.CharField(
        label=_("Your e-mail or phone"),
        max_length=300,
        help_text=_("So that we can answer. With it and the number you see where your report stands."),
        error_messages={"required": _("Give an e-mail address or a phone number, so that we can answer.")},
        widget=forms.TextInput(
            attrs={"inputmode": "email", "autocomplete": "email", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **({"auto_id": "report-%s"} | kwargs))
