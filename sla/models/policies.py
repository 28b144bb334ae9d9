"""Calendars and policies as versions: an edit makes the next one, running clocks keep theirs."""

from datetime import timedelta

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import CustomerClass
from core.hours import Schedule
from tickets.categories import Category, ChannelKind, Language, Priority


class Calendar(models.Model):
    """Working hours by name. What they are stands in its versions; running timers keep the one they began with."""

    name = models.CharField(max_length=60, unique=True)

    def __str__(self) -> str:
        return self.name


class CalendarVersion(models.Model):
    """One state of a calendar. Never edited: an edit makes the next version."""

    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, related_name="versions")
    version = models.PositiveIntegerField()
    schedule = models.JSONField()
    created_at = models.DateTimeField()
    published_by = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["calendar", "version"], name="calendar_version_once")]
        triggers = [pgtrigger.Protect(name="calendar_version_kept", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.calendar.name} v{self.version}"

    def hours(self) -> Schedule:
        """The schedule as core.hours reads it."""
        return Schedule.from_json(self.schedule)


class Policy(models.Model):
    """A promise by name. Of those in use, the first by `position` whose newest version matches applies."""

    name = models.CharField(max_length=60, unique=True)
    position = models.PositiveIntegerField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            # Looked at when the transaction ends: two policies may change places.
            models.UniqueConstraint(fields=["position"], name="policy_position", deferrable=models.Deferrable.DEFERRED)
        ]

    def __str__(self) -> str:
        return self.name


class PromisedKind(models.TextChoices):
    """What a policy promises: goal and limit of each. Values are the prefixes of PolicyVersion's columns."""

    FIRST_REPLY = "first_reply", _("First reply")
    NEXT_REPLY = "next_reply", _("Next reply")
    RESOLUTION = "resolution", _("Resolution")


class PolicyVersion(models.Model):
    """One state of a policy: for which matters (empty matches all), and how soon, in minutes of the calendar's working time.

    `callback_grace` is how many minutes after the promised moment a call-back still keeps the promise.
    """

    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="versions")
    version = models.PositiveIntegerField()
    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, related_name="+")
    category = models.CharField(max_length=20, choices=Category.choices, blank=True)
    priority = models.CharField(max_length=10, choices=Priority.choices, blank=True)
    channel = models.CharField(max_length=10, choices=ChannelKind.choices, blank=True)
    language = models.CharField(max_length=10, choices=Language.choices, blank=True)
    customer_class = models.CharField(max_length=12, choices=CustomerClass.choices, blank=True)
    first_reply_goal = models.PositiveIntegerField()
    first_reply_limit = models.PositiveIntegerField()
    next_reply_goal = models.PositiveIntegerField()
    next_reply_limit = models.PositiveIntegerField()
    resolution_goal = models.PositiveIntegerField()
    resolution_limit = models.PositiveIntegerField()
    callback_grace = models.PositiveIntegerField(default=30)
    created_at = models.DateTimeField()
    published_by = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["policy", "version"], name="policy_version_once"),
            models.CheckConstraint(
                condition=models.Q(first_reply_goal__gt=0, next_reply_goal__gt=0, resolution_goal__gt=0)
                & models.Q(first_reply_limit__gte=models.F("first_reply_goal"))
                & models.Q(next_reply_limit__gte=models.F("next_reply_goal"))
                & models.Q(resolution_limit__gte=models.F("resolution_goal")),
                name="policy_goal_before_limit",
            ),
        ]
        triggers = [pgtrigger.Protect(name="policy_version_kept", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.policy.name} v{self.version}"

    def targets(self, kind: str) -> tuple[timedelta, timedelta]:
        """Goal and limit of one promised kind, as working time."""
        goal, limit = getattr(self, f"{kind}_goal"), getattr(self, f"{kind}_limit")
        return timedelta(minutes=goal), timedelta(minutes=limit)
