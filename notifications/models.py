"""What staff are told on the desk."""

from django.db import models

from accounts.models import User
from outbox.models import Event


class Notice(models.Model):
    """One event that one person should see. Unique, so that a repeated delivery tells nobody twice."""

    recipient = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notices")
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["recipient", "event"], name="notice_once")]
        indexes = [
            models.Index(fields=["recipient", "-id"], condition=models.Q(read_at__isnull=True), name="notice_unread"),
            models.Index(fields=["recipient", "-id"], name="notice_newest"),
        ]

    def __str__(self) -> str:
        return f"notice {self.pk}"
