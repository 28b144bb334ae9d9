"""Everything that is typed in the call panel, as one form: whichever button is pressed, all of it comes along and is kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from channels.dispositions import Disposition
from channels.models import Call
from channels.services import WrapUp
from core.errors import DomainError, InvalidInput
from core.moments import MomentField
from tickets.categories import Category, Language
from tickets.fields import Field, FieldKind, check
from tickets.fields.chain import KEY_TYPED
from tickets.playbooks import Topic
from tickets.topics import in_force, topics

ANSWER = "f_"
_PLAIN = (
    *("disposition", "note", "subject", "topic", "language", "name", "email", "phone"),
    *("existing_number", "callback_at", "callback_phone", "callback_topic"),
)
_LATE: Mapping[FieldKind, str] = {
    FieldKind.TXID: ", change from:#id_f_network",
    FieldKind.ADDRESS: ", change from:#id_f_network",
    FieldKind.AMOUNT: ", change from:#id_f_coin",
}


@dataclass(frozen=True)
class Answer:
    """A field of the playbook as it stands: `state` is done, now (needed) or next; `words` are empty where there is nothing to say."""

    state: str
    words: str = ""
    wrong: bool = False


class CallForm(forms.Form):
    """One call. Nothing is required here: what a disposition needs is known to the verb, which says it at the field."""

    language = forms.ChoiceField(label=_("The caller speaks"), choices=Language.choices, required=False)
    caller_phone = forms.CharField(label=_("Number on your telephone"), required=False)
    check_email = forms.CharField(label=_("Registered e-mail, as the caller says it"), required=False)
    check_last4 = forms.CharField(label=_("Last 4 of the phone"), required=False)
    category = forms.ChoiceField(label=_("Category"), choices=Category.choices, required=False)
    topic = forms.ChoiceField(label=_("What is it about"), required=False)
    subject = forms.CharField(label=_("Subject"), required=False)
    note = forms.CharField(label=_("What the caller needs, in a sentence or two"), required=False)
    name = forms.CharField(label=_("Name"), required=False)
    email = forms.CharField(label=_("E-mail"), required=False)
    phone = forms.CharField(label=_("Phone"), required=False)
    disposition = forms.ChoiceField(label=_("Disposition"), choices=Disposition.choices, required=False)
    existing_number = forms.CharField(label=_("Number of the existing ticket"), required=False)
    callback_at = MomentField(label=_("Call back at"), required=False)
    callback_phone = forms.CharField(label=_("Number to call"), required=False)
    callback_topic = forms.CharField(label=_("Topic of the call-back"), required=False)

    def __init__(self, data: Mapping[str, Any] | None, *, call: Call) -> None:
        super().__init__(data, initial={"language": call.language, "category": call.category, "topic": call.topic})
        self.call = call
        self.use_required_attribute = False
        self.playbook = _topic(self.typed("topic"), self.typed("category"))
        if self.is_bound and self.playbook is None:  # the topic belongs to a category that was left
            self.data = dict(self.data.items()) | {"topic": ""}
        self.fields["topic"].choices = _topics(self.door, self.typed("topic"))  # type: ignore[attr-defined] # a ChoiceField
        for name, control in self.fields.items():
            control.widget = _widget(name, control, self.typed(name) if self.is_bound else "")
        for field in self.playbook.fields if self.playbook else ():
            self.fields[ANSWER + field.key] = self._answer(field)

    def typed(self, name: str) -> str:
        """What stands in a field, typed now or known before."""
        return str(self.data.get(name, "") if self.is_bound else self.initial.get(name, ""))

    @property
    def door(self) -> str:
        """The category chosen, or the one of the topic."""
        return str(self.playbook.category) if self.playbook else self.typed("category")

    @property
    def answers(self) -> dict[str, str]:
        """The playbook's fields as typed."""
        keys = [field.key for field in self.playbook.fields] if self.playbook else []
        return {key: self.typed(ANSWER + key) for key in keys if self.typed(ANSWER + key).strip()}

    def _answer(self, field: Field) -> forms.CharField:
        """A field of the playbook, checked by the server as it is typed. Its question is read out in the caller's language."""
        with override(self.typed("language") or get_language()):
            question = str(field.ask)
        attrs = {
            "placeholder": question,
            "autocomplete": "off",
            "hx-post": reverse("desk:call_field", args=[self.call.number]),
            "hx-trigger": f"input changed delay:400ms{_LATE.get(field.kind, '')}",
            "hx-target": f"#id_{ANSWER}{field.key}_hint",
            "hx-vals": f'{{"field": "{field.key}"}}',
            "hx-swap": "innerHTML",
            **_kept(self.typed(ANSWER + field.key) if self.is_bound else ""),
        }
        made = forms.CharField(label=str(field.label), required=False, help_text=question)
        if field.choices:
            attrs["hx-trigger"] = "change"
            made.widget = forms.Select(attrs, choices=[("", "–"), *field.choices])
        elif field.kind is FieldKind.MOMENT:
            made.widget = forms.DateTimeInput({**attrs, "type": "datetime-local"})
        elif field.kind is FieldKind.TEXT:
            made.widget = forms.Textarea({**attrs, "rows": 2})
        else:
            mono = {"class": "mono"} if field.kind in {FieldKind.TXID, FieldKind.ADDRESS} else {}
            made.widget = forms.TextInput({**attrs, **mono})
        return made

    def wrap_up(self) -> WrapUp:
        """What the verb takes. Only after `is_valid`."""
        told = self.cleaned_data
        return WrapUp(
            **{name: told[name] for name in _PLAIN},
            category=self.door,
            answers=self.answers,
            zone=timezone.get_current_timezone_name(),
            region=settings.OPERATOR["region"],
        )

    def with_ticket(self, number: str) -> "CallForm":
        """The same form with the disposition "added to" and this ticket; without a number nothing changes."""
        if not number:
            return self
        more = {"disposition": Disposition.ADDED.value, "existing_number": number}
        return CallForm(dict(self.data.items()) | more, call=self.call)

    def refuse_check(self, error: DomainError) -> None:
        """The refusal of an identity check, at the field of the check."""
        if not error.fields:
            self.add_error("check_email", str(error.sentence))
        for name, sentence in error.fields.items():
            self.add_error(f"check_{name}", str(sentence))

    def refuse(self, error: DomainError, otherwise: str | None = None) -> None:
        """Put each sentence where its words were typed; one that names no field stands at `otherwise`, or above the form.

        A private key is taken off the page and never shown again.
        """
        if not error.fields:
            self.add_error(otherwise, str(error.sentence))
        for name, sentence in error.fields.items():
            place = ANSWER + name if ANSWER + name in self.fields else name
            self.add_error(place if place in self.fields else None, str(sentence))
        if error.reason == KEY_TYPED:
            kinds = {FieldKind.TXID, FieldKind.ADDRESS}
            secret = {ANSWER + f.key for f in (self.playbook.fields if self.playbook else ()) if f.kind in kinds}
            self.data = {name: "" if name in secret else value for name, value in self.data.items()}


