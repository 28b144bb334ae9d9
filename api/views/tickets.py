"""Tickets: lists, one ticket, what was said and what happened; and how one begins."""

from typing import Any

from django.conf import settings
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Role, Scope
from accounts.services.customers import customer_for
from api.pagination import OldestFirst
from api.parsers import JsonWithFiles
from api.problems import about
from api.schema import IDEMPOTENCY_KEY
from api.serializers.tickets import EventShown, MessageShown, NewTicket, TicketFilters, TicketRow, TicketShown
from api.views.base import ApiView
from channels.services import note_removed
from core.errors import NotFound
from outbox.selectors import events_of, newest_events
from tickets import services
from tickets.categories import ChannelKind
from tickets.models import Ticket
from tickets.selectors import TicketQuerySet, messages_visible_to

_VIEWS_WITHIN = 200  # newest events among which an earlier look of the same hour is searched


class TicketView(ApiView):
    """What all addresses of a ticket share."""

    def ticket(self, number: str) -> Ticket:
        """The ticket, if who asks may know of it; for the number of one that was merged, that in which it goes on."""
        found = Ticket.objects.visible_to(self.by).for_rows().reached_by(number=number).first()
        if found is None:
            raise NotFound
        return found

    def look(self, ticket: Ticket) -> None:
        """Into the read log: what is read here is noted as on the pages."""
        known = newest_events([("ticket", ticket.pk)], most=_VIEWS_WITHIN)
        services.record_view(ticket=ticket, known=known, by=self.by, at=self.at)


class Tickets(TicketView):
    """The list, and new tickets."""

    scopes = {"browse": Scope.TICKETS_READ, "create": Scope.TICKETS_WRITE}
    parser_classes = [JsonWithFiles]

    @extend_schema(
        operation_id="tickets_list",
        parameters=[TicketFilters],
        responses=TicketRow(many=True),
        description="Newest first. Agents see their team's tickets, those without a team and their own.",
    )
    def browse(self, request: Request) -> Response:  # noqa: ARG002 - DRF's signature
        """One page."""
        wanted = self.typed(TicketFilters, self.request.query_params)
        return self.listed(TicketRow, self._cut(Ticket.objects.visible_to(self.by).for_rows(), wanted))

    def _cut(self, tickets: TicketQuerySet, wanted: dict[str, Any]) -> TicketQuerySet:
        if "assignee" in wanted:
            tickets = tickets.assigned_to(self.by)
        if "state" in wanted:
            tickets = tickets.filter(state=wanted["state"])
        if "category" in wanted:
            tickets = tickets.filter(category=wanted["category"])
        if "updated_since" in wanted:
            tickets = tickets.filter(last_activity_at__gte=wanted["updated_since"])
        return tickets

    @extend_schema(
        operation_id="tickets_create",
        parameters=[IDEMPOTENCY_KEY],
        request=NewTicket,
        responses={201: TicketShown, 200: TicketShown},
        description="The customer is found by contact, or by the account that a program vouches for, or made.",
    )
    def create(self, request: Request) -> Response:  # noqa: ARG002 - DRF's signature
        """201, or 200 when this was asked before."""
        typed = self.typed(NewTicket)
        made, status = self.once(Ticket, lambda: self._open(typed))
        response = self.shown(TicketShown, Ticket.objects.for_rows().get(pk=made.pk), status=status)
        response["Location"] = f"{self.request.path}{made.number}/"
        return response

    def _open(self, typed: dict[str, Any]) -> Ticket:
        by, at = self.by, self.at
        with about("customer", nested=True):
            region = settings.OPERATOR["region"]
            customer = customer_for(**typed["customer"], language=typed["language"], region=region, by=by, at=at)
        ticket = services.open_by_playbook(
            customer=customer,
            subject=typed["subject"],
            body=typed["body"],
            category=typed["category"],
            channel=ChannelKind.API if by.role == Role.PROGRAM else ChannelKind.HOTLINE,
            topic=typed["topic"],
            priority=typed.get("priority", ""),
            language=typed["language"],
            answers=typed.get("fields", {}),
            zone=typed.get("zone", by.zone),
            by=by,
            at=at,
        )
        message = ticket.messages.get()
        services.attach_files(message=message, files=typed["files"], at=at)
        note_removed(message=message, at=at)
        return ticket


class OneTicket(TicketView):
    """One ticket and its promises."""

    scopes = {"retrieve": Scope.TICKETS_READ}

    @extend_schema(operation_id="tickets_retrieve", responses=TicketShown)
    def retrieve(self, request: Request, number: str) -> Response:  # noqa: ARG002 - DRF's signature
        """With the explanation of each promise."""
        ticket = self.ticket(number)
        self.look(ticket)
        return self.shown(TicketShown, ticket)


class History(TicketView):
    """What was said, what happened: oldest first."""

    scopes = {"messages": Scope.TICKETS_READ, "events": Scope.TICKETS_READ}
    pagination_class = OldestFirst

    @extend_schema(
        operation_id="tickets_messages_list",
        responses=MessageShown(many=True),
        description="What was said. Programs read what is public.",
    )
    def messages(self, request: Request, number: str) -> Response:  # noqa: ARG002 - DRF's signature
        """One page."""
        ticket = self.ticket(number)
        self.look(ticket)
        return self.listed(MessageShown, messages_visible_to(self.by, ticket))

    @extend_schema(
        operation_id="tickets_events_list", responses=EventShown(many=True), description="What happened to the ticket."
    )
    def events(self, request: Request, number: str) -> Response:  # noqa: ARG002 - DRF's signature
        """One page."""
        return self.listed(EventShown, events_of("ticket", self.ticket(number).pk))
