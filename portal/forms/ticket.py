"""What a customer writes on a ticket."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.services.customers import PHRASE_LIMIT


class PhraseForm(forms.Form):
    """Words of the customer's own for our mails; empty takes them off."""

    phrase = forms.CharField(
        label=_("Your own words"),
        required=False,
        max_length=PHRASE_LIMIT,
        help_text=_("3 to 40 characters that only you know, and no password. Empty takes them off."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class ReplyForm(forms.Form):
    """One message. `key` is fresh for each page, so that a second press sends nothing twice."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    body = forms.CharField(
        label=_("Your reply"),
        strip=False,
        error_messages={"required": _("Write your reply first.")},
        widget=forms.Textarea(attrs={"rows": 4}),
    )
