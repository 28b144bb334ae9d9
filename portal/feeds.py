"""Announcements as an Atom feed: one for each language, of a region or of all."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.utils.translation import override

from channels.announcements.models import Announcement
from core.errors import NotFound
from portal.visits import moment_of

MOST = 50


class AnnouncementFeed(Feed):  # type: ignore[type-arg] # generic only in the stubs
    """What runs at the moment of the request."""

    feed_type = Atom1Feed

    def __call__(self, request: HttpRequest, *args: object, language: str = "", **named: object) -> HttpResponse:
        """In the language of the address, whatever the browser prefers."""
        if language not in dict(settings.LANGUAGES):
            raise NotFound
        with override(language):
            response = super().__call__(request, *args, **named)
        response["Cache-Control"] = "public, max-age=300"
        return response

    def get_object(self, request: HttpRequest, *args: object, **named: object) -> HttpRequest:  # noqa: ARG002 - Django's signature
        """The request: it says when, and of which region."""
        return request

    def title(self, request: HttpRequest) -> str:  # noqa: ARG002 - Django's signature
        """Whose they are."""
        return _("Announcements of %(name)s") % {"name": settings.OPERATOR["name"]}

    def link(self, request: HttpRequest) -> str:  # noqa: ARG002 - Django's signature
        """The page of all."""
        return reverse("portal:announcements")

    def items(self, request: HttpRequest) -> Iterable[Announcement]:
        """The newest first."""
        region = request.GET.get("region", "")[:40].replace("\0", "")  # no column can hold it
        return Announcement.objects.running(moment_of(request), region)[:MOST]

    def item_title(self, item: Announcement) -> str:
        """In the language of the feed."""
        return item.said("title")

    def item_description(self, item: Announcement) -> str:
        """The same."""
        return item.said("body")

    def item_link(self, item: Announcement) -> str:
        """Its place on the page of all."""
        return f"{reverse('portal:announcements')}#a{item.pk}"

    def item_pubdate(self, item: Announcement) -> datetime:
        """When the public began to read it."""
        return item.starts_at

    def item_updateddate(self, item: Announcement) -> datetime:
        """The same."""
        return item.starts_at
