"""Customers by exact search, teams, hotlines."""

from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Customer, Scope, Team
from accounts.services.search import search_customers
from api.pagination import OldestFirst
from api.serializers.people import CustomerRow, CustomerSearch, CustomersFound, DeskTeam, HotlinesShown
from api.views.base import ApiView
from channels.selectors import hotlines
from core.errors import NotFound
from tickets.models import Ticket


class Customers(ApiView):
    """People, by what is known of them exactly."""

    scopes = {"search": Scope.CUSTOMERS_READ, "retrieve": Scope.CUSTOMERS_READ}

    @extend_schema(
        operation_id="customers_search",
        request=CustomerSearch,
        responses=CustomersFound,
        description="Exact matches only, 60 searches an hour, each one recorded. Sent as a body, so that no log keeps the contact. "
        "Shown is who has a ticket that the account may see.",
    )
    def search(self, request: Request) -> Response:  # noqa: ARG002 - DRF's signature
        """As the search of the desk."""
        typed, region = self.typed(CustomerSearch), settings.OPERATOR["region"]
        found = search_customers(contact=typed["contact"], by=self.by, at=self.at, region=region)
        seen = set(self._seen().filter(pk__in=[each.pk for each in found]).values_list("pk", flat=True))
        return self.shown(CustomersFound, {"results": [each for each in found if each.pk in seen]})

    @extend_schema(operation_id="customers_retrieve", responses=CustomerRow, description="One customer, masked.")
    def retrieve(self, request: Request, customer: UUID) -> Response:  # noqa: ARG002 - DRF's signature
        """By the id that a search gave."""
        found = self._seen().filter(public_id=customer).first()
        if found is None:
            raise NotFound
        return self.shown(CustomerRow, found)

    def _seen(self) -> QuerySet[Customer]:
        """Of the others nobody learns here that they exist."""
        return Ticket.objects.visible_to(self.by).their_customers()


class Teams(ApiView):
    """Whose queues there are."""

    scopes = {"browse": Scope.DESK_READ}
    pagination_class = OldestFirst

    @extend_schema(operation_id="teams_list", responses=DeskTeam(many=True), description="In the order they were made.")
    def browse(self, request: Request) -> Response:  # noqa: ARG002 - DRF's signature
        """One page."""
        return self.listed(DeskTeam, Team.objects.select_related("lead"))


class Hotlines(ApiView):
    """The published numbers."""

    scopes = {"browse": Scope.DESK_READ}

    @extend_schema(
        operation_id="hotlines",
        responses=HotlinesShown,
        description="The only numbers that are ours, and who is open now.",
    )
    def browse(self, request: Request) -> Response:  # noqa: ARG002 - DRF's signature
        """All: they are few."""
        return self.shown(HotlinesShown, {"results": hotlines(self.at)})
