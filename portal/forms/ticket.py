"""What a customer writes on a ticket."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.forms.files import files_field


class ReplyForm(forms.Form):
    """One message. `key` is fresh for each page, so that a second press sends nothing twice."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    body = forms.CharField(
        label=_("Your reply"),
        strip=False,
        error_messages={"required": _("Write your reply first.")},
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    files = files_field()
