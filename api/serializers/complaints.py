"""Complaints: the register's row, and one complaint with its points and the facts of its letters."""

from rest_framework import serializers

from api.serializers.base import CustomerShown, Moment, PersonShown
from complaints.models import (
    Cause,
    Complaint,
    ComplaintState,
    Letter,
    LetterKind,
    NotAdmissible,
    Outcome,
    Point,
    PointOutcome,
    Remedy,
    Sending,
)
from complaints.profiles import ProfileKey


class ComplaintRow(serializers.Serializer[Complaint]):
    """A complaint in the register. `expected_at` is the day told to the customer, `decide_by` the limit of its rules."""

    number = serializers.CharField(help_text="Of the register, as in C-2026-0412.")
    ticket = serializers.CharField(source="ticket.number")
    customer = CustomerShown()
    cause = serializers.ChoiceField(Cause.choices)
    state = serializers.ChoiceField(ComplaintState.choices)
    language = serializers.CharField()
    handler = PersonShown(allow_null=True)
    rules = serializers.ChoiceField(ProfileKey.choices, source="profile")
    round = serializers.IntegerField(help_text="1, and one more for each reopening.")
    opened_at = Moment()
    acknowledge_by = Moment()
    acknowledged_at = Moment(allow_null=True)
    expected_at = Moment()
    decide_by = Moment()
    next_due_at = Moment(allow_null=True, help_text="The nearest limit that is still owed.")
    ended_at = Moment(allow_null=True)
    open_points = serializers.IntegerField()
    outcome = serializers.ChoiceField(Outcome.choices, allow_blank=True)


class PointShown(serializers.Serializer[Point]):
    """One thing that the customer says is wrong, with our answer to it."""

    position = serializers.IntegerField()
    text = serializers.CharField()
    outcome = serializers.ChoiceField(PointOutcome.choices)
    answer = serializers.CharField()
    answered_by = PersonShown(allow_null=True)
    answered_at = Moment(allow_null=True)


class LetterShown(serializers.Serializer[Letter]):
    """That we wrote, when, and how it left the house; not what it says. Without `released_at` it is a draft."""

    kind = serializers.ChoiceField(LetterKind.choices)
    round = serializers.IntegerField()
    language = serializers.CharField()
    created_at = Moment()
    released_at = Moment(allow_null=True)
    sent_at = Moment(allow_null=True)
    sent_by = serializers.ChoiceField(Sending.choices, allow_blank=True)


class ComplaintShown(ComplaintRow):
    """A whole complaint: what the customer says, point by point, how it was decided, what we wrote."""

    statement = serializers.CharField()
    happened = serializers.CharField()
    harm = serializers.CharField()
    wanted = serializers.CharField()
    evidence = serializers.CharField()
    refusal = serializers.ChoiceField(NotAdmissible.choices, allow_blank=True)
    decided_at = Moment(allow_null=True)
    decision = serializers.CharField()
    remedies = serializers.ListField(child=serializers.ChoiceField(Remedy.choices))
    refund_amount = serializers.CharField()
    refund_asset = serializers.CharField()
    points = PointShown(many=True)
    letters = LetterShown(many=True)
