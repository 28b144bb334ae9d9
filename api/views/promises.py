"""What was promised, and what is promised: timers of a ticket, policies and calendars in force."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Scope
from api.pagination import ByCalendar, ByPosition
from api.permissions import ReadsPromises
from api.serializers.promises import CalendarShown, PolicyShown, TimerShown
from api.views.base import ApiView
from api.views.tickets import TicketView
from sla.selectors import calendars_in_force, policies_in_force, timers_in_full


class Timers(TicketView):
    """The clocks of one ticket, without what was said on it."""

    scopes = {"browse": Scope.PROMISES_READ}

    @extend_schema(
        operation_id="tickets_timers_list",
        responses=TimerShown(many=True),
        description="Newest first: goal, limit, state, pauses, and how they come about.",
    )
    def browse(self, request: Request, number: str) -> Response:  # noqa: ARG002 - DRF's signature
        """One page."""
        return self.listed(TimerShown, timers_in_full(self.ticket(number)))


class Policies(ApiView):
    """Policies in force."""

    scopes = {"browse": Scope.PROMISES_READ}
    permission_classes = [ReadsPromises]
    pagination_class = ByPosition

    @extend_schema(
        operation_id="policies_list",
        responses=PolicyShown(many=True),
        description="In the order in which they are asked. Staff; programs read the timers of a ticket.",
    )
    def browse(self, request: Request) -> Response:  # noqa: ARG002 - DRF's signature
        """One page."""
        return self.listed(PolicyShown, policies_in_force())


class Calendars(ApiView):
    """Calendars in force."""

    scopes = {"browse": Scope.PROMISES_READ}
    permission_classes = [ReadsPromises]
    pagination_class = ByCalendar

    @extend_schema(
        operation_id="calendars_list",
        responses=CalendarShown(many=True),
        description="The newest version of each. Staff; programs read the timers of a ticket.",
    )
    def browse(self, request: Request) -> Response:  # noqa: ARG002 - DRF's signature
        """One page."""
        return self.listed(CalendarShown, calendars_in_force())
