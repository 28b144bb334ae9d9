"""What somebody of ours read on a network."""

from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from channels.social.platforms import PLATFORMS
from channels.social.services import LONGEST_HANDLE, LONGEST_LINK
from tickets.categories import Category, Language


class ContactForm(forms.Form):
    """The form parses; channels.social.services decides."""

    platform = forms.ChoiceField(label=_("Where"), choices=[(each.key, each.label) for each in PLATFORMS.values()])
    handle = forms.CharField(label=_("Who, as the network shows them"), max_length=LONGEST_HANDLE)
    link = forms.CharField(label=_("Link to what they wrote"), max_length=LONGEST_LINK, required=False)
    said = forms.CharField(
        label=_("What they wrote, word for word"), strip=False, widget=forms.Textarea(attrs={"rows": 5})
    )
    category = forms.ChoiceField(label=_("Category"), choices=Category.choices, initial=Category.GUIDANCE)
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)
    key = forms.UUIDField(initial=uuid4, widget=forms.HiddenInput)
