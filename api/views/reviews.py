"""Reviews of missed promises, for who reads them: supervisors, officers, administrators."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Scope
from api.serializers.reviews import ReviewRow, ReviewShown
from api.views.base import ApiView
from core.errors import NotFound
from sla.reviews.permissions import reviews_visible_to
from sla.reviews.selectors import for_page, for_rows


class Reviews(ApiView):
    """The list."""

    scopes = {"browse": Scope.REVIEWS_READ}

    @extend_schema(
        operation_id="reviews_list",
        responses=ReviewRow(many=True),
        description="Newest first. Agents and programs see none.",
    )
    def browse(self, request: Request) -> Response:  # noqa: ARG002 - DRF's signature
        """One page."""
        return self.listed(ReviewRow, for_rows(reviews_visible_to(self.by)))


class OneReview(ApiView):
    """One case."""

    scopes = {"retrieve": Scope.REVIEWS_READ}

    @extend_schema(operation_id="reviews_retrieve", responses=ReviewShown, description="The whole case.")
    def retrieve(self, request: Request, review: int) -> Response:  # noqa: ARG002 - DRF's signature
        """By its id."""
        found = for_page(reviews_visible_to(self.by), at=self.at).filter(pk=review).first()
        if found is None:
            raise NotFound
        return self.shown(ReviewShown, found)
