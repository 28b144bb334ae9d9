"""What a customer writes on a ticket."""

import uuid
from typing import Any

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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["files"] = files_field()  # not in the class: a form has `files` of its own there
