"""Whether the promises are watched: ticks of the ringers, guards that hold them back, canaries that prove the whole way."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RingerTick(models.Model):
    """When each ringer last looked. One row for each name.

    `uptime` is the seconds since `boot` (an id of the machine's start) by a clock that nobody can set: what lies between two ticks
    by it must lie between them by the wall clock too. `skew_seconds` is how far the ringer's clock was off the database's.
    """

    name = models.CharField(max_length=20, primary_key=True)
    at = models.DateTimeField()
    boot = models.CharField(max_length=40, blank=True)
    uptime = models.FloatField(default=0)
    skew_seconds = models.FloatField(default=0)

    def __str__(self) -> str:
        return f"{self.name} at {self.at:%H:%M:%S}"


class GuardKind(models.TextChoices):
    """What made the ringers stop by themselves."""

    CLOCK_JUMP = "clock_jump", _("The clock jumped")
    MASS_ESCALATION = "mass_escalation", _("Too many promises missed at once")


class Guard(models.Model):
    """The ringers hold back until a person has looked. One may be open for each kind; a release lets them go on.

    `facts` are plain values: the jump in seconds, or how many were due of how many.
    """

    kind = models.CharField(max_length=20, choices=GuardKind.choices)
    engaged_at = models.DateTimeField()
    facts = models.JSONField(default=dict)
    released_at = models.DateTimeField(null=True)
    released_by = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=GuardKind.values), name="guard_kind_known"),
            models.UniqueConstraint(
                fields=["kind"], condition=models.Q(released_at__isnull=True), name="guard_one_open_of_a_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} since {self.engaged_at:%Y-%m-%d %H:%M:%S}"


class Canary(models.Model):
    """A promise to ourselves, every few minutes: due like a timer, fired by a ringer, delivered by the outbox."""

    due_at = models.DateTimeField()
    fired_at = models.DateTimeField(null=True)
    heard_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            # Read by the sweep and by health; at most a few are open.
            models.Index(fields=["due_at"], condition=models.Q(heard_at__isnull=True), name="canary_open"),
        ]

    def __str__(self) -> str:
        return f"canary due {self.due_at:%H:%M:%S}"


class Inspection(models.Model):
    """The last answer of the invariant query: numbers of open tickets without a running timer. One row."""

    name = models.CharField(max_length=20, primary_key=True)
    at = models.DateTimeField()
    numbers = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.name}: {len(self.numbers)}"
