"""Event: what happened, append-only. Delivery: one row for each reaction that still has to happen outside the transaction."""

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

# Advisory locks of this number hold back what outbox.feed gives out; the lower 48 bits are an event's id.
HELD_BACK = 0x464C << 48
# Before the first id is drawn, once in a transaction: both the lock and the note of it go when it or its savepoint is undone.
_ANNOUNCE = f"""
    IF COALESCE(current_setting('firstline.recording', true), '') = '' THEN
        PERFORM pg_advisory_xact_lock_shared({HELD_BACK} + last_value - CASE WHEN is_called THEN 0 ELSE 1 END)
            FROM outbox_event_id_seq;
        PERFORM set_config('firstline.recording', 'yes', true);
    END IF;
    RETURN NULL;
"""


class Event(models.Model):
    """One thing that happened. Ids and plain values only, never a customer's words."""

    name = models.CharField(max_length=60)
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=12)
    actor_id = models.CharField(max_length=64)
    actor_label = models.CharField(max_length=80)
    subject_kind = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    data = models.JSONField(default=dict)

    class Meta:
        indexes = [
            # The history of one ticket, call or customer, oldest first.
            models.Index(fields=["subject_kind", "subject_id", "id"], name="event_subject"),
            # "Who looked at what": one person's trail.
            models.Index(fields=["actor_kind", "actor_id", "id"], name="event_actor"),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="no_truncate",
                when=pgtrigger.Before,
                operation=pgtrigger.Truncate,
                level=pgtrigger.Statement,
                func="RAISE EXCEPTION 'events are append-only';",
            ),
            pgtrigger.Trigger(
                name="announce",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                level=pgtrigger.Statement,
                func=_ANNOUNCE,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.subject_kind}:{self.subject_id}"


class DeliveryState(models.TextChoices):
    """`dead` is seen by an administrator, who can send again."""

    PENDING = "pending", _("Waiting")
    SENT = "sent", _("Sent")
    DEAD = "dead", _("Given up")


class Delivery(models.Model):
    """One reaction to one event. Reserved by moving `not_before`, so that two deliverers never send the same one."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="deliveries")
    handler = models.CharField(max_length=80)
    state = models.CharField(max_length=8, choices=DeliveryState.choices, default=DeliveryState.PENDING)
    not_before = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(blank=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "handler"], name="delivery_once")]
        indexes = [
            # Read only by outbox.services.deliver_due.
            models.Index(fields=["not_before"], condition=models.Q(state="pending"), name="delivery_due"),
            models.Index(fields=["id"], condition=models.Q(state="dead"), name="delivery_dead"),
        ]

    def __str__(self) -> str:
        return f"{self.handler} for event {self.event_id}"


class IdempotencyKey(models.Model):
    """One create asked for under one key. The second asking gets what the first made."""

    scope = models.CharField(max_length=80)
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64, blank=True)
    result_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "key"], name="idempotency_once")]
        indexes = [models.Index(fields=["created_at"], name="idempotency_age")]

    def __str__(self) -> str:
        return f"{self.scope}:{self.key}"
