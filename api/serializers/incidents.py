"""Incidents, what belongs to them, and macros."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import Role
from api.serializers.base import Body, Moment, PersonShown
from api.serializers.tickets import TeamShown
from incidents.models import Attachment, Incident, IncidentState, Update
from incidents.services import Notice, Rule
from knowledge.models import FollowUp, Macro
from tickets.categories import Category

MOST_UPDATES = 50
_OF_THE_RULE = ("category", "since", "topic", "networks", "coins")


class UpdateShown(serializers.Serializer[Update]):
    """A public word to everybody who was attached, in both languages. The last one may be final."""

    body = serializers.CharField()
    body_zh = serializers.CharField()
    final = serializers.BooleanField()
    at = Moment()


class IncidentRow(serializers.Serializer[Incident]):
    """What the public reads of an incident, and which tickets belong to it; a topic, networks and coins that are empty fit all."""

    id = serializers.IntegerField()
    state = serializers.ChoiceField(IncidentState.choices)
    title = serializers.CharField()
    title_zh = serializers.CharField()
    body = serializers.CharField()
    body_zh = serializers.CharField()
    category = serializers.ChoiceField(Category.choices)
    topic = serializers.CharField()
    networks = serializers.ListField(child=serializers.CharField())
    coins = serializers.ListField(child=serializers.CharField())
    started_at = Moment()
    declared_at = Moment()
    solved_at = Moment(allow_null=True)


class IncidentShown(IncidentRow):
    """With its newest updates, the newest first."""

    updates = serializers.SerializerMethodField()

    @extend_schema_field(UpdateShown(many=True))
    def get_updates(self, incident: Incident) -> list[Any]:
        """At most 50."""
        return [UpdateShown(each).data for each in incident.updates.order_by("-id")[:MOST_UPDATES]]


class Words(Body):
    """A public text in both languages."""

    body = serializers.CharField()
    body_zh = serializers.CharField()

    @staticmethod
    def notice(typed: dict[str, str]) -> Notice:
        """As the verbs take it."""
        return Notice(typed["body"], typed["body_zh"], typed.get("title", ""), typed.get("title_zh", ""))


class LastWord(Words):
    """Both texts, or none to solve it in silence."""

    body = serializers.CharField(required=False)
    body_zh = serializers.CharField(required=False)

    @classmethod
    def last(cls, typed: dict[str, str]) -> Notice | None:
        """None when nothing is said. One text alone is for the verb to refuse."""
        return cls.notice({"body": "", "body_zh": ""} | typed) if typed else None


class NewIncident(Words):
    """What happened, and which tickets belong to it: those opened at `since` or later under this category, topic, network, coin."""

    title = serializers.CharField()
    title_zh = serializers.CharField()
    category = serializers.ChoiceField(Category.choices)
    since = Moment()
    topic = serializers.CharField(required=False, default="", allow_blank=True)
    networks = serializers.ListField(child=serializers.CharField(max_length=40), required=False, max_length=50)
    coins = serializers.ListField(child=serializers.CharField(max_length=15), required=False, max_length=50)

    @staticmethod
    def rule(typed: dict[str, Any]) -> Rule:
        """As the verb takes it."""
        return Rule(**{name: typed[name] for name in _OF_THE_RULE if name in typed})


class WhichIncident(Body):
    """The id of an incident, and why the ticket belongs there or does not."""

    incident = serializers.IntegerField(min_value=1, max_value=2**62)
    reason = serializers.CharField()


class AttachmentShown(serializers.Serializer[Attachment]):
    """That a ticket belongs, or belonged, to an incident. `attached_by` is null when it was the rule."""

    incident = IncidentRow()
    attached_at = Moment()
    attached_by = PersonShown(allow_null=True)
    detached_at = Moment(allow_null=True)
    reason = serializers.SerializerMethodField(help_text="Why, where it was done by hand. Programs read none.")

    def get_reason(self, attachment: Attachment) -> str:
        """One of ours wrote it for colleagues, as a note."""
        return "" if self.context["by"].role == Role.PROGRAM else attachment.reason


class MacroShown(serializers.Serializer[Macro]):
    """A canned reply. What stands in braces is filled when an agent inserts it."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    name_zh = serializers.CharField()
    body = serializers.CharField()
    body_zh = serializers.CharField()
    team = TeamShown(allow_null=True)
    category = serializers.CharField(help_text="Empty: for every ticket.")
    follow_up = serializers.ChoiceField(FollowUp.choices)
    used = serializers.IntegerField()
    changed_at = Moment()
