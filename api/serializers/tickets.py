"""Tickets: what programs and staff may say of them, and what they are shown."""

from typing import Any
from zoneinfo import available_timezones

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.serializers import BaseSerializer

from accounts.models import CustomerClass, Role
from api.serializers.base import Body, CustomerShown, Moment, PersonShown, Versioned
from api.serializers.files import FileBody, FileShown
from notifications.feed import outward
from outbox.models import Event
from sla.models import Timer, TimerKind
from sla.selectors import explanation, timer_state, timers_of
from tickets.categories import Category, ChannelKind, Language, Priority
from tickets.models import Message, MessageKind, Ticket
from tickets.selectors import stage_of
from tickets.services.attaching import MOST_FILES
from tickets.states import WAITING, Stage, State

PROMISE_STATES = ["ok", "risk", "breach", "paused", "met", "met_late"]
WAITING_STATES = [(each.value, each.label) for each in WAITING]
NOTE_KINDS = [(each.value, each.label) for each in (MessageKind.INTERNAL, MessageKind.CALL_NOTE)]
STRETCH_KINDS = ["counted", "paused", "closed"]
NUMBER = r"[1-9][0-9]{11}"


class TeamShown(serializers.Serializer[Any]):
    """Whose queue."""

    name = serializers.CharField()
    name_zh = serializers.CharField()


class TicketRow(serializers.Serializer[Ticket]):
    """A ticket in a list."""

    number = serializers.RegexField(rf"^{NUMBER}$", help_text="12 digits.")
    subject = serializers.CharField()
    category = serializers.ChoiceField(Category.choices)
    topic = serializers.CharField()
    priority = serializers.ChoiceField(Priority.choices)
    state = serializers.ChoiceField(State.choices)
    stage = serializers.SerializerMethodField(help_text="What the customer sees of the state.")
    channel = serializers.ChoiceField(ChannelKind.choices)
    language = serializers.ChoiceField(Language.choices)
    customer = CustomerShown()
    team = TeamShown(allow_null=True)
    assignee = PersonShown(allow_null=True)
    identity_level = serializers.IntegerField()
    opened_at = Moment()
    last_activity_at = Moment()
    first_replied_at = Moment(allow_null=True)
    customer_waiting_since = Moment(allow_null=True)
    waiting_for = serializers.CharField()
    waiting_until = Moment(allow_null=True)
    resolved_at = Moment(allow_null=True)
    closed_at = Moment(allow_null=True)
    escalated_at = Moment(allow_null=True)
    goal_at = Moment(allow_null=True, help_text="Of the nearest promise that runs.")
    limit_at = Moment(allow_null=True)
    breached_at = Moment(allow_null=True)
    version = serializers.IntegerField()

    @extend_schema_field(serializers.ChoiceField(Stage.choices))
    def get_stage(self, ticket: Ticket) -> Stage:
        """The step of the customer's bar."""
        return stage_of(ticket)


class PauseShown(serializers.Serializer[Any]):
    """A stretch in which a promise stood still; without an end it still does."""

    reason = serializers.CharField()
    started_at = Moment()
    ended_at = Moment(allow_null=True)


class StatusPromise(serializers.Serializer[Timer]):
    """A promise as its customer may see it."""

    kind = serializers.ChoiceField(TimerKind.choices)
    state = serializers.SerializerMethodField()
    started_at = Moment()
    goal_at = Moment()
    limit_at = Moment(source="due_at")
    answered_at = Moment(source="stopped_at", allow_null=True)
    pauses = PauseShown(many=True)

    @extend_schema_field(serializers.ChoiceField(PROMISE_STATES))
    def get_state(self, timer: Timer) -> str:
        """How it stands at this moment: ok, risk (past the goal), breach (past the limit), paused, met, met_late."""
        return timer_state(timer, at=self.context["at"])


class MarkShown(serializers.Serializer[Any]):
    """The moment at which the counted time reached goal or limit."""

    name = serializers.ChoiceField(["goal", "limit"])
    at = Moment()


class LineShown(serializers.Serializer[Any]):
    """One row of the explanation (core.hours.Line). Durations in seconds."""

    kind = serializers.ChoiceField(STRETCH_KINDS)
    day = serializers.DateField()
    last_day = serializers.DateField()
    windows = serializers.ListField(child=serializers.CharField())
    label = serializers.CharField()  # type: ignore[assignment] # DRF's metaclass takes fields off the class
    begins = Moment()
    ends = Moment()
    counted = serializers.SerializerMethodField()
    paused = serializers.SerializerMethodField()
    running = serializers.SerializerMethodField()
    marks = MarkShown(many=True)

    def get_counted(self, line: Any) -> int:
        """Working time that ran in this stretch."""
        return int(line.counted.total_seconds())

    def get_paused(self, line: Any) -> int:
        """Working time that a pause swallowed."""
        return int(line.paused.total_seconds())

    def get_running(self, line: Any) -> int:
        """Counted time from the start to the end of this stretch."""
        return int(line.running.total_seconds())


class PromiseShown(StatusPromise):
    """A promise with its generation, the versions that it is measured by (null where its moments are fixed), and how it comes about."""

    generation = serializers.IntegerField()
    policy = serializers.CharField(source="policy_version.policy.name", default=None, allow_null=True)
    policy_version = serializers.IntegerField(source="policy_version.version", default=None, allow_null=True)
    calendar = serializers.CharField(source="calendar_version.calendar.name", default=None, allow_null=True)
    calendar_version = serializers.IntegerField(source="calendar_version.version", default=None, allow_null=True)
    basis = serializers.CharField(help_text="What fixed the moments where no policy measured them; empty otherwise.")
    explanation = serializers.SerializerMethodField()

    @extend_schema_field(LineShown(many=True))
    def get_explanation(self, timer: Timer) -> Any:
        """Day by day, from the start to the answer or the limit."""
        return LineShown(explanation(timer, at=self.context["at"]), many=True).data


