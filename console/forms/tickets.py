"""What can be typed on the page of a ticket. The forms parse; the verbs decide."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.services.customers import REVEALABLE
from core.files.field import FilesField
from core.moments import MomentField
from knowledge.models import Macro
from tickets.categories import Category, Priority
from tickets.models import MessageKind, Ticket
from tickets.states import WAITING, State
from tickets.topics import topic as topic_named
from tickets.topics import topics

USUAL_WAIT = timedelta(days=1)


class VersionForm(forms.Form):
    """Every changing form says which state of the ticket the person was looking at."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, ticket: Ticket, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", f"{type(self).__name__.lower().removesuffix('form')}-%s")
        kwargs["initial"] = {"version": ticket.version} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)


class SayForm(VersionForm):
    """The composer: a hard switch between what the customer reads and what they never see."""

    visibility = forms.ChoiceField(choices=[("public", _("Public reply")), ("internal", _("Internal note"))])
    body = forms.CharField(required=False, strip=False)
    files = FilesField()  # type: ignore[assignment] # a field: the form takes it out of the class
    key = forms.UUIDField(initial=uuid4)
    seen_at = MomentField(required=False)
    used = forms.ModelChoiceField(Macro.objects.all(), required=False)
    follow = forms.BooleanField(required=False)
    then = forms.ChoiceField(choices=[("send", _("Send")), ("next", _("Send & next"))], required=False)

    @property
    def internal(self) -> bool:
        """Whether the switch stands on the internal note."""
        return bool(self.is_bound and self.data.get("visibility") == "internal")

    @property
    def kind(self) -> str:
        """The kind of message that it stands on."""
        return MessageKind.INTERNAL if self.internal else MessageKind.PUBLIC


class DraftFilesForm(forms.Form):
    """Files put to what is being written, and for whom it is."""

    visibility = forms.CharField(required=False)
    files = FilesField()  # type: ignore[assignment] # a field: the form takes it out of the class


class DropForm(forms.Form):
    """Which of them is taken off again."""

    drop = forms.UUIDField()


class AssignForm(VersionForm):
    """To whom; empty is nobody."""

    to = forms.ChoiceField(label=_("Give to"), required=False)

    def __init__(self, *args: Any, people: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(each.pk): each for each in people}
        known = [(pk, str(each)) for pk, each in self.people.items()]
        self.fields["to"].choices = [("", _("Nobody, back into the queue")), *known]  # type: ignore[attr-defined] # a ChoiceField

    def chosen(self) -> User | None:
        """The person, or None for nobody."""
        return self.people.get(self.cleaned_data["to"])


class FileForm(VersionForm):
    """Under which door, which topic, how urgent."""

    category = forms.ChoiceField(label=_("Category"), choices=Category.choices)
    topic = forms.ChoiceField(label=_("Topic"), required=False)
    priority = forms.ChoiceField(label=_("Priority"), choices=Priority.choices)

    def __init__(self, *args: Any, ticket: Ticket, **kwargs: Any) -> None:
        kwargs["initial"] = {"category": ticket.category, "topic": ticket.topic, "priority": ticket.priority}
        super().__init__(*args, ticket=ticket, **kwargs)
        groups = [
            (door.label, [(each.key, each.label) for each in topics(door, keep=ticket.topic)]) for door in Category
        ]
        self.fields["topic"].choices = [("", _("None")), *groups]  # type: ignore[attr-defined] # a ChoiceField

    def clean(self) -> dict[str, Any]:
        """A topic belongs to one category."""
        data = super().clean() or self.cleaned_data
        topic = data.get("topic")
        if topic and topic_named(topic).category != data.get("category"):
            self.add_error("topic", _("This topic belongs to another category. Choose one of this category, or none."))
        return data


class PendForm(VersionForm):
    """Wait for whom, until when (in the person's zone), for what."""

    state = forms.ChoiceField(
        label=_("We wait for"),
        choices=[(State.WAITING_CUSTOMER, _("the customer")), (State.WAITING_THIRD, _("a third party"))],
        widget=forms.RadioSelect,
        initial=State.WAITING_CUSTOMER,
    )
    until = MomentField(
        label=_("Until, at the latest"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"invalid": _("Give a date and a time, such as 2026-11-20 14:30.")},
    )
    reason = forms.CharField(
        label=_("For what"), max_length=200, help_text=_("The customer reads this on the status page.")
    )

    def __init__(self, *args: Any, ticket: Ticket, at: datetime, **kwargs: Any) -> None:
        until = timezone.localtime(at + USUAL_WAIT).replace(second=0, microsecond=0)
        kwargs["initial"] = {"until": until, "state": WAITING[0]}
        super().__init__(*args, ticket=ticket, **kwargs)


class ResolveForm(VersionForm):
    """How it was solved; kept with the number and told to the customer."""

    solution = forms.CharField(
        label=_("Solution"),
        error_messages={"required": _("Say how it was solved: the customer reads it.")},
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("It is kept with the number, and the customer reads it."),
    )


class ReopenForm(VersionForm):
    """Why it is open again; `body` carries a reply that was typed before."""

    cause = forms.CharField(label=_("Why"), max_length=200, required=False)
    body = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)


class RevealForm(forms.Form):
    """Which value, and why it is needed."""

    field = forms.ChoiceField(choices=[(each, each) for each in REVEALABLE])
    reason = forms.CharField(
        label=_("Why do you need to see it?"),
        max_length=200,
        error_messages={"required": _("Say in a few words why you need to see it.")},
    )
