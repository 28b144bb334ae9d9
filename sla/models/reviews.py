"""The case that every missed promise opens: why it happened, what is done about it, and the sign-off by a second supervisor."""

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from sla.models.breaches import Breach
from sla.reviews.states import FINISHED, MOVES, UNFINISHED, ReviewState


class CauseKind(models.TextChoices):
    """Which of the two lists a row belongs to."""

    CAUSE = "cause", _("Cause")
    AGGRAVATION = "aggravation", _("Made worse by")


class ReviewCause(models.Model):
    """One entry of a list that supervisors keep. Renamed or retired, never removed: old cases go on naming it."""

    kind = models.CharField(max_length=12, choices=CauseKind.choices)
    name = models.CharField(max_length=80)
    name_zh = models.CharField(max_length=80)
    active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=CauseKind.values), name="review_cause_kind_known"),
            models.UniqueConstraint(fields=["kind", "name"], name="review_cause_once"),
            models.UniqueConstraint(fields=["kind", "name_zh"], name="review_cause_once_zh"),
        ]
        triggers = [pgtrigger.Protect(name="review_cause_kept", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.name


_SIGNER_HELD_IT = """
    IF EXISTS (
        SELECT 1 FROM sla_holding JOIN sla_breach ON sla_breach.ticket_id = sla_holding.ticket_id
        WHERE sla_breach.id = NEW.breach_id AND sla_holding.holder_id IN (NEW.signed_by_id, NEW.decided_by_id)
    ) THEN
        RAISE EXCEPTION 'who held the ticket cannot sign off the review of its breach';
    END IF;
    RETURN NEW;
"""
# What may still be said of a finished case: that its action is done.
_FINISHED_IS_KEPT = """
    IF OLD.closed_at IS NOT NULL THEN
        RAISE EXCEPTION 'a finished review is not changed any more';
    END IF;
    RETURN NEW;
"""
_ACTION_ONLY = ["action_done_at", "action_done_by", "reminded_on", "version"]


def _is(*states: ReviewState) -> models.Q:
    return models.Q(state__in=[each.value for each in states])


class BreachReview(models.Model):
    """One case, one for each breach, made with it. `version` counts changes: who edits an old one is told.

    `reviewed_by` wrote it last; `signed_by` is another person who never held the ticket: database and policy both say so.
    A dispute is asked for once and decided by another person: granted ends the case, upheld leads back to the review.
    """

    breach = models.OneToOneField(Breach, on_delete=models.PROTECT, related_name="review")
    state = models.CharField(max_length=20, choices=ReviewState.choices, default=ReviewState.OPEN)
    version = models.PositiveIntegerField(default=1)
    opened_at = models.DateTimeField()

    cause = models.ForeignKey(ReviewCause, null=True, on_delete=models.PROTECT, related_name="+")
    aggravation = models.ForeignKey(ReviewCause, null=True, on_delete=models.PROTECT, related_name="+")
    action_owner = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    action = models.TextField(blank=True)
    due_on = models.DateField(null=True)
    customer_told_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    remark = models.TextField(blank=True)

    signed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)
    action_done_at = models.DateTimeField(null=True)
    action_done_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    reminded_on = models.DateField(null=True)

    disputed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    disputed_at = models.DateTimeField(null=True)
    dispute = models.TextField(blank=True)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=ReviewState.values), name="review_state_known"),
            models.CheckConstraint(
                condition=_is(ReviewState.OPEN, ReviewState.IN_REVIEW, ReviewState.DISPUTED, ReviewState.GRANTED)
                | models.Q(cause__isnull=False, action_owner__isnull=False, due_on__isnull=False)
                & models.Q(reviewed_by__isnull=False, reviewed_at__isnull=False)
                & ~models.Q(action=""),
                name="review_sent_is_complete",
            ),
            models.CheckConstraint(
                condition=models.Q(closed_at__isnull=False) & _is(*FINISHED)
                | models.Q(closed_at__isnull=True) & _is(*UNFINISHED),
                name="review_closed_has_moment",
            ),
            models.CheckConstraint(
                condition=models.Q(signed_by__isnull=False) & _is(ReviewState.CLOSED)
                | models.Q(signed_by__isnull=True) & ~_is(ReviewState.CLOSED),
                name="review_closed_is_signed",
            ),
            models.CheckConstraint(
                condition=models.Q(signed_by__isnull=True) | ~models.Q(signed_by=models.F("reviewed_by")),
                name="review_signed_by_another",
            ),
            models.CheckConstraint(
                condition=models.Q(disputed_by__isnull=False, disputed_at__isnull=False) & ~models.Q(dispute="")
                | ~_is(ReviewState.DISPUTED, ReviewState.GRANTED) & models.Q(disputed_by__isnull=True),
                name="review_dispute_has_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True) & ~_is(ReviewState.GRANTED)
                | models.Q(decided_by__isnull=False, decided_at__isnull=False)
                & ~models.Q(decided_by=models.F("disputed_by"))
                & ~models.Q(decision=""),
                name="review_dispute_decided_by_another",
            ),
        ]
        indexes = [
            # The list of cases, the oldest first, its count, and the daily reminder.
            models.Index(fields=["opened_at", "id"], condition=_is(*UNFINISHED), name="review_unfinished"),
            # Closed cases, the newest first; the median of the last 30 days.
            models.Index(
                fields=["-closed_at", "-id"], condition=models.Q(closed_at__isnull=False), name="review_finished"
            ),
            # Actions that are due, and one person's own ones.
            models.Index(
                fields=["due_on"],
                condition=models.Q(action_done_at__isnull=True, due_on__isnull=False),
                name="review_action_due",
            ),
            models.Index(
                fields=["action_owner", "due_on"],
                condition=models.Q(action_done_at__isnull=True, action_owner__isnull=False),
                name="review_action_owner",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="review_kept", operation=pgtrigger.Delete),
            pgtrigger.FSM(
                name="review_moves",
                field="state",
                transitions=[(str(old), str(new)) for old in MOVES for new in sorted(MOVES[old])],
            ),
            pgtrigger.Trigger(
                name="review_finished_kept",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(exclude=_ACTION_ONLY),
                func=_FINISHED_IS_KEPT,
            ),
            pgtrigger.Trigger(
                name="review_signer_never_held",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("signed_by", "decided_by"),
                func=_SIGNER_HELD_IT,
            ),
        ]

    def __str__(self) -> str:
        return f"review of breach {self.breach_id}"
