"""Files of messages."""

import uuid

from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from accounts.models import Scope
from api.views.base import ApiView
from core.errors import NotFound
from core.files import file_response
from tickets.selectors import files_visible_to
from tickets.services import open_file


class Files(ApiView):
    """One file, as it is kept."""

    scopes = {"retrieve": Scope.TICKETS_READ}

    @extend_schema(
        operation_id="files_retrieve",
        responses={(200, "application/octet-stream"): OpenApiTypes.BINARY},
        description="A download. What is still being checked is refused with 409; what is in quarantine is taken on the desk only.",
    )
    def retrieve(self, request: Request, file: uuid.UUID) -> HttpResponseBase:  # noqa: ARG002 - DRF's signature
        """Taking it is written down."""
        found = files_visible_to(self.by).filter(key=file).first()
        if found is None:
            raise NotFound
        open_file(attachment=found, by=self.by, at=self.at)
        # What it is stands with the message; here it is bytes, as the schema says.
        return file_response(found.file.open("rb"), name=found.name, media_type="application/octet-stream")
