"""Number and contact; and the six digits of a code."""

import unicodedata
from collections.abc import Callable

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.lookup import contact_hashes
from core import numbers
from core.errors import InvalidInput
from core.text import fold

_CODE_INPUT = 60
_CONTACT_INPUT = 300


class CheckForm(forms.Form):
    """The number is read as people type and say it; what is wrong with its digits says nothing about any ticket."""

    number = forms.CharField(
        label=_("12-digit number"),
        error_messages={"required": _("Type the 12 digits of your ticket number.")},
        widget=forms.TextInput(
            attrs={
                "class": "number-input",
                "inputmode": "numeric",
                "autocomplete": "off",
                "spellcheck": "false",
                "data-number-input": "",
                "placeholder": "0000 0000 0000",
            }
        ),
    )
    contact = forms.CharField(
        label=_("E-mail or phone you gave us"),
        error_messages={"required": _("Type the e-mail address or telephone number that you gave us.")},
        widget=forms.TextInput(
            attrs={
                "inputmode": "email",
                "autocomplete": "email",
                "autocapitalize": "none",
                "spellcheck": "false",
                "placeholder": "name@mail.example",
            }
        ),
    )

    def clean_number(self) -> str:
        """The 12 digits."""
        return _read(numbers.parse, self.cleaned_data["number"])

    def clean_contact(self) -> str:
        """As typed, once it is sure that it can be an address or a telephone number."""
        contact: str = self.cleaned_data["contact"]
        if "@" not in fold(contact[:_CONTACT_INPUT]) and not any(char.isdecimal() for char in contact[:_CONTACT_INPUT]):
            raise forms.ValidationError(self.fields["contact"].error_messages["required"])
        _read(lambda text: contact_hashes(text, region=settings.OPERATOR["region"])[0], contact)
        return contact


class CodeForm(forms.Form):
    """Six digits, in whatever script and with whatever blanks."""

    code = forms.CharField(
        label=_("Six digits"),
        error_messages={"required": _("Type the six digits from our mail.")},
        widget=forms.TextInput(
            attrs={
                "class": "code-input",
                "inputmode": "numeric",
                "autocomplete": "one-time-code",
                "maxlength": "12",
                "placeholder": _("Six digits"),
            }
        ),
    )
    _SHAPE = _("A code has six digits, such as 048 213. Look at the newest mail from us.")

    def clean_code(self) -> str:
        """Six ASCII digits."""
        folded = fold(self.cleaned_data["code"][:_CODE_INPUT])
        digits = "".join(str(unicodedata.decimal(char, "")) for char in folded if not char.isspace() and char != "-")
        if len(digits) != 6 or any(char.isalpha() for char in folded):
            raise forms.ValidationError(str(self._SHAPE))
        return digits


def _read(reader: Callable[[str], str], text: str) -> str:
    try:
        return reader(text)
    except InvalidInput as refusal:
        raise forms.ValidationError(str(refusal.sentence)) from refusal
