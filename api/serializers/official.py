"""The directory of official channels and the answers of "is this really us?"."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.serializers.base import Body, Moment
from channels.announcements.models import Announcement, AnnouncementKind
from channels.directory.matching import Answer, Verdict
from channels.directory.models import OfficialChannel
from channels.directory.shown import link_to, shown_value
from core.lookalikes import Kind, Trick
from core.lookalikes.reading import LONGEST
from notifications.codes import CodeAnswer
from tickets.categories import ChannelKind


class ChannelFacts(serializers.Serializer[OfficialChannel]):
    """One channel that is ours. `value` is in the form in which channels are compared, `shown` as people write it."""

    kind = serializers.ChoiceField(Kind.choices)
    value = serializers.CharField()
    shown = serializers.SerializerMethodField()
    url = serializers.SerializerMethodField()
    name = serializers.CharField()
    name_zh = serializers.CharField()
    region = serializers.CharField()
    region_zh = serializers.CharField()
    languages = serializers.ListField(child=serializers.CharField())
    schedule = serializers.DictField()
    will = serializers.CharField()
    will_zh = serializers.CharField()
    never = serializers.CharField()
    never_zh = serializers.CharField()
    since = Moment()
    version = serializers.IntegerField()

    def get_shown(self, channel: OfficialChannel) -> str:
        """As people write it."""
        return shown_value(channel.kind, channel.value)

    def get_url(self, channel: OfficialChannel) -> str:
        """Where it leads; empty for what is no one place."""
        return link_to(channel.kind, channel.value)


class OperatorNames(serializers.Serializer[Any]):
    """Whose channels these are."""

    name = serializers.CharField()
    name_zh = serializers.CharField()


class DirectoryShown(serializers.Serializer[Any]):
    """All that is ours. A copy is good until `expires_at`."""

    operator = OperatorNames()
    issued_at = Moment()
    expires_at = Moment()
    never_ask = serializers.CharField()
    never_ask_zh = serializers.CharField()
    channels = ChannelFacts(many=True)


class AskOfficial(Body):
    """Whatever somebody pasted: a number, an address, an account, a whole message."""

    text = serializers.CharField(max_length=LONGEST)


class OfficialAnswer(serializers.Serializer[Answer]):
    """About one thing in the text. There is no verdict "safe". `trick` says how it comes near to `nearest`."""

    shown = serializers.CharField(source="told.shown")
    kind = serializers.CharField(source="told.kind", allow_blank=True)
    verdict = serializers.ChoiceField([each.value for each in Verdict])
    channels = ChannelFacts(many=True)
    nearest = ChannelFacts(allow_null=True)
    trick = serializers.ChoiceField(Trick.choices, source="near.trick", default="", allow_blank=True)


class MessageAnswer(serializers.Serializer[CodeAnswer]):
    """About the code of a message. What is told of a message of ours is enough to notice that its code was copied into another one:
    by which way it went, the masked address of a mail and the last four digits of its ticket's number; empty where there is none."""

    code = serializers.CharField()
    verdict = serializers.SerializerMethodField()
    channel = serializers.ChoiceField(ChannelKind.choices, source="sent.channel", default="", allow_blank=True)
    sent_at = Moment(source="sent.sent_at", default=None, allow_null=True)
    address = serializers.CharField(source="sent.address", default="", allow_blank=True)
    ticket_ends_in = serializers.CharField(source="sent.number", default="", allow_blank=True)

    @extend_schema_field(serializers.ChoiceField([Verdict.OFFICIAL.value, Verdict.NOT_OURS.value]))
    def get_verdict(self, answer: CodeAnswer) -> str:
        """Ours when we know to have sent it."""
        return str(Verdict.OFFICIAL.value if answer.sent else Verdict.NOT_OURS.value)


class OfficialAnswers(serializers.Serializer[Any]):
    """One for each thing that the text names, at most eight. A text that is the code of a message is answered by `message` alone."""

    results = OfficialAnswer(many=True)
    message = MessageAnswer(allow_null=True)


class AnnouncementShown(serializers.Serializer[Announcement]):
    """One word to all. No regions: everywhere; `ends_at` null: until it is withdrawn."""

    id = serializers.IntegerField(source="pk")
    kind = serializers.ChoiceField(AnnouncementKind.choices)
    title = serializers.CharField()
    title_zh = serializers.CharField()
    body = serializers.CharField()
    body_zh = serializers.CharField()
    regions = serializers.ListField(child=serializers.CharField())
    starts_at = Moment()
    ends_at = Moment(allow_null=True)


class AnnouncementsShown(serializers.Serializer[Any]):
    """What runs now, the newest first, at most fifty."""

    results = AnnouncementShown(many=True)
