"""What happened: a feed to ask, and webhooks that are told."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Scope, User
from accounts.selectors import staff_numbered
from api.schema import IDEMPOTENCY_KEY
from api.serializers.others import FeedPage, FeedQuery, NewWebhook, WebhookMade, WebhookShown
from api.views.base import ApiView
from core.errors import NotFound
from notifications.feed import follow, told
from notifications.models import Webhook
from notifications.webhooks import add_webhook, enable_webhook, remove_webhook, webhooks_visible_to
from outbox.models import Event


class Feed(ApiView):
    """Everything that the account may see, in order."""

    scopes = {"browse": Scope.EVENTS_READ}

    @extend_schema(
        operation_id="events",
        parameters=[FeedQuery],
        responses=FeedPage,
        description="Oldest first, each once, none left out: an event is held back while an earlier one may still be written. Keep "
        "`next_after` and ask on from there.",
    )
    def browse(self, request: Request) -> Response:  # noqa: ARG002 - DRF's signature
        """From an id on."""
        typed = self.typed(FeedQuery, self.request.query_params)
        page = follow(self.by, after=typed["after"], most=typed["limit"])
        return self.shown(FeedPage, {"results": told(page.events), "next_after": page.next_after, "more": page.more})


class Webhooks(ApiView):
    """The list, and new ones."""

    scopes = {"browse": Scope.WEBHOOKS_WRITE, "create": Scope.WEBHOOKS_WRITE}

    @extend_schema(
        operation_id="webhooks_list",
        responses=WebhookShown(many=True),
        description="One's own with their last result; for administrators those of all programs.",
    )
    def browse(self, request: Request) -> Response:  # noqa: ARG002 - DRF's signature
        """Newest first."""
        return self.listed(WebhookShown, webhooks_visible_to(self.by))

    @extend_schema(
        operation_id="webhooks_create",
        parameters=[IDEMPOTENCY_KEY],
        request=NewWebhook,
        responses={201: WebhookMade, 200: WebhookMade},
        description="Programs for themselves, administrators also for programs. Tells of what happens from now on.",
    )
    def create(self, request: Request) -> Response:  # noqa: ARG002 - DRF's signature
        """201 with the secret, or 200 when this was asked before."""
        typed = self.typed(NewWebhook)
        owner = staff_numbered(typed["account"]) if "account" in typed else self.by
        if owner is None:
            raise NotFound
        happened, status = self.once(Event, lambda: self._add(typed, owner))
        made = webhooks_visible_to(self.by).filter(pk=happened.subject_id).first()
        if made is None:  # asked again after it was removed
            raise NotFound
        response = self.shown(WebhookMade, made, status=status)
        response["Location"], response["Cache-Control"] = f"{self.request.path}{made.public_id}/", "no-store"
        return response

    def _add(self, typed: dict[str, Any], owner: User) -> Event:
        asked = {"url": typed["url"], "events": typed["events"]}
        return add_webhook(**asked, owner=owner, by=self.by, at=self.at)[1]


class OneWebhook(ApiView):
    """One webhook."""

    scopes = {"retrieve": Scope.WEBHOOKS_WRITE, "remove": Scope.WEBHOOKS_WRITE, "enable": Scope.WEBHOOKS_WRITE}

    def _webhook(self, webhook: UUID) -> Webhook:
        found = webhooks_visible_to(self.by).filter(public_id=webhook).first()
        if found is None:
            raise NotFound
        return found

    @extend_schema(operation_id="webhooks_retrieve", responses=WebhookShown, description="With its last result.")
    def retrieve(self, request: Request, webhook: UUID) -> Response:  # noqa: ARG002 - DRF's signature
        """By its id."""
        return self.shown(WebhookShown, self._webhook(webhook))

    @extend_schema(operation_id="webhooks_remove", request=None, responses={204: None}, description="It hears no more.")
    def remove(self, request: Request, webhook: UUID) -> Response:  # noqa: ARG002 - DRF's signature
        """At once."""
        remove_webhook(webhook=self._webhook(webhook), by=self.by, at=self.at)
        return Response(status=204)

    @extend_schema(
        operation_id="webhooks_enable",
        request=None,
        responses=WebhookShown,
        description="Try again after it was given up. What it missed stands in the events feed.",
    )
    def enable(self, request: Request, webhook: UUID) -> Response:  # noqa: ARG002 - DRF's signature
        """Harmless when it was not."""
        return self.shown(WebhookShown, enable_webhook(webhook=self._webhook(webhook), by=self.by, at=self.at))
