"""What programs hear of: every event that an account may see, in order, as plain values."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from accounts.events import CustomerRevealed, SecondFactorReset
from accounts.models import Role, User
from channels.models import Call
from channels.selectors import calls_visible_to
from incidents.events import TicketAttached, TicketDetached
from outbox.feed import between, horizon
from outbox.models import Event
from sla.permissions import may_read_promises
from sla.reviews.permissions import READERS
from tickets.events import (
    FileOpened,
    TicketAbsorbed,
    TicketAssigned,
    TicketLeftWaiting,
    TicketMerged,
    TicketReopened,
)
from tickets.models import Ticket

# Ids looked at in one go: who may see little gets an empty page soon, and asks on from there.
WINDOW = 5000
OF_PROMISES = ["policy", "calendar", "ladder"]
OF_REVIEWS = ["review", "reviews", "review_cause"]
OF_LEADERS = ["customer", "team", "guard"]
OF_ADMINISTRATORS = ["staff", "webhook"]
# Texts that somebody typed, and how colleagues were weighed against each other; all else in an event is ids and plain values.
WITHHELD = {
    TicketReopened.name: {"cause"},
    **{each.name: {"reason"} for each in (CustomerRevealed, SecondFactorReset, TicketMerged, TicketAbsorbed)},
    **{each.name: {"reason"} for each in (TicketAttached, TicketDetached, FileOpened)},
    **{each.name: {"rule"} for each in (TicketAssigned, TicketLeftWaiting)},
}


@dataclass(frozen=True)
class Page:
    """Events in order, where to go on, and whether there is more already."""

    events: Sequence[Event]
    next_after: int
    more: bool


def follow(user: User, *, after: int, most: int) -> Page:
    """What happened after the event `after` and may be seen, at most `most`. Going on from `next_after` misses nothing."""
    safe = horizon()
    until = min(safe, after + WINDOW)
    if until <= after:
        return Page([], after, more=False)
    found = list(events_visible_to(user, between(after, until))[:most])
    reached = found[-1].pk if len(found) == most else until
    return Page(found, reached, more=reached < safe)


def events_visible_to(user: User, events: QuerySet[Event]) -> QuerySet[Event]:
    """Those whose subject this account may see. A kind of subject that is not named here is nobody's."""
    seen = _of_rows(user, "ticket", Ticket.objects.visible_to(user)) | _of_rows(user, "call", calls_visible_to(user))
    kinds: list[str] = []
    if may_read_promises(user):
        kinds += OF_PROMISES
    if user.role in READERS:
        kinds += OF_REVIEWS
    if user.leads_people:
        kinds += OF_LEADERS
    if user.role == Role.ADMINISTRATOR:
        kinds += OF_ADMINISTRATORS
    return events.filter(seen | Q(subject_kind__in=kinds) | Q(subject_kind="staff", subject_id=user.pk))


def _of_rows(user: User, kind: str, rows: QuerySet[Any]) -> Q:
    """All of a kind for who sees all rows of it: the statement need not ask for each."""
    everything = user.role == Role.PROGRAM or user.leads_people or (kind == "ticket" and user.role != Role.AGENT)
    return Q(subject_kind=kind) if everything else Q(subject_kind=kind, subject_id__in=rows.order_by().values("pk"))


def told(events: Sequence[Event]) -> list[dict[str, Any]]:
    """Plain values, moments in ISO 8601 and UTC. Tickets and calls are also named by their number. Two statements at most."""
    numbers = {**_numbers(Ticket, "ticket", events), **_numbers(Call, "call", events)}
    return [_facts(each, numbers.get((each.subject_kind, each.subject_id))) for each in events]


def _numbers(model: type[Ticket] | type[Call], kind: str, events: Sequence[Event]) -> dict[tuple[str, int], str]:
    ids = {each.subject_id for each in events if each.subject_kind == kind}
    if not ids:
        return {}
    rows = model._default_manager.filter(pk__in=ids)  # noqa: SLF001 - Django's public name
    return {(kind, pk): number for pk, number in rows.values_list("pk", "number")}


def _facts(event: Event, number: str | None) -> dict[str, Any]:
    return {
        "id": event.pk,
        "name": event.name,
        "at": event.at.isoformat(),
        "actor": {"kind": event.actor_kind, "id": event.actor_id, "label": event.actor_label},
        "subject": {"kind": event.subject_kind, "id": event.subject_id, "number": number},
        "data": outward(event),
    }


def outward(event: Event) -> dict[str, Any]:
    """The values of an event as they may leave the desk."""
    withheld = WITHHELD.get(event.name, set())
    return {name: value for name, value in event.data.items() if name not in withheld}
