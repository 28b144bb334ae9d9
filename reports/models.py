"""The roll-up of days, and what the desk measures itself by."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from accounts.models import Team
from channels.models import Call

# The kind of the rows that count calls; the others are those of sla.models.TimerKind.
CALL = "call"


class DailyFigure(models.Model):
    """How much of something fell on one day (of the operator's zone). The figure of a day is the sum of its rows.

    Promises count on the day of their limit: `kept`, or `missed`. `team` and `category` are the ticket's at the moment when
    that was decided; calls and the complaint channel's clocks have no team. Who counts adds a row and waits for nobody;
    reports.services.figures folds rows into one for each key.
    """

    day = models.DateField()
    team = models.ForeignKey(Team, null=True, on_delete=models.SET_NULL, related_name="+")
    category = models.CharField(max_length=20, blank=True)
    kind = models.CharField(max_length=30)
    kept = models.IntegerField(default=0)
    missed = models.IntegerField(default=0)
    calls = models.IntegerField(default=0)
    answered = models.IntegerField(default=0)
    wait_seconds = models.BigIntegerField(default=0)
    folded = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["day", "team", "category", "kind"],
                condition=models.Q(folded=True),
                nulls_distinct=False,
                name="daily_figure_once",
            ),
        ]
        indexes = [
            models.Index(fields=["day"], name="daily_figure_day"),
            # Read only by reports.services.figures.fold.
            models.Index(fields=["id"], condition=models.Q(folded=False), name="daily_figure_unfolded"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} on {self.day}"


class CountedCall(models.Model):
    """What the figures know of one incoming call. News of a call may come late and in any order: only the difference is added."""

    call = models.OneToOneField(Call, primary_key=True, on_delete=models.CASCADE, related_name="counted")
    answered = models.BooleanField()
    wait_seconds = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"call {self.call_id}"


class RecentContact(models.Model):
    """Somebody came in by a kind of channel at a moment. Who counts adds a row and waits for nobody; what is older than a few
    hours is swept away (reports.services.contacts).
    """

    kind = models.CharField(max_length=10)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["at", "kind"], name="recent_contact")]

    def __str__(self) -> str:
        return f"{self.kind} at {self.at:%H:%M:%S}"


class Targets(models.Model):
    """What the wall measures by. At most one row; without it the defaults hold.

    `share` is the share of promises to keep, in percent; `per_quarter` how many tickets one person brings on in a quarter of an
    hour; `wait_limit` how many seconds a caller may wait.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    share = models.DecimalField(
        max_digits=4,
        decimal_places=1,
        default=Decimal("97.0"),
        validators=[MinValueValidator(Decimal(1)), MaxValueValidator(Decimal(100))],
    )
    per_quarter = models.DecimalField(
        max_digits=4,
        decimal_places=2,
        default=Decimal("0.50"),
        validators=[MinValueValidator(Decimal("0.05")), MaxValueValidator(Decimal(20))],
    )
    wait_limit = models.PositiveIntegerField(default=120, validators=[MinValueValidator(5), MaxValueValidator(3600)])

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="targets_one_row"),
            models.CheckConstraint(condition=models.Q(share__gt=0, share__lte=100), name="targets_share_is_percent"),
            models.CheckConstraint(condition=models.Q(per_quarter__gt=0), name="targets_rate_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.share} %"
