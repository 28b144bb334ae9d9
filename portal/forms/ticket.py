"""What a customer writes on a ticket."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _


class ReplyForm(forms.Form):
    """One message. `key` is fresh for each page, so that a second press sends nothing twice."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    body = forms.CharField(
        label=_("Your reply"),
        strip=False,
        error_messages={"required": _("Write your reply first.")},
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class ComplaintForm(forms.Form):
    """What went wrong, in the customer's own words."""

    statement = forms.CharField(
        label=_("What went wrong?"),
        strip=False,
        help_text=_("In your own words, point by point. Each point gets its own answer."),
        error_messages={"required": _("Say in your own words what went wrong.")},
        widget=forms.Textarea(attrs={"rows": 6}),
    )
