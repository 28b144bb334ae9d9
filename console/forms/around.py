"""What can be typed about what surrounds a ticket: its tags, the tickets that belong to it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from console.forms.tickets import VersionForm
from core import numbers
from core.errors import InvalidInput
from core.moments import MomentField
from tickets.categories import Category
from tickets.models import TAG_LIMIT, LinkKind, Message, Ticket

# Characters of a message by which one knows it again.
SHOWN = 60
USUAL_SNOOZE = timedelta(hours=2)


class TagForm(VersionForm):
    """One tag to put on. The words in use are offered."""

    add = forms.CharField(
        label=_("Tag"),
        max_length=4 * TAG_LIMIT,
        widget=forms.TextInput(attrs={"list": "tag-words", "autocomplete": "off"}),
        error_messages={"required": _("Write a short word.")},
    )


class NumberForm(VersionForm):
    """Another ticket by its number, in any way of writing; it must be one that this person may open."""

    number = forms.CharField(
        label=_("Ticket number"),
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "text"}),
        error_messages={"required": _("Give the number of the other ticket.")},
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by

    def clean_number(self) -> Ticket:
        """The ticket itself."""
        try:
            number = numbers.parse(self.cleaned_data["number"])
        except InvalidInput as refusal:
            raise forms.ValidationError(str(refusal.sentence)) from refusal
        found = Ticket.objects.visible_to(self.by).reached_by(number=number).first()
        if found is None:
            raise forms.ValidationError(_("There is no ticket with this number that you may open."))
        return found


class LinkForm(NumberForm):
    """How the ticket stands to another one."""

    kind = forms.ChoiceField(label=_("This ticket is"), choices=LinkKind.choices)
    field_order = ("version", "kind", "number")


class MergeForm(NumberForm):
    """Into which ticket this one goes on, and why."""

    reason = forms.CharField(
        label=_("Why"),
        max_length=200,
        help_text=_("The number of this ticket stays valid and leads there. This cannot be taken back."),
        error_messages={"required": _("Say in a few words why they are one.")},
    )


class SplitForm(VersionForm):
    """Which messages become a ticket of their own, and under what."""

    messages = forms.TypedMultipleChoiceField(
        label=_("Messages"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one message.")},
    )
    subject = forms.CharField(
        label=_("Subject"), max_length=200, error_messages={"required": _("Give the new ticket a subject.")}
    )
    category = forms.ChoiceField(label=_("Category"), choices=Category.choices)

    def __init__(self, *args: Any, ticket: Ticket, said: Sequence[Message], **kwargs: Any) -> None:
        kwargs["initial"] = {"category": ticket.category}
        super().__init__(*args, ticket=ticket, **kwargs)
        shown = [(each.pk, Truncator(each.body).chars(SHOWN)) for each in said]
        self.fields["messages"].choices = shown  # type: ignore[attr-defined] # a ChoiceField


class SnoozeForm(VersionForm):
    """Until when one's own ticket leaves next up. The second press goes on although a limit lies before."""

    until = MomentField(
        label=_("Not on next up before"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"invalid": _("Give a date and a time, such as 2026-11-20 14:30.")},
        help_text=_("Only for you. The clocks run on, and a limit within the hour brings it back."),
    )
    despite_limit = forms.BooleanField(label=_("I know that a promise ends before"), required=False)

    def __init__(self, *args: Any, ticket: Ticket, at: datetime, **kwargs: Any) -> None:
        until = timezone.localtime(at + USUAL_SNOOZE).replace(second=0, microsecond=0)
        kwargs["initial"] = {"until": until}
        super().__init__(*args, ticket=ticket, **kwargs)
        if not self.is_bound:  # asked only where it matters: after a refusal
            del self.fields["despite_limit"]
