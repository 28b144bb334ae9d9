"""A complaint: opened by a missed promise, by the customer or by an agent; handled by somebody not concerned."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Customer, User
from tickets.models import Ticket


class ComplaintState(models.TextChoices):
    """Open until it is decided."""

    OPEN = "open", pgettext_lazy("ticket state", "Open")
    DECIDED = "decided", _("Decided")


class Cause(models.TextChoices):
    """Why it was opened."""

    BREACH = "breach", _("Promise missed")
    CUSTOMER = "customer", _("By the customer")
    AGENT = "agent", _("By an agent")


class Complaint(models.Model):
    """One complaint about the handling of one ticket. At most one is open for a ticket at any time: the database says so."""

    number = models.CharField(max_length=16, unique=True)
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="complaints")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="complaints")
    cause = models.CharField(max_length=10, choices=Cause.choices)
    statement = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=ComplaintState.choices, default=ComplaintState.OPEN)
    handler = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="complaints")
    opened_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decision = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ticket"], condition=models.Q(state="open"), name="complaint_one_open_per_ticket"
            ),
            models.CheckConstraint(condition=models.Q(cause__in=Cause.values), name="complaint_cause_known"),
            models.CheckConstraint(
                condition=models.Q(state="open", decided_at__isnull=True)
                | (models.Q(state="decided", decided_at__isnull=False) & ~models.Q(decision="")),
                name="complaint_decided_has_decision",
            ),
        ]
        indexes = [
            models.Index(fields=["opened_at", "id"], condition=models.Q(state="open"), name="complaint_open"),
            models.Index(fields=["handler", "opened_at"], condition=models.Q(state="open"), name="complaint_handler"),
        ]

    def __str__(self) -> str:
        return self.number
