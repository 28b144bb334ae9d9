"""By which calendar a way in is attended."""

from django.db import models

from sla.models.policies import Calendar
from tickets.categories import ChannelKind


class ChannelHours(models.Model):
    """The calendar of one kind of channel. A kind without a row is open at all times; hotlines have the hours of their own entries."""

    kind = models.CharField(max_length=10, choices=ChannelKind.choices, primary_key=True)
    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(kind=ChannelKind.HOTLINE), name="channel_hours_not_of_hotlines")
        ]

    def __str__(self) -> str:
        return f"{self.kind} by {self.calendar_id}"
