"""What staff are told: on the desk, and by messages that leave it."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Coalesce

from accounts.models import Customer, User
from outbox.models import Event
from sla.models import Way
from tickets.models import Ticket


class Notice(models.Model):
    """One event that one person should see. Unique, so that a repeated delivery tells nobody twice.

    `stands_in`: it was meant for others, none of whom is on shift.
    """

    recipient = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notices")
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    stands_in = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["recipient", "event"], name="notice_once")]
        indexes = [
            models.Index(fields=["recipient", "-id"], condition=models.Q(read_at__isnull=True), name="notice_unread"),
            models.Index(fields=["recipient", "-id"], name="notice_newest"),
        ]

    def __str__(self) -> str:
        return f"notice {self.pk}"


class Channel(models.Model):
    """Where alerts go: the mail of one person, or the desk's group, which has no recipient.

    `wake_at` is when something of it must be looked at next, empty when nothing waits. Who bundles its alerts locks this row.
    """

    way = models.CharField(max_length=10, choices=Way.choices)
    recipient = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="+")
    wake_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(models.F("way"), Coalesce("recipient", 0), name="alert_channel_once"),
            models.CheckConstraint(
                condition=models.Q(way="mail", recipient__isnull=False)
                | models.Q(way="telegram", recipient__isnull=True),
                name="alert_channel_of_a_kind",
            ),
        ]
        indexes = [
            # Read only by notifications.alerts.send_alerts.
            models.Index(fields=["wake_at"], condition=models.Q(wake_at__isnull=False), name="alert_channel_wake"),
        ]

    def __str__(self) -> str:
        return f"{self.way} {self.recipient_id or ''}".strip()


class Bundle(models.Model):
    """One message: the alerts that it tells never change, so that a repeat is the same message under the same key."""

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="bundles")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["channel", "-at"], name="alert_bundle_rate")]

    def __str__(self) -> str:
        return f"message {self.pk}"


class Alert(models.Model):
    """One rung of which one channel shall hear. It waits until it is in a bundle. `urgent`: an emergency, held by no quiet hour."""

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="alerts")
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="+")
    urgent = models.BooleanField(default=False)
    bundle = models.ForeignKey(Bundle, null=True, on_delete=models.CASCADE, related_name="alerts")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["channel", "event"], name="alert_once")]
        indexes = [
            models.Index(fields=["channel", "id"], condition=models.Q(bundle__isnull=True), name="alert_waiting"),
        ]

    def __str__(self) -> str:
        return f"alert {self.pk}"


class Webhook(models.Model):
    """An address that hears of events by name, as far as its owner may see them. Its secret is derived from `public_id`.

    Deliveries are queued for the events up to `followed_to`. `failing_since` is the first of the failures that no success has ended;
    until `retry_at` nothing is sent.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="webhooks")
    url = models.CharField(max_length=500)
    events = ArrayField(models.CharField(max_length=60))
    created_at = models.DateTimeField()
    followed_to = models.BigIntegerField()
    last_sent_at = models.DateTimeField(null=True)
    last_tried_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=300, blank=True)
    failures = models.PositiveIntegerField(default=0)
    failing_since = models.DateTimeField(null=True)
    retry_at = models.DateTimeField(null=True)
    disabled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(events=[]), name="webhook_hears_something"),
        ]
        indexes = [
            # Read by every turn of the deliverer.
            models.Index(
                fields=["followed_to"], condition=models.Q(disabled_at__isnull=True), name="webhook_following"
            ),
        ]

    def __str__(self) -> str:
        return f"webhook {self.public_id}"


class SentMail(models.Model):
    """One mail to a customer, whose key is its delivery's. Its code lets the receiver ask whether it is ours; its words are not kept.

    `kind` is its template. `automatic`: nobody wrote it, so there are only so many a day for one customer. `mailbox` is the hash of
    the box in which such a mail to somebody unproven ends, however its address was written; empty for all others.
    """

    key = models.CharField(max_length=120, unique=True)
    code = models.CharField(max_length=9)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="sent_mails")
    ticket = models.ForeignKey(Ticket, null=True, on_delete=models.PROTECT, related_name="sent_mails")
    kind = models.CharField(max_length=20)
    automatic = models.BooleanField(default=False)
    mailbox = models.CharField(max_length=64, blank=True, default="")
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["code"], name="sent_mail_code"),
            # How many the unproven got lately, in one box and in all (notifications.mail).
            models.Index(fields=["-at", "mailbox"], condition=~models.Q(mailbox=""), name="sent_mail_unproven"),
            # How many automatic ones a customer got lately (notifications.mail).
            models.Index(fields=["customer", "-at"], condition=models.Q(automatic=True), name="sent_mail_automatic"),
        ]

    def __str__(self) -> str:
        return f"mail {self.code}"
