"""The status of a ticket, tokens, the events feed, webhooks."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from knox.models import AuthToken
from rest_framework import serializers

from accounts.models import Role, Scope
from accounts.services.tokens import LONGEST_DAYS, scopes_of
from api.serializers.base import Body, Moment, PersonShown
from api.serializers.tickets import NUMBER, StatusPromise
from notifications.models import Webhook
from notifications.webhooks import secret_of
from tickets.states import Stage


class AskStatus(Body):
    """Number and contact as the customer types them. `visitor` tells customers apart for the limits; it is not kept."""

    number = serializers.CharField()
    contact = serializers.CharField(help_text="The e-mail address or telephone number that they gave us.")
    visitor = serializers.CharField(
        required=False,
        default="",
        max_length=100,
        help_text="A random id of the app's session, or the address it comes from.",
    )


class StatusShown(serializers.Serializer[Any]):
    """Where a ticket stands, for who has its number and contact; never what was said."""

    number = serializers.RegexField(rf"^{NUMBER}$", help_text="12 digits.")
    stage = serializers.ChoiceField(Stage.choices)
    opened_at = Moment()
    escalated_at = Moment(allow_null=True)
    needed = serializers.CharField(help_text="What we need from the customer; empty when nothing.")
    waiting_until = Moment(allow_null=True)
    promises = StatusPromise(many=True)


class NewToken(Body):
    """For whom (agent number of the account; oneself when left out), for how long, and for what."""

    account = serializers.CharField(required=False)
    days = serializers.IntegerField(default=90, min_value=1, max_value=LONGEST_DAYS)
    scopes = serializers.ListField(child=serializers.ChoiceField(Scope.choices), min_length=1, max_length=len(Scope))


class AccountShown(PersonShown):
    """Whose token."""

    role = serializers.ChoiceField(Role.choices)


class TokenRow(serializers.Serializer[AuthToken]):
    """A token without what opens anything."""

    id = serializers.CharField(source="token_key")
    account = AccountShown(source="user")
    created_at = Moment(source="created")
    expires_at = Moment(source="expiry", allow_null=True)
    scopes = serializers.SerializerMethodField()

    @extend_schema_field(serializers.ListField(child=serializers.ChoiceField(Scope.choices)))
    def get_scopes(self, token: AuthToken) -> list[str]:
        """What it may be used for."""
        return sorted(scopes_of(token))


class TokenMade(TokenRow):
    """A new token. The token itself is here once; when the request is repeated it is null."""

    token = serializers.SerializerMethodField()

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_token(self, token: AuthToken) -> str | None:  # noqa: ARG002 - DRF's signature
        """Shown once."""
        secret: str | None = self.context["secret"]
        return secret


class FeedQuery(Body):
    """From where on, and how many."""

    after = serializers.IntegerField(
        default=0, min_value=0, max_value=2**62, help_text="The `next_after` of the answer before; 0 is the beginning."
    )
    limit = serializers.IntegerField(default=100, min_value=1, max_value=500)


class SubjectTold(serializers.Serializer[Any]):
    """What the event is about. Tickets and calls are also named by their number."""

    kind = serializers.CharField()
    id = serializers.IntegerField()
    number = serializers.CharField(allow_null=True)


class ActorTold(serializers.Serializer[Any]):
    """Who did it."""

    kind = serializers.CharField()
    id = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment] # DRF's metaclass takes fields off the class


class EventTold(serializers.Serializer[Any]):
    """One thing that happened, the same as a webhook gets: ids and plain values, never what somebody wrote."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    at = serializers.DateTimeField()
    actor = ActorTold()
    subject = SubjectTold()
    data = serializers.DictField()  # type: ignore[assignment] # idem

    def to_representation(self, instance: dict[str, Any]) -> dict[str, Any]:
        """They are plain values already (notifications.feed.told)."""
        return instance


class FeedPage(serializers.Serializer[Any]):
    """Events by their ids. Ask on with `next_after`; when `more` is false, after a while."""

    results = EventTold(many=True)
    next_after = serializers.IntegerField()
    more = serializers.BooleanField()


class NewWebhook(Body):
    """An address that begins with https://, the events that it hears of, and for which program (oneself when left out)."""

    url = serializers.CharField(max_length=500)
    events = serializers.ListField(child=serializers.CharField(max_length=60), min_length=1, max_length=200)
    account = serializers.CharField(required=False, help_text="Agent number of the account.")


class WebhookShown(serializers.Serializer[Webhook]):
    """A webhook with its last result. `disabled_at`: it failed for a day, and nothing is sent there until it is enabled."""

    id = serializers.UUIDField(source="public_id")
    account = AccountShown(source="owner")
    url = serializers.CharField()
    events = serializers.ListField(child=serializers.CharField())
    created_at = Moment()
    last_sent_at = Moment(allow_null=True)
    last_tried_at = Moment(allow_null=True)
    last_error = serializers.CharField(help_text="Of the last try; empty when it was taken.")
    failures = serializers.IntegerField(help_text="In a row.")
    retry_at = Moment(allow_null=True)
    disabled_at = Moment(allow_null=True)


class WebhookMade(WebhookShown):
    """With the secret of its signatures. It is shown when the webhook is made and never again."""

    secret = serializers.SerializerMethodField()

    def get_secret(self, webhook: Webhook) -> str:
        """64 hex digits."""
        return secret_of(webhook)
