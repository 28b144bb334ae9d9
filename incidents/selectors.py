"""Reads about incidents. Everybody may read them: their texts are public, and an agent must be able to tell the caller."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet

from accounts.models import User
from tickets.models import Ticket

if TYPE_CHECKING:
    from incidents.models import Attachment, Incident


class IncidentQuerySet(QuerySet["Incident"]):
    """Named cuts of the incidents."""

    def visible_to(self, user: User) -> "IncidentQuerySet":
        """All of them, for every account that works; programs show them as banners."""
        return self if user.is_active else self.none()

    def running(self) -> "IncidentQuerySet":
        """What is not solved, the newest first. There are few: from a partial index."""
        return self.filter(state="running").order_by("-declared_at", "-id")

    def looking(self, at: datetime) -> "IncidentQuerySet":
        """Those whose open tickets are to be looked through now."""
        return self.running().filter(looks_at__lte=at)

    def of_ticket(self, ticket: Ticket) -> "IncidentQuerySet":
        """Those to which a ticket belongs, running ones or not."""
        return self.filter(attachments__ticket=ticket, attachments__detached_at__isnull=True)


class AttachmentQuerySet(QuerySet["Attachment"]):
    """Named cuts of what belongs to incidents."""

    def standing(self) -> "AttachmentQuerySet":
        """Not detached."""
        return self.filter(detached_at__isnull=True)

    def for_page(self, user: User) -> "QuerySet[Attachment]":
        """The newest first, with their tickets, as far as this person sees those."""
        seen = Ticket.objects.visible_to(user)
        return (
            self.standing().filter(ticket__in=seen).select_related("ticket__customer").order_by("-attached_at", "-id")
        )


def fitting(running: Sequence["Incident"], *, category: str) -> list["Incident"]:
    """Those of the running ones that concern a category."""
    return [each for each in running if each.category == category]


def fits(incident: "Incident", ticket: Ticket) -> bool:
    """The rule for one ticket; the same as `matching` says for many."""
    return (
        ticket.category == incident.category
        and incident.topic in {"", ticket.topic}
        and ticket.opened_at >= incident.started_at
        and (not incident.networks or ticket.fields.get("network") in incident.networks)
        and (not incident.coins or ticket.fields.get("coin") in incident.coins)
    )


def matching(incident: "Incident", *, after: int) -> QuerySet[Ticket]:
    """Live tickets that fit the rule, from an id on, in the order of the index `ticket_live_category`."""
    rule = Q(category=incident.category, opened_at__gte=incident.started_at, pk__gt=after)
    for name, value in (("topic", incident.topic), ("fields__network__in", incident.networks)):
        rule &= Q(**{name: value}) if value else Q()
    rule &= Q(fields__coin__in=incident.coins) if incident.coins else Q()
    return Ticket.objects.live().filter(rule).order_by("pk")


def progress(incident: "Incident") -> dict[int, dict[str, int]]:
    """For each update how many shares have which outcome. One statement, from the index of shares."""
    from incidents.models import Share  # noqa: PLC0415 - the models read this module first

    rows = Share.objects.filter(update_of__incident=incident).order_by().values_list("update_of", "outcome")
    found: dict[int, dict[str, int]] = {}
    for update, outcome, count in rows.annotate(count=Count("pk")):
        found.setdefault(update, {})[outcome] = count
    return found
