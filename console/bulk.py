"""One verb for many tickets: each by itself, with its own refusal."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from console.forms.bulk import BulkForm
from core.errors import DomainError, Sentence
from tickets import services
from tickets.models import Ticket

Verb = Callable[[Ticket, BulkForm, User, datetime], object]


@dataclass
class Outcome:
    """What came of it: how many were done, and each that was refused, with the reason."""

    done: int = 0
    refused: list[dict[str, Any]] = field(default_factory=list)

    def refuse(self, ticket: Ticket, sentence: Sentence) -> None:
        """This one stays as it was."""
        url = reverse("desk:ticket", args=[ticket.number])
        self.refused.append({"number": ticket.number, "subject": ticket.subject, "why": sentence, "url": url})


def _assign(ticket: Ticket, form: BulkForm, by: User, at: datetime) -> object:
    return services.assign_ticket(ticket=ticket, to=form.people.get(form.cleaned_data["to"]), by=by, at=at)


def _team(ticket: Ticket, form: BulkForm, by: User, at: datetime) -> object:
    return services.change_team(ticket=ticket, team=form.teams[form.cleaned_data["team"]], by=by, at=at)


def _priority(ticket: Ticket, form: BulkForm, by: User, at: datetime) -> object:
    return services.change_priority(ticket=ticket, priority=form.cleaned_data["priority"], by=by, at=at)


def _tag(ticket: Ticket, form: BulkForm, by: User, at: datetime) -> object:
    return services.tag_ticket(ticket=ticket, add=[form.cleaned_data["tag"]], by=by, at=at)


def _resolve(ticket: Ticket, form: BulkForm, by: User, at: datetime) -> object:
    return services.resolve_ticket(ticket=ticket, solution=form.cleaned_data["solution"], by=by, at=at)


VERBS: Final[Mapping[str, Verb]] = {
    "assign": _assign,
    "team": _team,
    "priority": _priority,
    "tag": _tag,
    "resolve": _resolve,
}


def do_each(tickets: Iterable[Ticket], form: BulkForm, *, by: User, at: datetime) -> Outcome:
    """The verb of a valid form for each ticket, each in a transaction of its own: a refusal holds no other one back."""
    outcome, verb = Outcome(), VERBS[form.cleaned_data["do"]]
    for ticket in tickets:
        try:
            verb(ticket, form, by, at)
        except DomainError as refusal:
            outcome.refuse(ticket, " ".join(str(each) for each in refusal.fields.values()) or refusal.sentence)
        else:
            outcome.done += 1
    return outcome


def told(outcome: Outcome, missing: int) -> str:
    """The outcome as one sentence. `missing`: tickets that have left this person's sight meanwhile."""
    words = _("Done: %(done)s. Not done: %(refused)s.") % {
        "done": outcome.done,
        "refused": len(outcome.refused) + missing,
    }
    return words if not missing else words + " " + _("Of these, %(count)s left your sight.") % {"count": missing}
