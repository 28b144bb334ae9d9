"""Incidents: what runs, who leads it, and which tickets belong to it; and the macros that answer."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Scope
from api.pagination import OldestFirst
from api.schema import IDEMPOTENCY_KEY
from api.serializers.incidents import (
    AttachmentShown,
    IncidentRow,
    IncidentShown,
    LastWord,
    MacroShown,
    NewIncident,
    UpdateShown,
    WhichIncident,
    Words,
)
from api.views.base import ApiView
from api.views.tickets import TicketView
from core.errors import NotFound
from incidents import services
from incidents.models import Incident, Update
from knowledge.models import Macro


class IncidentView(ApiView):
    """What all addresses of an incident share."""

    def incident(self, pk: int) -> Incident:
        """By its id."""
        found = Incident.objects.visible_to(self.by).filter(pk=pk).first()
        if found is None:
            raise NotFound
        return found


class Incidents(IncidentView):
    """The list, and new ones."""

    scopes = {"browse": Scope.INCIDENTS_READ, "create": Scope.INCIDENTS_WRITE}

    @extend_schema(
        operation_id="incidents_list",
        responses=IncidentRow(many=True),
        description="Newest first. The texts are public: an app may show those that run as banners.",
    )
    def browse(self, request: Request) -> Response:  # noqa: ARG002 - DRF's signature
        """One page."""
        return self.listed(IncidentRow, Incident.objects.visible_to(self.by))

    @extend_schema(
        operation_id="incidents_create",
        parameters=[IDEMPOTENCY_KEY],
        request=NewIncident,
        responses={201: IncidentRow, 200: IncidentRow},
        description="Declare one: its banners appear, open tickets that fit are attached in steps, later ones as they open. Who leads.",
    )
    def create(self, request: Request) -> Response:  # noqa: ARG002 - DRF's signature
        """201, or 200 when this was asked before."""
        typed = self.typed(NewIncident)
        told, rule = NewIncident.notice(typed), NewIncident.rule(typed)
        made, status = self.once(
            Incident, lambda: services.declare_incident(notice=told, rule=rule, by=self.by, at=self.at)
        )
        return self.shown(IncidentRow, made, status=status)


class OneIncident(IncidentView):
    """One incident and its course."""

    scopes = {"retrieve": Scope.INCIDENTS_READ, "update": Scope.INCIDENTS_WRITE, "solve": Scope.INCIDENTS_WRITE}

    @extend_schema(operation_id="incidents_retrieve", responses=IncidentShown, description="With its last 50 updates.")
    def retrieve(self, request: Request, incident: int) -> Response:  # noqa: ARG002 - DRF's signature
        """By its id."""
        return self.shown(IncidentShown, self.incident(incident))

    @extend_schema(
        operation_id="incidents_update",
        parameters=[IDEMPOTENCY_KEY],
        request=Words,
        responses={201: UpdateShown, 200: UpdateShown},
        description="Write once, in both languages: every ticket attached now gets it as an answer in its language. Who leads.",
    )
    def update(self, request: Request, incident: int) -> Response:  # noqa: ARG002 - DRF's signature
        """One public word."""
        found, told = self.incident(incident), Words.notice(self.typed(Words))
        made, status = self.once(
            Update, lambda: services.publish_update(incident=found, notice=told, by=self.by, at=self.at)
        )
        return self.shown(UpdateShown, made, status=status)

    @extend_schema(
        operation_id="incidents_solve",
        request=LastWord,
        responses=IncidentShown,
        description="It is over: banners go. A last word goes to all first, if there is one. Who leads.",
    )
    def solve(self, request: Request, incident: int) -> Response:  # noqa: ARG002 - DRF's signature
        """With or without a last word."""
        found, last = self.incident(incident), LastWord.last(self.typed(LastWord))
        return self.shown(
            IncidentShown, services.solve_incident(incident=found, last_word=last, by=self.by, at=self.at)
        )


class IncidentsOfTicket(TicketView, IncidentView):
    """To which incidents a ticket belongs."""

    scopes = {"browse": Scope.INCIDENTS_READ, "attach": Scope.TICKETS_WRITE, "detach": Scope.TICKETS_WRITE}
    pagination_class = OldestFirst

    @extend_schema(
        operation_id="tickets_incidents_list",
        responses=AttachmentShown(many=True),
        description="All that it ever belonged to, by rule or by hand.",
    )
    def browse(self, request: Request, number: str) -> Response:  # noqa: ARG002 - DRF's signature
        """One page."""
        return self.listed(AttachmentShown, self.ticket(number).incidents.select_related("incident", "attached_by"))

    @extend_schema(
        operation_id="tickets_attach",
        request=WhichIncident,
        responses=AttachmentShown,
        description="The rule did not see that it belongs there. Staff; safe to repeat.",
    )
    def attach(self, request: Request, number: str) -> Response:  # noqa: ARG002 - DRF's signature
        """By hand."""
        return self.shown(AttachmentShown, services.attach_ticket(**self._asked(number), by=self.by, at=self.at))

    @extend_schema(
        operation_id="tickets_detach",
        request=WhichIncident,
        responses=AttachmentShown,
        description="It has another cause: it gets no further update. Staff.",
    )
    def detach(self, request: Request, number: str) -> Response:  # noqa: ARG002 - DRF's signature
        """By hand."""
        return self.shown(AttachmentShown, services.detach_ticket(**self._asked(number), by=self.by, at=self.at))

    def _asked(self, number: str) -> dict[str, Any]:
        ticket, typed = self.ticket(number), self.typed(WhichIncident)
        return {"incident": self.incident(typed["incident"]), "ticket": ticket, "reason": typed["reason"]}


class Macros(ApiView):
    """Canned replies."""

    scopes = {"browse": Scope.DESK_READ}
    pagination_class = OldestFirst

    @extend_schema(
        operation_id="macros_list",
        responses=MacroShown(many=True),
        description="Those that are offered, in the order they were made: of the own team and of all. Programs see none.",
    )
    def browse(self, request: Request) -> Response:  # noqa: ARG002 - DRF's signature
        """One page."""
        return self.listed(MacroShown, Macro.objects.visible_to(self.by).active().select_related("team"))
