"""Reviews of missed promises."""

from rest_framework import serializers

from api.serializers.base import Moment, PersonShown
from sla.models import BreachReview, ReviewCause, TimerKind
from sla.reviews.states import ReviewState


class CauseShown(serializers.Serializer[ReviewCause]):
    """An entry of one of the supervisors' two lists."""

    name = serializers.CharField()
    name_zh = serializers.CharField()


class ReviewRow(serializers.Serializer[BreachReview]):
    """The case that a missed promise opened. `held_by` and `team` are who had the ticket when the limit passed."""

    id = serializers.IntegerField()
    state = serializers.ChoiceField(ReviewState.choices)
    ticket = serializers.CharField(source="breach.ticket.number")
    promise = serializers.ChoiceField(TimerKind.choices, source="breach.kind")
    limit_at = Moment(source="breach.due_at")
    held_by = serializers.CharField(source="breach.holder_label")
    team = serializers.CharField(source="breach.team_name")
    opened_at = Moment()
    cause = CauseShown(allow_null=True)
    reviewed_by = PersonShown(allow_null=True)
    reviewed_at = Moment(allow_null=True)
    closed_at = Moment(allow_null=True)


class ReviewShown(ReviewRow):
    """A whole case: why, what is done about it, who signed, and what became of a dispute of the clock."""

    version = serializers.IntegerField()
    aggravation = CauseShown(allow_null=True)
    action = serializers.CharField()
    action_owner = PersonShown(allow_null=True)
    due_on = serializers.DateField(allow_null=True)
    customer_told_at = Moment(allow_null=True)
    remark = serializers.CharField()
    signed_by = PersonShown(allow_null=True)
    action_done_at = Moment(allow_null=True)
    action_done_by = PersonShown(allow_null=True)
    disputed_by = PersonShown(allow_null=True)
    disputed_at = Moment(allow_null=True)
    dispute = serializers.CharField()
    decided_by = PersonShown(allow_null=True)
    decided_at = Moment(allow_null=True)
    decision = serializers.CharField()
