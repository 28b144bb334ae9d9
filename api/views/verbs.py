"""The verbs of a ticket as addresses: each one parses its body and calls the verb that the buttons call."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Role, Scope, User
from accounts.selectors import staff_numbered
from api.parsers import JsonWithFiles
from api.schema import IDEMPOTENCY_KEY
from api.serializers.base import Body, Versioned
from api.serializers.tickets import (
    Assign,
    CustomerSaid,
    MessageShown,
    NewCategory,
    NewPriority,
    Note,
    Nothing,
    Pend,
    Reopen,
    Resolve,
    Said,
    TicketRow,
)
from api.views.tickets import TicketView
from channels.services import note_removed
from complaints.models import Cause
from core.errors import InvalidInput
from tickets import services
from tickets.categories import ChannelKind
from tickets.models import Message, Ticket

# The verbs of a ticket, as methods below and as addresses (api.urls).
SAYING = ("reply", "note", "customer_message")
CHANGING = ("assign", "category", "priority", "pend", "resume", "resolve", "reopen", "close", "escalate")
F = TypeVar("F", bound=Callable[..., Any])


def _says(name: str, body: type[Body], told: str) -> Callable[[F], F]:
    responses = {201: MessageShown, 200: MessageShown}
    return extend_schema(
        operation_id=f"tickets_{name}",
        parameters=[IDEMPOTENCY_KEY],
        request=body,
        responses=responses,
        description=told,
    )


def _changes(name: str, body: type[Body], told: str) -> Callable[[F], F]:
    return extend_schema(operation_id=f"tickets_{name}", request=body, responses=TicketRow, description=told)


class Conversation(TicketView):
    """What is said: each of these makes a message, once for each Idempotency-Key."""

    scopes = dict.fromkeys(SAYING, Scope.TICKETS_WRITE)
    parser_classes = [JsonWithFiles]

    @_says("reply", Said, "A public answer; goes to the customer and meets the first reply. Staff.")
    def reply(self, request: Request, number: str) -> Response:  # noqa: ARG002 - DRF's signature
        """By one of ours."""
        ticket, typed = self.ticket(number), self.typed(Said)
        seen = typed.get("version")
        made, status = self.once(
            Message,
            lambda: services.reply(ticket=ticket, body=typed["body"], by=self.by, at=self.at, seen_version=seen),
        )
        return self.shown(MessageShown, made, status=status)

    @_says("note", Note, "A note that the customer never sees.")
    def note(self, request: Request, number: str) -> Response:  # noqa: ARG002 - DRF's signature
        """Internal, or of a call."""
        ticket, typed = self.ticket(number), self.typed(Note)
        made, status = self.once(Message, lambda: services.add_note(ticket=ticket, **typed, by=self.by, at=self.at))
        return self.shown(MessageShown, made, status=status)

    @_says("customer_message", CustomerSaid, "What the customer said, handed on by the app or by who heard it.")
    def customer_message(self, request: Request, number: str) -> Response:  # noqa: ARG002 - DRF's signature
        """Ends a wait for the customer; reopens a resolved ticket."""
        ticket, typed = self.ticket(number), self.typed(CustomerSaid)
        channel = ChannelKind.API if self.by.role == Role.PROGRAM else ticket.channel

        def say() -> Message:
            message = services.add_customer_message(
                ticket=ticket, body=typed["body"], channel=channel, by=self.by, at=self.at
            )
            services.attach_files(message=message, files=typed["files"], at=self.at)
            note_removed(message=message, at=self.at)
            return message

        made, status = self.once(Message, say)
        return self.shown(MessageShown, made, status=status)


class Changes(TicketView):
    """What changes the ticket. Repeating one is harmless or refused; each answers with the ticket as it is after."""

    scopes = dict.fromkeys(CHANGING, Scope.TICKETS_WRITE)

    def changed(self, ticket: Ticket) -> Response:
        """The row anew, also when the change took the ticket out of the agent's sight."""
        return self.shown(TicketRow, Ticket.objects.for_rows().get(pk=ticket.pk))

    @_changes("assign", Assign, "Give it to somebody (agent number or `me`), or to nobody (null).")
    def assign(self, request: Request, number: str) -> Response:  # noqa: ARG002 - DRF's signature
        """Within the own team; supervisors to anyone."""
        ticket, typed = self.ticket(number), self.typed(Assign)
        to, seen = self._named(typed["to"]), typed.get("version")
        return self.changed(services.assign_ticket(ticket=ticket, to=to, by=self.by, at=self.at, seen_version=seen))

    def _named(self, to: str | None) -> User | None:
        found = None if to is None else self.by if to == "me" else staff_numbered(to)
        if to is not None and found is None:
            raise InvalidInput(fields={"to": _("Nobody has this agent number.")})
        return found

    @_changes("category", NewCategory, "File it under another door; its team takes over, the promise is measured anew.")
    def category(self, request: Request, number: str) -> Response:  # noqa: ARG002 - DRF's signature
        """With or without a topic."""
        ticket, typed = self.ticket(number), self.typed(NewCategory)
        seen = typed.pop("version", None)
        return self.changed(services.change_category(ticket=ticket, **typed, by=self.by, at=self.at, seen_version=seen))

    @_changes("priority", NewPriority, "More or less urgent; the promise is measured anew.")
    def priority(self, request: Request, number: str) -> Response:  # noqa: ARG002 - DRF's signature
        """From the same start."""
        ticket, typed = self.ticket(number), self.typed(NewPriority)
        seen = typed.pop("version", None)
        return self.changed(services.change_priority(ticket=ticket, **typed, by=self.by, at=self.at, seen_version=seen))

    @_changes("pend", Pend, "Wait for the customer or a third party until a moment; the clocks stand still.")
    def pend(self, request: Request, number: str) -> Response:  # noqa: ARG002 - DRF's signature
        """At most 60 days."""
        ticket, typed = self.ticket(number), self.typed(Pend)
        seen = typed.pop("version", None)
        return self.changed(services.pend_ticket(ticket=ticket, **typed, by=self.by, at=self.at, seen_version=seen))

    @_changes("resume", Nothing, "Go on after waiting.")
    def resume(self, request: Request, number: str) -> Response:  # noqa: ARG002 - DRF's signature
        """Nothing to do when it does not wait."""
        ticket = self.ticket(number)
        self.typed(Nothing)
        return self.changed(services.resume_ticket(ticket=ticket, cause="agent", by=self.by, at=self.at))

    @_changes("resolve", Resolve, "Say that it is solved, and how; the customer is told.")
    def resolve(self, request: Request, number: str) -> Response:  # noqa: ARG002 - DRF's signature
        """All promises are answered."""
        ticket, typed = self.ticket(number), self.typed(Resolve)
        seen = typed.pop("version", None)
        return self.changed(services.resolve_ticket(ticket=ticket, **typed, by=self.by, at=self.at, seen_version=seen))

    @_changes("reopen", Reopen, "It was not solved: a new generation of clocks starts.")
    def reopen(self, request: Request, number: str) -> Response:  # noqa: ARG002 - DRF's signature
        """Resolved and closed ones."""
        ticket, typed = self.ticket(number), self.typed(Reopen)
        seen = typed.pop("version", None)
        return self.changed(services.reopen_ticket(ticket=ticket, **typed, by=self.by, at=self.at, seen_version=seen))

    @_changes("close", Versioned, "Nothing more will come. Resolve it first.")
    def close(self, request: Request, number: str) -> Response:  # noqa: ARG002 - DRF's signature
        """After the answer."""
        ticket, typed = self.ticket(number), self.typed(Versioned)
        seen = typed.get("version")
        return self.changed(services.close_ticket(ticket=ticket, by=self.by, at=self.at, seen_version=seen))

    @_changes("escalate", Nothing, "Send it to the complaint channel; safe to repeat.")
    def escalate(self, request: Request, number: str) -> Response:  # noqa: ARG002 - DRF's signature
        """A program hands on the customer's wish, staff their own judgement."""
        ticket = self.ticket(number)
        self.typed(Nothing)
        cause = Cause.CUSTOMER if self.by.role == Role.PROGRAM else Cause.AGENT
        return self.changed(services.escalate_ticket(ticket=ticket, cause=cause, by=self.by, at=self.at))
