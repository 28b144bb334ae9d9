"""The escalation ladder as data: who hears of a promise, when, and how."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sla.models.timers import TimerKind
from tickets.categories import Priority


class Mark(models.TextChoices):
    """From which mark of the promise a rung is measured."""

    GOAL = "goal", pgettext_lazy("promise", "Goal")
    LIMIT = "limit", pgettext_lazy("promise", "Limit")


class Audience(models.TextChoices):
    """Who hears of it. Nobody off shift is disturbed, except for emergencies."""

    HOLDER = "holder", _("Who holds the ticket")
    LEAD = "lead", _("Team lead")
    SUPERVISORS = "supervisors", _("Supervisors")
    OFFICERS = "officers", _("Complaint officers")
    HANDLER = "handler", _("Handler of the complaint")


class Way(models.TextChoices):
    """How they hear of it. The last two go to the addresses in the settings, not to persons."""

    DESK = "desk", _("On the desk")
    MAIL = "mail", _("By e-mail")
    TELEGRAM = "telegram", _("Telegram")
    WEBHOOK = "webhook", _("Webhook")


class Action(models.TextChoices):
    """What happens besides telling. A missed limit opens a complaint by itself, ladder or not."""

    NONE = "", _("Tell only")
    ESCALATE = "escalate", _("Send to the complaint channel")
    RELEASE = "release", _("Put back into the team's queue")


class LadderStep(models.Model):
    """One rung: at a share of the time to a mark (1 to 99 %), or so many minutes of working time before (negative) or after it.

    Never edited: a change retires the rung and adds another one, so that what was told can always be explained.
    """

    kind = models.CharField(max_length=30, choices=TimerKind.choices, blank=True)
    priority = models.CharField(max_length=10, choices=Priority.choices, blank=True)
    mark = models.CharField(max_length=5, choices=Mark.choices)
    percent = models.PositiveSmallIntegerField(null=True, blank=True)
    minutes = models.IntegerField(null=True, blank=True)
    audiences = ArrayField(models.CharField(max_length=12, choices=Audience.choices))
    ways = ArrayField(models.CharField(max_length=10, choices=Way.choices))
    action = models.CharField(max_length=10, choices=Action.choices, blank=True)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=80, blank=True)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(percent__isnull=False, minutes__isnull=True, percent__gte=1, percent__lte=99)
                | models.Q(percent__isnull=True, minutes__isnull=False),
                name="ladder_step_has_one_offset",
            ),
            models.CheckConstraint(condition=models.Q(mark__in=Mark.values), name="ladder_step_mark_known"),
        ]
        triggers = [
            pgtrigger.Protect(name="ladder_step_kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="ladder_step_retired_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__retired_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        offset = f"{self.percent} % of" if self.percent else f"{self.minutes} min from"
        return f"{offset} {self.mark}"
