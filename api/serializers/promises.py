"""What the desk promises: policies and calendars in force, and the timers of a ticket."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import CustomerClass
from api.serializers.base import Moment
from api.serializers.tickets import LineShown, PromiseShown
from sla.models import CalendarVersion, PolicyVersion, PromisedKind, Timer
from tickets.categories import Category, ChannelKind, Language, Priority


class TimerShown(PromiseShown):
    """One clock of a ticket. `ledger` is the explanation as it was stored when goal and limit were last laid."""

    id = serializers.IntegerField()
    breached_at = Moment(allow_null=True)
    ledger = serializers.SerializerMethodField()

    @extend_schema_field(LineShown(many=True))
    def get_ledger(self, timer: Timer) -> Any:
        """Rows of core.hours.Line with whole seconds."""
        return [{**each, **{name: int(each[name]) for name in _SECONDS}} for each in timer.explanation]


_SECONDS = ("counted", "paused", "running")


def _any_of(choices: list[tuple[Any, Any]]) -> serializers.ChoiceField:
    return serializers.ChoiceField(choices, allow_blank=True, help_text="Empty matches all.")


class TargetShown(serializers.Serializer[Any]):
    """How soon, in minutes of the calendar's working time."""

    promise = serializers.ChoiceField(PromisedKind.choices)
    goal_minutes = serializers.IntegerField()
    limit_minutes = serializers.IntegerField()


class PolicyShown(serializers.Serializer[PolicyVersion]):
    """A policy as it is in force. The first by `position` that matches a ticket applies."""

    id = serializers.IntegerField(source="policy_id")
    name = serializers.CharField(source="policy.name")
    position = serializers.IntegerField(source="policy.position")
    version = serializers.IntegerField()
    calendar = serializers.CharField(source="calendar.name")
    category = _any_of(Category.choices)
    priority = _any_of(Priority.choices)
    channel = _any_of(ChannelKind.choices)
    language = _any_of(Language.choices)
    customer_class = _any_of(CustomerClass.choices)
    targets = serializers.SerializerMethodField()
    callback_grace = serializers.IntegerField(
        help_text="Minutes after the promised moment that still keep a call-back."
    )
    published_at = Moment(source="created_at")

    @extend_schema_field(TargetShown(many=True))
    def get_targets(self, version: PolicyVersion) -> Any:
        """Goal and limit of each promise."""
        return [
            {
                "promise": kind,
                "goal_minutes": getattr(version, f"{kind}_goal"),
                "limit_minutes": getattr(version, f"{kind}_limit"),
            }
            for kind in PromisedKind.values
        ]


class CalendarShown(serializers.Serializer[CalendarVersion]):
    """A calendar as it is in force: zone, windows of each weekday, days that differ."""

    id = serializers.IntegerField(source="calendar_id")
    name = serializers.CharField(source="calendar.name")
    version = serializers.IntegerField()
    schedule = serializers.DictField()
    published_at = Moment(source="created_at")
