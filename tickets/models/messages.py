"""What is said on a ticket, and what is about to be."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from tickets.categories import ChannelKind
from tickets.models.ticket import Ticket


class MessageKind(models.TextChoices):
    """Public goes to the customer; the others never do."""

    PUBLIC = "public", _("Public")
    INTERNAL = "internal", _("Internal note")
    CALL_NOTE = "call_note", _("Call note")


class Message(models.Model):
    """One thing said. `by` is None when the customer said it.

    `origin` is the ticket on which it was said, when that is another one: it was merged into this, or this was split off it.
    `full` is all that was written where `body` is a part of it, as with a mail that quotes: for the desk, behind a fold.
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="messages")
    kind = models.CharField(max_length=10, choices=MessageKind.choices)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="messages")
    body = models.TextField()
    full = models.TextField(blank=True, default="")
    origin = models.ForeignKey(Ticket, null=True, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=10, choices=ChannelKind.choices)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["ticket", "at", "id"], name="message_thread")]
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=MessageKind.values), name="message_kind_known"),
            # A customer has only one voice: public.
            models.CheckConstraint(
                condition=models.Q(by__isnull=False) | models.Q(kind="public"), name="message_customer_is_public"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} on {self.ticket_id}"

    @property
    def from_customer(self) -> bool:
        """Who spoke."""
        return self.by_id is None


class Draft(models.Model):
    """What somebody has typed on a ticket and not sent; with `send_at`, a public reply that goes out then unless it is taken back."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="drafts")
    by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="drafts")
    kind = models.CharField(max_length=10, choices=MessageKind.choices)
    body = models.TextField()
    saved_at = models.DateTimeField()
    send_at = models.DateTimeField(null=True)
    # The key of the composer that sent it: a second press of its button sends nothing twice.
    key = models.CharField(max_length=40, blank=True)
    # The macro that it began from (knowledge.Macro lies above us), and whether the ticket then does what that says.
    macro_id = models.BigIntegerField(null=True)
    follow = models.BooleanField(default=False)
    # Why it did not go out when its time came: the code of core.errors; empty otherwise.
    refusal = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "by"], condition=models.Q(send_at__isnull=True), name="draft_one_each"
            ),
            models.UniqueConstraint(
                fields=["ticket", "by", "key"], condition=models.Q(send_at__isnull=False), name="draft_sent_once"
            ),
        ]
        indexes = [
            # Read only by tickets.services.drafts.send_due.
            models.Index(fields=["send_at"], condition=models.Q(send_at__isnull=False), name="draft_due"),
        ]

    def __str__(self) -> str:
        return f"draft of {self.by_id} on {self.ticket_id}"
