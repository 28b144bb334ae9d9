"""What is kept of a mail beside the message on its ticket: who it says it is from, whether that was checked, what came of it."""

from django.db import models

from channels.mail.letters import LetterKind
from tickets.models import Message, Ticket

KINDS = [(each.value, each.value) for each in LetterKind]


class ReceivedMail(models.Model):
    """One mail that was taken in. `message` is what it became; empty for a machine's mail, which says nothing on a ticket.

    `verified`: the address in From was proven by SPF or DKIM in its own name. `claimed` is the ticket that it named and was not
    let on to.
    """

    source_id = models.CharField(max_length=255, unique=True)
    kind = models.CharField(max_length=10, choices=KINDS)
    sender = models.CharField(max_length=254, blank=True)
    ticket = models.ForeignKey(Ticket, null=True, on_delete=models.PROTECT, related_name="mails")
    message = models.OneToOneField(Message, null=True, on_delete=models.PROTECT, related_name="mail")
    claimed = models.ForeignKey(Ticket, null=True, on_delete=models.PROTECT, related_name="+")
    spf = models.CharField(max_length=10, blank=True)
    dkim = models.CharField(max_length=10, blank=True)
    dmarc = models.CharField(max_length=10, blank=True)
    verified = models.BooleanField(default=False)
    # Files beyond the bounds of one message.
    left_out = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=[each.value for each in LetterKind]), name="mail_kind_known"
            )
        ]
        indexes = [
            # How many machines' mails one address sent lately (channels.mail.services).
            models.Index(fields=["sender", "-at"], name="mail_sender"),
        ]

    def __str__(self) -> str:
        return f"mail {self.pk}"


class UnreachableAddress(models.Model):
    """An address at which a server said for good that nobody is there. Nothing is mailed to it until somebody lifts this.

    The hash is that of accounts.lookup; `status` is the code of RFC 3463.
    """

    email_hash = models.CharField(max_length=64, unique=True)
    status = models.CharField(max_length=20, blank=True)
    ticket = models.ForeignKey(Ticket, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"unreachable {self.pk}"
