"""The end of a shift, ticket by ticket. The form parses; the verb decides."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from tickets.models import Ticket


class HandOverForm(forms.Form):
    """For each ticket a note (`note-<id>`) and to whom (`to-<id>`; empty is the team). `people`: how each choice is called."""

    def __init__(self, *args: Any, tickets: Sequence[Ticket], people: Mapping[User, str], **kwargs: Any) -> None:
        super().__init__(*args, **({"auto_id": "over-%s"} | kwargs))
        self.tickets = tickets
        self.people = {str(each.pk): each for each in people}
        choices = [("", _("The team")), *((str(each.pk), words) for each, words in people.items())]
        for ticket in tickets:
            self.fields[f"note-{ticket.pk}"] = forms.CharField(
                label=_("How it stands, and what comes next"),
                widget=forms.Textarea(attrs={"rows": 3}),
                error_messages={"required": _("A note is required: say how it stands.")},
            )
            self.fields[f"to-{ticket.pk}"] = forms.ChoiceField(label=_("Give to"), required=False, choices=choices)

    @staticmethod
    def posted(data: Mapping[str, str]) -> list[int]:
        """Ids of the tickets whose note was sent, whether or not they still are with this person."""
        ids = (name.removeprefix("note-") for name in data if name.startswith("note-"))
        return [int(each) for each in ids if each.isdecimal() and len(each) < 19]

    def fields_of(self, ticket: Ticket) -> tuple[forms.BoundField, forms.BoundField]:
        """Note and choice of one ticket."""
        return self[f"note-{ticket.pk}"], self[f"to-{ticket.pk}"]

    def wanted(self) -> Iterator[tuple[Ticket, User | None, str]]:
        """Each ticket with to whom it goes, and its note; of a valid form."""
        for each in self.tickets:
            chosen = self.people.get(self.cleaned_data[f"to-{each.pk}"])
            yield each, chosen, self.cleaned_data[f"note-{each.pk}"]
