"""Reads with names. Every list that a person sees starts with `visible_to`."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONObject

from accounts.models import Customer, Role, User
from core.matching import holds
from outbox.models import Event
from tickets import cuts
from tickets.states import WAITING, Stage, State, Step, stage, steps

if TYPE_CHECKING:
    from tickets.models import (  # noqa: F401 - some are named in strings that the linter does not read
        Attachment,
        Mention,
        Message,
        SavedView,
        Snooze,
        Ticket,
        TicketLink,
    )


class TicketQuerySet(QuerySet["Ticket"]):
    """Named cuts of the ticket table."""

    def visible_to(self, user: User) -> "TicketQuerySet":
        """Where every list that a person sees begins (tickets.cuts.seen_by)."""
        return self.filter(cuts.seen_by(user))

    def reached_by(self, **given: object) -> "TicketQuerySet":
        """The ticket that a number or an id leads to: that ticket, or the one into which it was merged. Numbers are valid for ever."""
        named = self.model._default_manager.filter(**given)  # noqa: SLF001 - Django's public name
        return self.filter(pk__in=named.annotate(leads_to=Coalesce("merged_into", "pk")).values("leads_to"))

    def merged_with(self, ticket: "Ticket") -> "TicketQuerySet":
        """The ticket and all that were merged into it."""
        return self.filter(Q(pk=ticket.pk) | Q(merged_into=ticket.pk))

    def live(self) -> "TicketQuerySet":
        """Tickets on which we still owe something."""
        return self.filter(cuts.live())

    def assigned_to(self, user: User) -> "TicketQuerySet":
        """One agent's own live work."""
        return self.filter(cuts.assigned_to(user))

    def due_before(self, until: datetime) -> "TicketQuerySet":
        """With a goal or a limit that comes before `until` or has passed, or a wait that ends before."""
        return self.filter(
            Q(next_due_at__lt=until) | Q(limit_at__lt=until, breached_at__isnull=False) | Q(waiting_until__lt=until)
        )

    def past_goal(self, at: datetime) -> "TicketQuerySet":
        """At risk at this moment."""
        return self.filter(cuts.past_goal(at))

    def woken_by(self, at: datetime) -> "TicketQuerySet":
        """Waiting ones whose date has come."""
        return self.filter(state__in=WAITING, waiting_until__lte=at)

    def by_urgency(self) -> "TicketQuerySet":
        """Emergencies first, then by the next mark of the promise. Matches the indexes ticket_*_due."""
        return self.order_by("-emergency", "next_due_at", "id")

    def visible_in_parts(self, user: User) -> "list[TicketQuerySet]":
        """The same as `visible_to`, as lists of which no two have a ticket in common."""
        return [self.filter(part) for part in cuts.seen_in_parts(user)]

    def most_urgent(self, user: User, most: int) -> "TicketQuerySet":
        """The first of what somebody may see, by urgency. The long part is read in the order of its index; to find the whole in order,
        the database would go through what others have before it."""
        long, *short = self.visible_in_parts(user)
        if not short:
            return long.by_urgency()[:most]
        parts = [long.by_urgency(), *(each.few_by_urgency() for each in short)]
        first, *others = (each.values("pk")[:most] for each in parts)
        return self.model._default_manager.filter(pk__in=first.union(*others, all=True)).by_urgency()[:most]  # noqa: SLF001 - Django's public name

    def few_by_urgency(self) -> "TicketQuerySet":
        """The same order for a list that is short and has an index of its own: the database finds all of it and sorts, where it would
        else go through all open work by urgency until it has met as many."""
        return self.order_by("-emergency", F("next_due_at") + timedelta(0), "id")

    def with_last_deed(self) -> "TicketQuerySet":
        """With `last_deed`: name, cause, actor and moment (ISO 8601) of the newest thing done to the ticket, timers left out;
        of a decision by rule its kind and what settled it.
        """
        deeds = Event.objects.filter(subject_kind="ticket", subject_id=OuterRef("pk"), name__startswith="ticket.")
        told = JSONObject(
            name=F("name"),
            cause=F("data__cause"),
            rule=F("data__rule__kind"),
            decided=F("data__rule__decided"),
            actor_id=F("actor_id"),
            actor_label=F("actor_label"),
            at=F("at"),
        )
        return self.annotate(last_deed=Subquery(deeds.order_by("-id").values_list(told)[:1]))

    def for_rows(self) -> "TicketQuerySet":
        """With what a list row shows."""
        return self.select_related("customer", "assignee", "team")

    def their_customers(self) -> QuerySet[Customer]:
        """Who asked, each once."""
        return Customer.objects.filter(Exists(self.filter(customer=OuterRef("pk"))))


