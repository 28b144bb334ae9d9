"""Complaints, for who reads the register: officers, supervisors, administrators."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Scope
from api.serializers.complaints import ComplaintRow, ComplaintShown
from api.views.base import ApiView
from complaints.policies import complaints_visible_to
from core.errors import NotFound


class Complaints(ApiView):
    """The register."""

    scopes = {"browse": Scope.COMPLAINTS_READ}

    @extend_schema(
        operation_id="complaints_list",
        responses=ComplaintRow(many=True),
        description="Newest first. Agents and programs see none.",
    )
    def browse(self, request: Request) -> Response:  # noqa: ARG002 - DRF's signature
        """One page."""
        return self.listed(ComplaintRow, complaints_visible_to(self.by))


class OneComplaint(ApiView):
    """One complaint."""

    scopes = {"retrieve": Scope.COMPLAINTS_READ}

    @extend_schema(
        operation_id="complaints_retrieve",
        responses=ComplaintShown,
        description="With its points and the facts of its letters.",
    )
    def retrieve(self, request: Request, number: str) -> Response:  # noqa: ARG002 - DRF's signature
        """By its number in the register."""
        seen = complaints_visible_to(self.by).prefetch_related("points__answered_by", "letters")
        found = seen.filter(number=number).first()
        if found is None:
            raise NotFound
        return self.shown(ComplaintShown, found)
