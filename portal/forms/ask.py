"""What a visitor writes to us: the fields of the topic, how to reach them, their words, files."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from channels.form.letter import Letter
from core.errors import DomainError
from core.files import IncomingFile
from core.files.field import FilesField
from portal.forms.files import files_field
from tickets.categories import Category
from tickets.fields import Field, FieldKind
from tickets.fields.chain import KEY_TYPED
from tickets.playbooks import Topic

ANSWER = "f_"


class AskForm(forms.Form):
    """One request. `entry` is the signed moment at which the page was made (channels.form.guard); people do not see `website`.

    What a field must be is known to the verbs, which say it at the field.
    """

    entry = forms.CharField(widget=forms.HiddenInput, required=False)
    website = forms.CharField(label=_("Leave this empty"), required=False)
    body = forms.CharField(
        label=_("What happened?"),
        strip=False,
        help_text=_(
            "Say what you did, what you expected and what came instead. Never write a password, code or recovery phrase."
        ),
        error_messages={"required": _("Say in your own words what it is about.")},
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    name = forms.CharField(label=_("Your name"), required=False, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    email = forms.CharField(
        label=_("E-mail"),
        required=False,
        help_text=_("We send the number and the promised times there."),
        widget=forms.TextInput(
            attrs={"inputmode": "email", "autocomplete": "email", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    phone = forms.CharField(
        label=_("Phone"),
        required=False,
        help_text=_("With +country code. One of the two is needed, so that we can answer."),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )

    def __init__(self, data: Any = None, files: Any = None, *, category: str, topic: Topic | None, entry: str) -> None:
        super().__init__(data, files, initial={"entry": entry})
        self.category, self.topic = category, topic
        self.use_required_attribute = False
        self.fields["files"] = files_field()  # not in the class: a form has `files` of its own there
        for field in topic.fields if topic else ():
            self.fields[ANSWER + field.key] = _answer(field)
        if category == Category.SECURITY:
            self.fields["papers"] = FilesField(
                identity=True,
                label=_("Identity document"),
                help_text=_(
                    "Only if we asked you for it. It is kept apart; who opens it is written down with the reason."
                ),
            )

    @property
    def answers(self) -> list[forms.BoundField]:
        """The topic's own fields, in order."""
        return [self[name] for name in self.fields if name.startswith(ANSWER)]

    def letter(self, key: str) -> Letter:
        """What the verb takes. Only after `is_valid`."""
        told = self.cleaned_data
        typed = {name.removeprefix(ANSWER): told[name] for name in told if name.startswith(ANSWER)}
        files: list[IncomingFile] = [*told["files"], *told.get("papers", [])]
        return Letter(
            key=key,
            category=self.category,
            topic=self.topic.key if self.topic else "",
            body=told["body"],
            **{name: told[name] for name in ("name", "email", "phone")},
            language=get_language() or settings.LANGUAGE_CODE,
            zone=timezone.get_current_timezone_name(),
            region=settings.OPERATOR["region"],
            answers={name: value for name, value in typed.items() if value.strip()},
            files=tuple(files),
        )

    def renew(self, entry: str) -> None:
        """The page was too old: the same words under a new entry."""
        self.data = dict(self.data.items()) | {"entry": entry}

    def refuse(self, error: DomainError) -> None:
        """Each sentence where its words were typed, the rest above. A private key is taken off the page and never shown again."""
        if not error.fields:
            self.add_error(None, str(error.sentence))
        for name, sentence in error.fields.items():
            place = ANSWER + name if ANSWER + name in self.fields else name
            self.add_error(place if place in self.fields else None, str(sentence))
        if error.reason == KEY_TYPED:
            kinds = {FieldKind.TXID, FieldKind.ADDRESS}
            secret = {ANSWER + each.key for each in (self.topic.fields if self.topic else ()) if each.kind in kinds}
            self.data = {name: "" if name in secret else value for name, value in self.data.items()}


def _answer(field: Field) -> forms.CharField:
    made = forms.CharField(
        label=str(field.label),
        required=field.required,
        help_text=str(field.ask),
        error_messages={"required": _("Please fill this in.")},
    )
    plain: dict[str, Any] = {"autocomplete": "off"}
    if field.choices:
        made.widget = forms.Select(choices=[("", "–"), *field.choices])
    elif field.kind is FieldKind.MOMENT:
        made.widget = forms.DateTimeInput({"type": "datetime-local"})
    elif field.kind is FieldKind.TEXT:
        made.widget = forms.Textarea({"rows": 2})
    elif field.kind in {FieldKind.TXID, FieldKind.ADDRESS}:
        made.widget = forms.TextInput({**plain, "class": "mono", "spellcheck": "false", "autocapitalize": "none"})
    else:
        made.widget = forms.TextInput(plain)
    return made
