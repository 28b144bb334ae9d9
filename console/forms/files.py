"""Why somebody needs a file that is kept apart."""

from django import forms
from django.utils.translation import gettext_lazy as _


class OpenForm(forms.Form):
    """The verb says what is too short."""

    reason = forms.CharField(
        label=_("Why do you need it?"),
        required=False,
        help_text=_("Written down with your name."),
        widget=forms.TextInput(attrs={"maxlength": "200", "autocomplete": "off"}),
    )