def messages_visible_to(user: User, ticket: "Ticket") -> QuerySet["Message"]:
    """What was said on a ticket, as far as this person reads it (tickets.policies.may_read_notes); oldest first by id."""
    said = ticket.messages.select_related("by").prefetch_related("attachments")
    return said.filter(kind="public") if user.role == Role.PROGRAM else said


def files_visible_to(user: User) -> QuerySet["Attachment"]:
    """The files of the messages that this person reads on the tickets that they see, and of what they are writing there."""
    from tickets.models import Attachment, Ticket  # noqa: PLC0415 - models name their querysets from here

    said_or_own = Q(message__isnull=False) | Q(draft__by=user)
    files = Attachment.objects.filter(said_or_own, ticket__in=Ticket.objects.visible_to(user))
    files = files.select_related("ticket__customer", "message")
    return files.filter(message__kind="public") if user.role == Role.PROGRAM else files


def stage_of(ticket: "Ticket") -> Stage:
    """The step of the customer's bar: answered while our public reply is the last word."""
    answered = ticket.first_replied_at is not None and ticket.customer_waiting_since is None
    return stage(ticket.state, answered=answered, held=ticket.assignee_id is not None)


def steps_of(ticket: "Ticket") -> list[Step]:
    """The customer's bar; the desk shows the same one."""
    return steps(ticket.state, stage_of(ticket))


def state_shown(ticket: "Ticket") -> State:
    """The state as people read it: what somebody holds is open and not new, for us as for the customer."""
    held = ticket.state == State.NEW and ticket.assignee_id is not None
    return State.OPEN if held else State(ticket.state)


def who_may_see(ticket: "Ticket") -> list[User]:
    """All people at the desk who may see this ticket: those whom a note can name. One query."""
    people = User.objects.filter(is_active=True).exclude(role=Role.PROGRAM)
    return [each for each in people if holds(cuts.seen_by(each), ticket)]


def watchers_of(ticket: "Ticket") -> list[User]:
    """Who watches it, as far as they may still see it. No query when nobody does."""
    if not ticket.watchers:
        return []
    people = User.objects.filter(pk__in=ticket.watchers, is_active=True)
    return [each for each in people if holds(cuts.seen_by(each), ticket)]


class MentionQuerySet(QuerySet["Mention"]):
    """Where colleagues are named."""

    def open_for(self, people: Iterable[int]) -> "MentionQuerySet":
        """Of these people (ids) and not looked at yet, the oldest first, with who named them. Matches the index mention_open."""
        return self.filter(user__in=people, seen_at__isnull=True).select_related("by").order_by("at")


class LinkQuerySet(QuerySet["TicketLink"]):
    """Tickets that belong together."""

    def of(self, ticket: "Ticket") -> "LinkQuerySet":
        """The links of a ticket, made on either side, the oldest first."""
        both = self.filter(Q(ticket=ticket) | Q(other=ticket))
        return both.select_related("ticket", "other").order_by("at")


class SnoozeQuerySet(QuerySet["Snooze"]):
    """What people do not want to see yet."""

    def holding(self, people: Iterable[int], *, at: datetime) -> "SnoozeQuerySet":
        """Of these people (ids), those whose moment is still to come."""
        return self.filter(user__in=people, until__gt=at)


class SavedViewQuerySet(QuerySet["SavedView"]):
    """Lists kept under a name."""

    def visible_to(self, user: User) -> "SavedViewQuerySet":
        """One's own and those of one's team, by name."""
        mine = Q(owner=user) | Q(team=user.team_id) if user.team_id else Q(owner=user)
        return self.filter(mine).order_by("name", "id")