def field_of(form: CallForm, key: str) -> Field:
    """The field of the chosen topic. Raises InvalidInput for a key that the topic does not have."""
    field = next((each for each in (form.playbook.fields if form.playbook else ()) if each.key == key), None)
    if field is None:
        raise InvalidInput(fields={key: _("This topic has no such field.")})
    return field


def answer_of(form: CallForm, field: Field, *, at: datetime) -> Answer:
    """How one field of the playbook stands as typed so far: its mark, and the note or the repair below it."""
    zone, waiting = timezone.get_current_timezone_name(), "now" if field.required else "next"
    try:
        checked = check(field, form.typed(ANSWER + field.key), others=form.answers, zone=zone, at=at)
    except InvalidInput as refusal:
        repair = " ".join(str(each) for each in refusal.fields.values()) or str(refusal.sentence)
        return Answer(waiting, repair, wrong=True)
    return Answer("done" if checked.value else waiting, str(checked.note))


def _topic(key: str, category: str) -> Topic | None:
    """The topic, unless another category was chosen since."""
    found = in_force().get(key)
    return found if found and (not category or found.category == category) else None


def _topics(category: str, chosen: str) -> list[tuple[Any, Any]]:
    """The topics of the category; of all of them, by category, as long as none is chosen."""
    first = ("", _("Choose what it is about"))
    if category in Category.values:
        return [first, *((each.key, each.label) for each in topics(category, keep=chosen))]
    groups = [(each.label, [(one.key, one.label) for one in topics(each, keep=chosen)]) for each in Category]
    return [first, *groups]


def _kept(value: str) -> dict[str, str]:
    """Marks a value that came back from the server unsaved: the draft on the device keeps it (drafts.js)."""
    return {"data-typed": ""} if value else {}


_SHOWN: Mapping[str, dict[str, str]] = {
    "caller_phone": {"inputmode": "tel", "autocomplete": "off"},
    "check_email": {"inputmode": "email", "autocomplete": "off", "data-no-draft": "", "data-enter": "call-check"},
    "check_last4": {
        "inputmode": "numeric",
        "autocomplete": "off",
        "maxlength": "4",
        "data-no-draft": "",
        "data-enter": "call-check",
    },
    "subject": {"autocomplete": "off", "maxlength": "200"},
    "name": {"autocomplete": "off"},
    "email": {"inputmode": "email", "autocomplete": "off"},
    "phone": {"inputmode": "tel", "autocomplete": "off"},
    "existing_number": {"class": "mono", "inputmode": "numeric", "autocomplete": "off", "data-number-input": ""},
    "callback_phone": {"inputmode": "tel", "autocomplete": "off"},
    "callback_topic": {"autocomplete": "off", "maxlength": "200"},
}


def _widget(name: str, field: forms.Field, value: str) -> forms.Widget:
    attrs: dict[str, Any] = dict(_SHOWN.get(name, {})) | _kept(value)
    if name == "note":
        return forms.Textarea(attrs | {"rows": 3})
    if name == "callback_at":
        return forms.DateTimeInput(attrs | {"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    if name in {"category", "language"}:
        return forms.RadioSelect(choices=field.choices)  # type: ignore[attr-defined] # a ChoiceField
    if name == "disposition":
        first = ("", _("Disposition (needed)"))
        return forms.Select(attrs | {"data-opens": "call-end"}, choices=[first, *Disposition.choices])
    if name == "topic":
        return forms.Select(attrs, choices=field.choices)  # type: ignore[attr-defined] # a ChoiceField
    return forms.TextInput(attrs)