class TicketShown(TicketRow):
    """A whole ticket with its promises."""

    fields = serializers.DictField(child=serializers.CharField())  # type: ignore[assignment] # idem
    solution = serializers.CharField()
    merged_numbers = serializers.SerializerMethodField(
        help_text="Of the tickets that go on in this one: they lead here."
    )
    promises = serializers.SerializerMethodField()

    @extend_schema_field(serializers.ListField(child=serializers.RegexField(rf"^{NUMBER}$")))
    def get_merged_numbers(self, ticket: Ticket) -> list[str]:
        """The oldest first."""
        return list(ticket.merged.order_by("pk").values_list("number", flat=True))

    @extend_schema_field(PromiseShown(many=True))
    def get_promises(self, ticket: Ticket) -> Any:
        """All clocks, the newest generation first."""
        shown: BaseSerializer[Any] = PromiseShown(many=True, context=self.context)
        return shown.to_representation(timers_of(ticket))


class MessageShown(serializers.Serializer[Message]):
    """One thing said. `by` is null when the customer said it."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(MessageKind.choices)
    by = PersonShown(allow_null=True)
    body = serializers.CharField()
    channel = serializers.ChoiceField(ChannelKind.choices)
    at = Moment()
    files = FileShown(many=True, source="attachments")


class ActorShown(serializers.Serializer[Event]):
    """Who did it."""

    kind = serializers.CharField(source="actor_kind")
    id = serializers.CharField(source="actor_id")
    label = serializers.CharField(source="actor_label")  # type: ignore[assignment] # idem


class EventShown(serializers.Serializer[Event]):
    """One thing that happened: ids and plain values."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    at = Moment()
    actor = ActorShown(source="*")
    data = serializers.SerializerMethodField()  # type: ignore[assignment] # idem

    def get_data(self, event: Event) -> dict[str, Any]:
        """Programs read what the feed tells; staff all that the pages show."""
        return outward(event) if self.context["by"].role == Role.PROGRAM else event.data


class TicketFilters(Body):
    """What a list can be cut by."""

    state = serializers.ChoiceField(State.choices, required=False)
    category = serializers.ChoiceField(Category.choices, required=False)
    assignee = serializers.ChoiceField(["me"], required=False, help_text="Live work of who asks.")
    updated_since = Moment(required=False, help_text="Something was said or moved at this moment or after it.")
    cursor = serializers.CharField(required=False)
    page_size = serializers.IntegerField(required=False, min_value=1, max_value=200)


class CustomerBody(Body):
    """Who asks. `exchange_uid` only from the exchange's own program, which vouches for it; otherwise a contact."""

    name = serializers.CharField(required=False, allow_blank=True, default="")
    email = serializers.CharField(required=False, allow_blank=True, default="")
    phone = serializers.CharField(required=False, allow_blank=True, default="")
    exchange_uid = serializers.CharField(required=False, allow_blank=True, default="")
    customer_class = serializers.ChoiceField(
        CustomerClass.choices,
        required=False,
        allow_blank=True,
        default="",
        help_text="In which class the exchange keeps the account; promises may differ by it. Only beside exchange_uid.",
    )


class NewTicket(Body):
    """A matter begins. `fields` are those of the topic's playbook, `zone` is where their times without offset are meant."""

    customer = CustomerBody()
    subject = serializers.CharField()
    body = serializers.CharField()
    category = serializers.ChoiceField(Category.choices)
    topic = serializers.CharField(required=False, allow_blank=True, default="")
    priority = serializers.ChoiceField(Priority.choices, required=False)
    language = serializers.ChoiceField(Language.choices, default=Language.EN)
    fields = serializers.DictField(child=serializers.CharField(allow_blank=True), required=False)  # type: ignore[assignment] # idem
    zone = serializers.CharField(required=False)
    files = serializers.ListField(child=FileBody(), default=list, max_length=MOST_FILES)

    def validate_zone(self, zone: str) -> str:
        """An IANA name."""
        return checked_zone(zone)


def checked_zone(zone: str) -> str:
    """`zone` if it is an IANA name."""
    if zone not in available_timezones():
        raise serializers.ValidationError(_("Give a zone of the IANA database, as in Asia/Singapore."))
    return zone


class Said(Versioned):
    """Something to say."""

    body = serializers.CharField()


class Note(Body):
    """Something for ourselves."""

    body = serializers.CharField()
    kind = serializers.ChoiceField(NOTE_KINDS, default=MessageKind.INTERNAL)


class CustomerSaid(Body):
    """What the customer says."""

    body = serializers.CharField()
    files = serializers.ListField(child=FileBody(), default=list, max_length=MOST_FILES)


class Assign(Versioned):
    """To whom: an agent number, `me`, or null for nobody."""

    to = serializers.CharField(allow_null=True)


class NewCategory(Versioned):
    """Another door."""

    category = serializers.ChoiceField(Category.choices)
    topic = serializers.CharField(required=False, allow_blank=True, default="")


class NewPriority(Versioned):
    """More or less urgent."""

    priority = serializers.ChoiceField(Priority.choices)


class Pend(Versioned):
    """For whom we wait, for what, until when."""

    state = serializers.ChoiceField(WAITING_STATES)
    reason = serializers.CharField()
    until = Moment()


class Resolve(Versioned):
    """How it was solved; the customer is told."""

    solution = serializers.CharField()


class Reopen(Versioned):
    """Why it was not solved."""

    cause = serializers.CharField(required=False, allow_blank=True, default="")


class Nothing(Body):
    """No fields."""
