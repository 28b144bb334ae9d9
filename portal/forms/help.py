"""What visitors type into the help centre."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.text import cut_line

LONGEST = 200


class HelpForm(forms.Form):
    """A few words or a question. A secret in it is taken out before anything looks at it."""

    words = forms.CharField(
        label=_("Search the help centre"),
        max_length=LONGEST,
        error_messages={"required": _("Type a few words, such as: deposit has not arrived.")},
        widget=forms.TextInput(
            attrs={"type": "search", "autocomplete": "off", "enterkeyhint": "search", "maxlength": LONGEST}
        ),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **({"auto_id": "help-%s"} | kwargs))  # type: ignore[arg-type] # handed on as they came

    def clean_words(self) -> str:
        """As it may be shown again."""
        return cut_line(self.cleaned_data["words"], limit=LONGEST)
