"""Calls: what the telephone system pushes, what staff type, what is shown."""

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import Customer
from api.serializers.base import Body, CustomerShown, Moment, PersonShown
from api.serializers.tickets import NUMBER, checked_zone
from channels.dispositions import Disposition
from channels.models import Call, CallerMatch, CallState, Direction
from core.contacts import mask_phone
from tickets.categories import Category, Language, Priority
from tickets.policies import may_read_notes

_FEW = 20  # more names than telephones ever ring for one call


@extend_schema_field({"oneOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]})
class Names(serializers.Field[tuple[str, ...], Any, list[str], Any]):
    """One name or several; in a form also as `user[]`."""

    def get_value(self, dictionary: Mapping[Any, Any]) -> Any:
        """All values of a form."""
        if isinstance(dictionary, QueryDict):
            name = str(self.field_name)
            return [*dictionary.getlist(name), *dictionary.getlist(f"{name}[]")] or serializers.empty
        return super().get_value(dictionary)

    def to_internal_value(self, data: Any) -> tuple[str, ...]:
        """Numbers are taken as names: telephone systems know their people by extension."""
        names = data if isinstance(data, list) else [data]
        if not all(isinstance(each, str | int) for each in names):
            raise serializers.ValidationError(_("Give one name, or a list of names."))
        return tuple(str(each).strip() for each in names[:_FEW])

    def to_representation(self, value: Any) -> list[str]:
        """Never shown."""
        return list(value)


class CtiEvent(serializers.Serializer[Any]):
    """One event of the telephone system in Zammad's shape. Other fields are allowed and not read; nor are `cause` and `queue`."""

    event = serializers.CharField(help_text="newCall, answer or hangup.")
    callId = serializers.CharField(help_text="1 to 100 characters, the same in all events of a call.")  # noqa: N815 - Zammad's name
    direction = serializers.CharField(required=False, allow_blank=True, allow_null=True, help_text="in or out.")
    to = serializers.CharField(required=False, allow_blank=True, allow_null=True)
    user = Names(required=False, allow_null=True, help_text="Agent number or mail address of who answers.")
    answeringNumber = serializers.CharField(required=False, allow_blank=True, allow_null=True)  # noqa: N815 - Zammad's name
    cause = serializers.CharField(required=False, allow_blank=True, allow_null=True)
    queue = serializers.CharField(required=False, allow_blank=True, allow_null=True)

    def get_fields(self) -> dict[str, Any]:
        """`from` is a word of Python's own."""
        caller = serializers.CharField(required=False, allow_blank=True, allow_null=True)
        return {**super().get_fields(), "from": caller}

    def validate_direction(self, direction: str | None) -> str:
        """Nothing, in or out."""
        if direction and direction not in Direction.values:
            raise serializers.ValidationError(_("Send in or out."))
        return direction or ""


class CallTold(serializers.Serializer[Call]):
    """A call as the telephone system may know it. `number` is reserved and can be read out; a match is a hint, never proof."""

    number = serializers.RegexField(rf"^{NUMBER}$", help_text="12 digits; becomes the ticket's.")
    state = serializers.ChoiceField(CallState.choices)
    direction = serializers.ChoiceField(Direction.choices)
    match = serializers.ChoiceField(CallerMatch.choices)
    agent = PersonShown(allow_null=True)
    started_at = Moment()
    answered_at = Moment(allow_null=True)
    ended_at = Moment(allow_null=True)


class CallShown(CallTold):
    """A call with what came of it. Telephone numbers are masked as on the pages; programs read no notes."""

    hotline = serializers.CharField(source="hotline.value", default=None, allow_null=True)
    caller_phone = serializers.SerializerMethodField()
    customer = CustomerShown(allow_null=True)
    identity_level = serializers.IntegerField()
    language = serializers.ChoiceField(Language.choices)
    category = serializers.ChoiceField(Category.choices, allow_blank=True)
    topic = serializers.CharField()
    priority = serializers.ChoiceField(Priority.choices, allow_blank=True)
    read_back_at = Moment(allow_null=True)
    finished_at = Moment(allow_null=True)
    wait_seconds = serializers.IntegerField(allow_null=True)
    talk_seconds = serializers.IntegerField(allow_null=True)
    wrap_up_seconds = serializers.IntegerField(allow_null=True)
    disposition = serializers.ChoiceField(Disposition.choices, allow_blank=True)
    note = serializers.SerializerMethodField()
    ticket = serializers.CharField(source="ticket.number", default=None, allow_null=True, help_text="12 digits.")
    callback_at = Moment(allow_null=True)
    callback_phone = serializers.SerializerMethodField()
    callback_topic = serializers.CharField()

    def get_caller_phone(self, call: Call) -> str:
        """Masked."""
        return mask_phone(call.caller_phone)

    def get_callback_phone(self, call: Call) -> str:
        """Masked."""
        return mask_phone(call.callback_phone)

    def get_note(self, call: Call) -> str:
        """For staff."""
        return call.note if may_read_notes(self.context["by"]) else ""


class NewCall(Body):
    """A call on any telephone, logged by hand."""

    caller_phone = serializers.CharField(required=False, allow_blank=True, default="")
    direction = serializers.ChoiceField(Direction.choices, default=Direction.INBOUND)
    hotline = serializers.CharField(required=False, help_text="The published number that was called.")


class Finish(Body):
    """What came of a call. Which fields are needed depends on the disposition (channels.services.wrap_up)."""

    disposition = serializers.ChoiceField(Disposition.choices)
    note = serializers.CharField(required=False, allow_blank=True)
    subject = serializers.CharField(required=False, allow_blank=True)
    category = serializers.ChoiceField(Category.choices, required=False)
    topic = serializers.CharField(required=False, allow_blank=True)
    priority = serializers.ChoiceField(Priority.choices, required=False)
    language = serializers.ChoiceField(Language.choices, required=False)
    answers = serializers.DictField(child=serializers.CharField(allow_blank=True), required=False)
    name = serializers.CharField(required=False, allow_blank=True)
    email = serializers.CharField(required=False, allow_blank=True)
    phone = serializers.CharField(required=False, allow_blank=True)
    existing_number = serializers.CharField(required=False, allow_blank=True)
    callback_at = Moment(required=False)
    callback_phone = serializers.CharField(required=False, allow_blank=True)
    callback_topic = serializers.CharField(required=False, allow_blank=True)
    zone = serializers.CharField(required=False, help_text="Where the caller's times are meant.")

    def validate_zone(self, zone: str) -> str:
        """An IANA name."""
        return checked_zone(zone)


class Check(Body):
    """What the caller says: registered mail, last four digits of the registered phone."""

    email = serializers.CharField()
    last4 = serializers.CharField()


class CheckShown(serializers.Serializer[Any]):
    """Match or no match; what is stored is never shown."""

    matched = serializers.BooleanField()
    tries_left = serializers.IntegerField()
    customer = serializers.SerializerMethodField()

    @extend_schema_field(CustomerShown(allow_null=True))
    def get_customer(self, outcome: Any) -> dict[str, Any] | None:
        """Masked, and only after a match."""
        found: Customer | None = outcome.customer
        return CustomerShown(found).data if found else None
