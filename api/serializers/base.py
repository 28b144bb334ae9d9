"""What all bodies share: no unknown fields, moments in UTC, people masked."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from accounts.models import Customer
from accounts.selectors import masked
from core.moments import BEYOND, beyond

_NAIVE = _("Give the time with its offset from UTC, as in 2026-11-22T08:00:00Z.")


class Moment(serializers.DateTimeField):
    """A moment: shown in UTC with its offset (+00:00), taken with any offset; refused without one, and far beyond a life."""

    def enforce_timezone(self, value: datetime) -> datetime:
        """The server's zone is nobody's guess."""
        if value.tzinfo is None:
            raise serializers.ValidationError(_NAIVE)
        if beyond(value):
            raise serializers.ValidationError(BEYOND)
        return value.astimezone(UTC)

    def to_representation(self, value: datetime) -> str:
        """ISO 8601. A moment that is not there is null before it comes here."""
        return value.astimezone(UTC).isoformat()


class Body(serializers.Serializer[Any]):
    """What may be sent. A field that does not exist is refused: a typing mistake must not look like success."""

    def to_internal_value(self, data: Any) -> Any:
        """Raises ValidationError that names each unknown field."""
        if isinstance(data, Mapping) and (unknown := [name for name in data if name not in self.fields]):
            raise serializers.ValidationError({str(name): [_("There is no such field here.")] for name in unknown})
        return super().to_internal_value(data)


class Versioned(Body):
    """`version` is that of the ticket one was looking at; when it has changed since, nothing happens (409)."""

    version = serializers.IntegerField(required=False, min_value=1)


class PersonShown(serializers.Serializer[Any]):
    """One of ours, as customers know them: number and name."""

    agent_number = serializers.CharField()
    name = serializers.CharField()


class CustomerShown(serializers.Serializer[Customer]):
    """A customer, masked as on the pages."""

    name = serializers.CharField()
    email = serializers.CharField()
    phone = serializers.CharField()
    exchange_uid = serializers.CharField()
    registered = serializers.BooleanField(help_text="Known to the exchange, so that a match proves something.")

    def to_representation(self, instance: Customer) -> dict[str, Any]:
        """Nothing plain leaves."""
        return {**masked(instance), "registered": instance.registered}
