"""What we wrote to the customer about a complaint, as it was written."""

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from complaints.models.complaint import Complaint


class LetterKind(models.TextChoices):
    """Why we wrote."""

    ACKNOWLEDGEMENT = "acknowledgement", _("Acknowledgement of receipt")
    REFUSAL = "refusal", _("Not admissible")
    LATE_NOTICE = "late_notice", _("Late notice")
    DECISION = "decision", _("Decision")
    WITHDRAWAL = "withdrawal", _("Confirmation of withdrawal")


class Sending(models.TextChoices):
    """How it left the house."""

    MAIL = "mail", _("By e-mail")
    POST = "post", _("By post")
    PHONE = "phone", _("Read out on the telephone")
    HAND = "hand", _("Handed over")


class Letter(models.Model):
    """One letter. `content` is a list of blocks (complaints.wording.Block), from which page and PDF are made.

    Without `released_at` it is a draft: the desk prepared it and a handler has still to give the reasons. `delivery_key` is the
    name under which the mail went out. What was released is kept as it was; that it left the house is written once.
    """

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="letters")
    kind = models.CharField(max_length=16, choices=LetterKind.choices)
    round = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=10)
    subject = models.CharField(max_length=200, blank=True)
    content = models.JSONField(default=list)
    created_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    sent_by = models.CharField(max_length=6, choices=Sending.choices, blank=True)
    delivery_key = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=LetterKind.values), name="letter_kind_known"),
            models.CheckConstraint(
                condition=models.Q(released_at__isnull=True, sent_at__isnull=True)
                | (models.Q(released_at__isnull=False) & ~models.Q(subject="") & ~models.Q(content=[])),
                name="letter_released_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(sent_at__isnull=True, sent_by="")
                | (models.Q(sent_at__isnull=False) & models.Q(sent_by__in=Sending.values)),
                name="letter_sent_has_way",
            ),
            # Late notices may follow one another; of every other kind a round has one.
            models.UniqueConstraint(
                fields=["complaint", "kind", "round"],
                condition=~models.Q(kind="late_notice"),
                name="letter_once_per_round",
            ),
            models.UniqueConstraint(
                fields=["complaint"],
                condition=models.Q(kind="late_notice", released_at__isnull=True),
                name="letter_one_late_draft",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="letter_kept",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__released_at__isnull=False),
            ),
            pgtrigger.Protect(
                name="letter_sent_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__sent_at__isnull=False),
            ),
            pgtrigger.Protect(
                name="letter_words_kept",
                operation=pgtrigger.UpdateOf("content", "subject", "kind", "language"),  # type: ignore[no-untyped-call] # pgtrigger has no types
                condition=pgtrigger.Q(old__released_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of complaint {self.complaint_id}"
