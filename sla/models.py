"""Calendars and policies as versions; timers as rows; pauses; breaches."""

from datetime import timedelta

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.hours import Schedule
from tickets.categories import Category, Priority
from tickets.models import Ticket


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

    class Meta:
        constraints = [models.UniqueConstraint(fields=["calendar", "version"], name="calendar_version_once")]
        triggers = [pgtrigger.Protect(name="calendar_version_kept", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.calendar.name} v{self.version}"

    def hours(self) -> Schedule:
        """The schedule as core.hours reads it."""
        return Schedule.from_json(self.schedule)


class Policy(models.Model):
    """Which promise applies: the first by `position` whose category and priority match (empty matches all)."""

    name = models.CharField(max_length=60, unique=True)
    position = models.PositiveIntegerField(unique=True)
    category = models.CharField(max_length=20, choices=Category.choices, blank=True)
    priority = models.CharField(max_length=10, choices=Priority.choices, blank=True)

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.name


class PolicyVersion(models.Model):
    """One state of a policy: goal and limit of each kind of timer, in minutes of the calendar's working time."""

    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="versions")
    version = models.PositiveIntegerField()
    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, related_name="+")
    first_reply_goal = models.PositiveIntegerField()
    first_reply_limit = models.PositiveIntegerField()
    resolution_goal = models.PositiveIntegerField()
    resolution_limit = models.PositiveIntegerField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["policy", "version"], name="policy_version_once"),
            models.CheckConstraint(
                condition=models.Q(first_reply_goal__gt=0, resolution_goal__gt=0)
                & models.Q(first_reply_limit__gte=models.F("first_reply_goal"))
                & models.Q(resolution_limit__gte=models.F("resolution_goal")),
                name="policy_goal_before_limit",
            ),
        ]
        triggers = [pgtrigger.Protect(name="policy_version_kept", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.policy.name} v{self.version}"

    def targets(self, kind: str) -> tuple[timedelta, timedelta]:
        """Goal and limit of one kind of timer, as working time."""
        goal, limit = getattr(self, f"{kind}_goal"), getattr(self, f"{kind}_limit")
        return timedelta(minutes=goal), timedelta(minutes=limit)


class TimerKind(models.TextChoices):
    """What was promised. Values are the prefixes of PolicyVersion's columns."""

    FIRST_REPLY = "first_reply", _("First reply")
    RESOLUTION = "resolution", _("Resolution")


class TimerState(models.TextChoices):
    """`held` means: failed too often to be fired, an alarm for the administrator."""

    RUNNING = "running", _("Running")
    PAUSED = "paused", _("Paused")
    MET = "met", _("Met")
    MISSED = "missed", _("Answered late")
    CANCELLED = "cancelled", _("Cancelled")
    HELD = "held", _("Held")


UNANSWERED = [TimerState.RUNNING, TimerState.PAUSED, TimerState.HELD]


class Timer(models.Model):
    """One promise on one ticket.

    `due_at` (the limit) moves only by a recorded pause or re-basing; `wake_at` is only when to look next. `breached_at` and
    `goal_passed_at` say that the passing was acted upon; whether a promise is broken follows from `due_at` alone.
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="timers")
    kind = models.CharField(max_length=12, choices=TimerKind.choices)
    generation = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=TimerState.choices, default=TimerState.RUNNING)
    started_at = models.DateTimeField()
    goal_at = models.DateTimeField()
    due_at = models.DateTimeField()
    wake_at = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    goal_passed_at = models.DateTimeField(null=True)
    breached_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    policy_version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="timers")
    calendar_version = models.ForeignKey(CalendarVersion, on_delete=models.PROTECT, related_name="timers")
    tries = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "kind", "generation"], name="timer_once"),
            models.CheckConstraint(condition=models.Q(kind__in=TimerKind.values), name="timer_kind_known"),
            models.CheckConstraint(condition=models.Q(goal_at__lte=models.F("due_at")), name="timer_goal_before_due"),
            models.CheckConstraint(
                condition=models.Q(stopped_at__isnull=False, state__in=["met", "missed", "cancelled"])
                | models.Q(stopped_at__isnull=True, state__in=["running", "paused", "held"]),
                name="timer_stopped_has_moment",
            ),
            models.CheckConstraint(
                condition=models.Q(state="paused", paused_at__isnull=False) | models.Q(paused_at__isnull=True),
                name="timer_paused_has_moment",
            ),
        ]
        indexes = [
            # Read only by sla.services.sweep.fire_due and by the lag of /healthz/sla.
            models.Index(
                fields=["wake_at"], condition=models.Q(state="running", wake_at__isnull=False), name="timer_wake"
            ),
            models.Index(fields=["id"], condition=models.Q(state="held"), name="timer_held"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of ticket {self.ticket_id}, generation {self.generation}"

    @property
    def targets(self) -> tuple[timedelta, timedelta]:
        """Goal and limit as working time."""
        return self.policy_version.targets(self.kind)


class Pause(models.Model):
    """A stretch in which a timer stood still. Written when it begins, ended once, never changed after."""

    timer = models.ForeignKey(Timer, on_delete=models.PROTECT, related_name="pauses")
    reason = models.CharField(max_length=20)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["started_at"]
        constraints = [
            models.UniqueConstraint(fields=["timer"], condition=models.Q(ended_at__isnull=True), name="pause_one_open"),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True) | models.Q(ended_at__gte=models.F("started_at")),
                name="pause_forward",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="pause_kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="pause_ended_once", operation=pgtrigger.Update, condition=pgtrigger.Q(old__ended_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"pause of timer {self.timer_id}"


class Breach(models.Model):
    """A promise that was missed: one row for each timer, with the moment it was due. Answered late or not at all."""

    timer = models.OneToOneField(Timer, on_delete=models.PROTECT, related_name="breach")
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="breaches")
    kind = models.CharField(max_length=12, choices=TimerKind.choices)
    due_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    holder_label = models.CharField(max_length=80, blank=True)
    team_name = models.CharField(max_length=60, blank=True)

    class Meta:
        indexes = [models.Index(fields=["-due_at", "-id"], name="breach_newest")]

    def __str__(self) -> str:
        return f"breach of timer {self.timer_id}"


class RingerTick(models.Model):
    """When each ringer last swept. One row for each name."""

    name = models.CharField(max_length=20, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} at {self.at:%H:%M:%S}"
