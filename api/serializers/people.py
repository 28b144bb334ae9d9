"""Customers, masked; and what the desk shows of itself: teams, hotlines."""

from typing import Any

from rest_framework import serializers

from accounts.models import Customer, CustomerClass, Team
from api.serializers.base import Body, CustomerShown, Moment, PersonShown
from channels.selectors import ChannelStatus


class CustomerSearch(Body):
    """One whole e-mail address, telephone number or account id of the exchange."""

    contact = serializers.CharField(max_length=300)


class CustomerRow(CustomerShown):
    """A customer, masked, with the id under which this API knows them."""

    id = serializers.UUIDField(source="public_id")
    language = serializers.CharField()
    customer_class = serializers.ChoiceField(CustomerClass.choices)
    created_at = Moment()

    def to_representation(self, instance: Customer) -> dict[str, Any]:
        """Nothing plain leaves."""
        return {
            **super().to_representation(instance),
            "id": str(instance.public_id),
            "language": instance.language,
            "customer_class": instance.customer_class,
            "created_at": Moment().to_representation(instance.created_at),
        }


class CustomersFound(serializers.Serializer[Any]):
    """Who has exactly this contact and a ticket that may be seen; at most 20."""

    results = CustomerRow(many=True)


class DeskTeam(serializers.Serializer[Team]):
    """A group that shares a queue. `hours` is when its people are on shift; empty is always."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    name_zh = serializers.CharField()
    categories = serializers.ListField(child=serializers.CharField())
    lead = PersonShown(allow_null=True)
    hours = serializers.DictField()


class HotlineShown(serializers.Serializer[ChannelStatus]):
    """A published number, whether it is open now, and when that changes (null: never)."""

    region = serializers.CharField(source="channel.region")
    region_zh = serializers.CharField(source="channel.region_zh")
    phone = serializers.CharField(source="channel.value")
    languages = serializers.ListField(child=serializers.CharField(), source="channel.languages")
    wait_minutes = serializers.IntegerField(source="channel.wait_minutes", allow_null=True)
    schedule = serializers.DictField(source="channel.schedule")
    open_now = serializers.BooleanField()
    changes_at = Moment(allow_null=True)


class HotlinesShown(serializers.Serializer[Any]):
    """All of them, in the order in which they are published."""

    results = HotlineShown(many=True)
