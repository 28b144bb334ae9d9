"""What somebody tells before a chat, and each line in it."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from channels.chat.services import LINE_LIMIT
from channels.services import CallWish
from core.files.field import TAKEN, FilesField, FilesInput
from tickets.categories import Category


class StartForm(forms.Form):
    """Whom we talk to, about what, and the first word. `key` is fresh for each page: pressed twice it is one chat."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    category = forms.ChoiceField(
        label=_("What is it about?"),
        choices=Category.choices,
        initial=Category.GUIDANCE,
        error_messages={"required": _("Choose what it is about.")},
    )
    contact = forms.CharField(
        label=_("Your e-mail or phone"),
        help_text=_("To answer you when the line breaks, and for you to find your ticket again."),
        error_messages={"required": _("Type an e-mail address or a telephone number.")},
        widget=forms.TextInput(attrs={"autocomplete": "email", "autocapitalize": "none", "spellcheck": "false"}),
        max_length=254,
    )
    name = forms.CharField(label=_("Your name"), required=False, max_length=120)
    body = forms.CharField(
        label=_("Your question"),
        strip=False,
        error_messages={"required": _("Write your question first.")},
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": LINE_LIMIT}),
    )

    # Only where nobody takes chats at the moment: `slots` says when somebody could call instead.
    callback_at = forms.ChoiceField(label=_("How shall we answer?"), required=False)
    callback_phone = forms.CharField(
        label=_("Telephone number for the call"),
        help_text=_("With the country code. Only needed for a call, and when it is not above."),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )

    def __init__(self, *args: Any, slots: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if slots:
            cast("forms.ChoiceField", self.fields["callback_at"]).choices = [("", _("In writing")), *slots]
        else:
            del self.fields["callback_at"], self.fields["callback_phone"]

    def clean(self) -> dict[str, Any]:
        """A call needs a number."""
        typed: dict[str, Any] = super().clean() or {}
        if typed.get("callback_at") and not (typed.get("callback_phone") or "@" not in typed.get("contact", "@")):
            self.add_error("callback_phone", _("Type the telephone number on which we call you."))
        return typed

    def wish(self, region: str) -> CallWish | None:
        """The call that is asked for instead of a written answer."""
        chosen = self.cleaned_data.get("callback_at")
        if not chosen:
            return None
        phone = self.cleaned_data["callback_phone"] or self.cleaned_data["contact"]
        return CallWish(phone, datetime.fromisoformat(chosen), region)

    def reached_at(self) -> dict[str, str]:
        """The contact as the verbs name it: email or phone."""
        contact: str = self.cleaned_data["contact"]
        return {"email": contact} if "@" in contact else {"phone": contact}


class LineForm(forms.Form):
    """One line of a chat: words, files, or both."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    body = forms.CharField(
        label=_("Write to us"),
        strip=False,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": LINE_LIMIT}),
    )
    files = FilesField(  # type: ignore[assignment] # a field: the form takes it out of the class
        label=_("Files"), widget=FilesInput(attrs={"class": "sr", "multiple": True, "accept": TAKEN, "data-files": ""})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False

    def clean(self) -> dict[str, Any]:
        """Something must be said or sent."""
        typed = super().clean() or self.cleaned_data
        if not typed.get("body", "").strip() and not typed.get("files") and not self.errors:
            self.add_error("body", _("Write your message first."))
        return typed
