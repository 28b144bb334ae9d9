"""What a desk says of a topic."""

import pgtrigger
from django.db import models

from accounts.models import User
from tickets.categories import Priority


class TopicVersion(models.Model):
    """What a desk says of a topic instead of tickets.playbooks. Never edited: an edit makes the next version; the newest holds.

    `words` are only those that differ from the code: by field, in "en" and "zh", a text or a list of texts. An empty `priority` and no
    `place` (in the list of its category, from 1) are the code's.
    """

    topic = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    words = models.JSONField(default=dict)
    priority = models.CharField(max_length=10, choices=Priority.choices, blank=True)
    place = models.PositiveSmallIntegerField(null=True)
    offered = models.BooleanField(default=True)
    reason = models.CharField(max_length=200)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["topic", "version"], name="topic_version_once")]
        triggers = [pgtrigger.Protect(name="topic_version_kept", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.topic} v{self.version}"
