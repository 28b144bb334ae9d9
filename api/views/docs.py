"""The schema and its page; and every address that does not exist."""

from typing import Any, NoReturn

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Scope
from api.views.base import ApiView
from core.errors import NotFound


class Schema(SpectacularAPIView):
    """OpenAPI. It tells nothing secret and needs nobody to be known."""

    authentication_classes = []


class Docs(SpectacularSwaggerSplitView):
    """The page: our own template, for the library's has an inline style."""

    authentication_classes = []
    template_name = "api/docs.html"
    url_name = "api:schema"

    @extend_schema(exclude=True)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The library's page, with what each scope allows. The script that it asks for as well stays as it is."""
        answer: Response = super().get(request, *args, **kwargs)  # type: ignore[no-untyped-call] # the library's
        if isinstance(answer.data, dict):
            answer.data["scopes"] = Scope.choices
        return answer


class Nowhere(ApiView):
    """Below /api/ nobody gets a page."""

    authentication_classes = []
    permission_classes = []
    schema = None  # type: ignore[assignment] # so DRF says "leave this out"

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> NoReturn:  # noqa: ARG002 - DRF's signature
        """Whatever the method."""
        raise NotFound(_("There is nothing at this address. Addresses end with a slash; /api/docs/ lists them all."))
