"""A promise that was missed."""

from django.db import models

from sla.models.timers import Timer, TimerKind
from tickets.models import Ticket


class Breach(models.Model):
    """A promise that was missed: one row for each timer, with the moment it was due. Answered late or not at all."""

    timer = models.OneToOneField(Timer, on_delete=models.PROTECT, related_name="breach")
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="breaches")
    kind = models.CharField(max_length=30, choices=TimerKind.choices)
    due_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    holder_label = models.CharField(max_length=80, blank=True)
    team_name = models.CharField(max_length=60, blank=True)

    class Meta:
        indexes = [models.Index(fields=["-due_at", "-id"], name="breach_newest")]

    def __str__(self) -> str:
        return f"breach of timer {self.timer_id}"
