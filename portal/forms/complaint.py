"""What a customer writes when they complain, and when they contest how it ended."""

from typing import Any

from django import forms
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from complaints.languages import LANGUAGES, OTHER
from complaints.services import Account

_LONG = {"rows": 3}


class ComplaintForm(forms.Form):
    """The template form: only the first field is needed, and any language will do.

    Its fields are those of section 3 of the Annex of Delegated Regulation (EU) 2025/294; who complains is known already.
    """

    statement = forms.CharField(
        label=_("What went wrong?"),
        strip=False,
        help_text=_("In your own words, point by point. Each point gets its own answer."),
        error_messages={"required": _("Say in your own words what went wrong.")},
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    happened = forms.CharField(
        label=_("When did it happen?"),
        required=False,
        max_length=200,
        help_text=_("A day, a time, or “since Monday”."),
    )
    harm = forms.CharField(
        label=_("What damage or loss do you have?"), required=False, strip=False, widget=forms.Textarea(attrs=_LONG)
    )
    wanted = forms.CharField(
        label=_("What do you ask for?"), required=False, strip=False, widget=forms.Textarea(attrs=_LONG)
    )
    evidence = forms.CharField(
        label=_("What shows it?"),
        required=False,
        strip=False,
        help_text=_("Transaction hash, order number, who told you what. Never a password, code or recovery phrase."),
        widget=forms.Textarea(attrs=_LONG),
    )
    language = forms.ChoiceField(label=_("Language of the complaint"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["language"]
        field.choices = [*LANGUAGES.items(), (OTHER, pgettext_lazy("language", "Another"))]  # type: ignore[attr-defined] # a ChoiceField
        field.initial = "zh-hans" if (get_language() or "").startswith("zh") else "en"

    def account(self) -> Account:
        """What was typed, for the verb."""
        return Account(**self.cleaned_data)


class ContestForm(forms.Form):
    """New facts, and what is wrong in how it ended."""

    facts = forms.CharField(
        label=_("What did we not know, or overlook?"),
        strip=False,
        help_text=_("Each point gets its own answer."),
        error_messages={"required": _("Say what is new: without it there is nothing to look at anew.")},
        widget=forms.Textarea(attrs={"rows": 6}),
    )
