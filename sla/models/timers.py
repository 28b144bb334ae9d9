"""Timers as rows, their pauses, who held the ticket meanwhile, and the ringers' ticks."""

from datetime import timedelta

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Team, User
from core.hours import Schedule
from sla.models.policies import CalendarVersion, PolicyVersion
from tickets.models import Ticket

ALWAYS_OPEN = Schedule.from_json({"zone": "UTC", "always": True})


class TimerKind(models.TextChoices):
    """What was promised. The first three are measured by a policy, the others fall on a fixed moment."""

    FIRST_REPLY = "first_reply", _("First reply")
    NEXT_REPLY = "next_reply", _("Next reply")
    RESOLUTION = "resolution", _("Resolution")
    CALLBACK = "callback", _("Call-back")
    COMPLAINT_ACKNOWLEDGEMENT = "complaint_acknowledgement", _("Acknowledgement of the complaint")
    COMPLAINT_DECISION = "complaint_decision", _("Decision on the complaint")


# Owed by whoever holds the ticket: these are shown on its row, pause with it and end with it.
OF_THE_TICKET = [TimerKind.FIRST_REPLY, TimerKind.NEXT_REPLY, TimerKind.RESOLUTION, TimerKind.CALLBACK]
# Owed by the complaint's handler: the law's clocks neither pause nor end with the ticket.
OF_THE_COMPLAINT = [TimerKind.COMPLAINT_ACKNOWLEDGEMENT, TimerKind.COMPLAINT_DECISION]


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
    With a policy's version the moments are working time; without one they are fixed and `basis` says by what: a call-back
    ("callback") or a rule of the complaint channel. `plan` holds the rungs of the ladder still to climb, as
    [ISO moment, step id], the next one first; `explanation` the ledger of core.hours up to the limit or the answer.
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="timers")
    kind = models.CharField(max_length=30, choices=TimerKind.choices)
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
    policy_version = models.ForeignKey(PolicyVersion, null=True, on_delete=models.PROTECT, related_name="timers")
    calendar_version = models.ForeignKey(CalendarVersion, null=True, on_delete=models.PROTECT, related_name="timers")
    basis = models.CharField(max_length=60, blank=True)
    plan = models.JSONField(default=list)
    explanation = models.JSONField(default=list)
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
            models.CheckConstraint(
                condition=models.Q(policy_version__isnull=False, calendar_version__isnull=False)
                | (models.Q(policy_version__isnull=True, calendar_version__isnull=True) & ~models.Q(basis="")),
                name="timer_has_a_source",
            ),
        ]
        indexes = [
            # Read only by sla.services.sweep.fire_due and by the lag of /healthz/sla.
            models.Index(
                fields=["wake_at"], condition=models.Q(state="running", wake_at__isnull=False), name="timer_wake"
            ),
            models.Index(fields=["id"], condition=models.Q(state="held"), name="timer_held"),
            # What still runs, ticket by ticket: read by sla.services.preview and rebase, and by the count of versions that run.
            models.Index(
                fields=["ticket", "policy_version"],
                condition=models.Q(state__in=["running", "paused", "held"]),
                name="timer_unanswered",
            ),
            # The last month under another version: read by sla.services.preview.
            models.Index(
                fields=["-started_at", "-id"], condition=models.Q(policy_version__isnull=False), name="timer_started"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of ticket {self.ticket_id}, generation {self.generation}"

    @property
    def targets(self) -> tuple[timedelta, timedelta]:
        """Goal and limit as working time, or as plain time from the start when the moments are fixed."""
        if self.policy_version is None:
            return self.goal_at - self.started_at, self.due_at - self.started_at
        return self.policy_version.targets(self.kind)

    @property
    def schedule(self) -> Schedule:
        """The hours that count: those of its calendar's version, or all hours when the moments are fixed."""
        return self.calendar_version.hours() if self.calendar_version else ALWAYS_OPEN


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


class Holding(models.Model):
    """Who had the ticket, from when to when: the clock inside the house, beside the customer's. One is open until it is done."""

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="holdings")
    team = models.ForeignKey(Team, null=True, on_delete=models.SET_NULL, related_name="+")
    holder = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["started_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["ticket"], condition=models.Q(ended_at__isnull=True), name="holding_one_open"
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True) | models.Q(ended_at__gte=models.F("started_at")),
                name="holding_forward",
            ),
        ]
        indexes = [models.Index(fields=["ticket", "started_at"], name="holding_ticket")]
        triggers = [
            pgtrigger.Protect(name="holding_kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="holding_ended_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__ended_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"ticket {self.ticket_id} from {self.started_at:%Y-%m-%d %H:%M}"
