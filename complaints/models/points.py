"""What exactly is complained about: each point gets its own answer."""

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from complaints.models.complaint import Complaint


class PointOutcome(models.TextChoices):
    """How one point was answered."""

    OPEN = "open", pgettext_lazy("point of a complaint", "Not answered yet")
    UPHELD = "upheld", _("Upheld")
    PARTLY = "partly", _("Partly upheld")
    REJECTED = "rejected", _("Not upheld")


# The count is written into the complaint's own row, so that its CHECK sees it whoever writes the point, and a decision and a
# new point at the same moment wait for each other there. A complaint that has ended keeps its points.
_COUNT = """
    UPDATE complaints_complaint SET open_points = (
        SELECT count(*) FROM complaints_point WHERE complaint_id = complaints_complaint.id AND outcome = 'open'
    )
    WHERE id = COALESCE(NEW.complaint_id, OLD.complaint_id) AND state NOT IN ('decided', 'inadmissible', 'withdrawn');
    IF NOT FOUND THEN
        RAISE EXCEPTION 'points are kept as they are once the complaint has ended' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
"""


class Point(models.Model):
    """One thing that the customer says is wrong, with our answer to it."""

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="points")
    position = models.PositiveSmallIntegerField()
    text = models.TextField()
    outcome = models.CharField(max_length=10, choices=PointOutcome.choices, default=PointOutcome.OPEN)
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["complaint", "position"], name="point_position_once"),
            models.CheckConstraint(condition=models.Q(outcome__in=PointOutcome.values), name="point_outcome_known"),
            models.CheckConstraint(condition=~models.Q(text=""), name="point_says_something"),
            models.CheckConstraint(
                condition=models.Q(outcome="open", answered_at__isnull=True, answered_by__isnull=True)
                | (
                    models.Q(outcome__in=["upheld", "partly", "rejected"])
                    & models.Q(answered_at__isnull=False, answered_by__isnull=False)
                    & ~models.Q(answer="")
                ),
                name="point_answer_whole",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="count_open",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func=_COUNT,
            ),
        ]

    def __str__(self) -> str:
        return f"point {self.position} of complaint {self.complaint_id}"
