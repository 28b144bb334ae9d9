"""What is ours, open to everybody: the exchange's app, its site, and whoever wants to check."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from api.problems import about
from api.serializers.official import AnnouncementsShown, AskOfficial, DirectoryShown, OfficialAnswers
from api.views.base import ApiView
from channels.announcements.models import Announcement
from channels.directory.document import document
from channels.directory.limits import limit_checks
from channels.directory.matching import check
from core.places import network_of
from notifications.codes import answer_code

CACHED = "public, max-age=300"


class Official(ApiView):
    """The directory and its answers. Nobody needs a token, and none is looked at."""

    authentication_classes = []
    permission_classes = [AllowAny]

    def told(self) -> Mapping[str, Any]:
        """Nobody looks: it is the same for all."""
        return {"at": self.at}

    @extend_schema(
        operation_id="official",
        responses=DirectoryShown,
        description="All that is ours, as two people published it. Open to everybody; may be kept for five minutes. The same "
        "bytes stand signed at /.well-known/official-channels.jws.",
    )
    def browse(self, request: Request) -> HttpResponse:  # noqa: ARG002 - DRF's signature
        """The very bytes that are signed."""
        headers = {"Cache-Control": CACHED, "Access-Control-Allow-Origin": "*"}
        return HttpResponse(document(self.at), content_type="application/json", headers=headers)

    @extend_schema(
        operation_id="official_check",
        request=AskOfficial,
        responses=OfficialAnswers,
        description="Is this really us? official, known_fake or not_ours for each number, address and account in the text, or for the "
        "code of a message. Open to everybody, 30 questions a minute from one network. What is asked is kept nowhere.",
    )
    def check(self, request: Request) -> Response:
        """As the box of the page."""
        typed = self.typed(AskOfficial)
        limit_checks(network_of(str(request.META.get("REMOTE_ADDR", ""))), at=self.at)
        with about("text"):
            message = answer_code(typed["text"])
            return self.shown(OfficialAnswers, {"results": [] if message else check(typed["text"]), "message": message})


class Announcements(Official):
    """What we say to all."""

    @extend_schema(
        operation_id="announcements",
        responses=AnnouncementsShown,
        description="What runs now, in both languages. Open to everybody; also as an Atom feed, /announcements/en/feed.atom.",
    )
    def browse(self, request: Request) -> Response:  # noqa: ARG002 - DRF's signature
        """The newest first."""
        response = self.shown(AnnouncementsShown, {"results": Announcement.objects.running(self.at)[:50]})
        response["Cache-Control"], response["Access-Control-Allow-Origin"] = CACHED, "*"
        return response
