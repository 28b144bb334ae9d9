"""The status of a ticket, and tokens."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from knox.models import AuthToken
from rest_framework import serializers

from accounts.models import Role, Scope
from accounts.services.tokens import LONGEST_DAYS, scopes_of
from api.serializers.base import Body, Moment, PersonShown
from api.serializers.tickets import NUMBER, StatusPromise
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
