"""Files that belong to something said on a ticket, or about to be."""

import uuid

from django.core.files.storage import Storage, storages
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.errors import Sentence
from core.files import reason_words
from tickets.models.messages import Draft, Message
from tickets.models.ticket import Ticket


def attachment_storage() -> Storage:
    """Where the files lie: `STORAGES["attachments"]`."""
    return storages["attachments"]


class FileState(models.TextChoices):
    """Whether a file may be opened. What is held or refused is never given out."""

    CLEAN = "clean", _("Checked")
    HELD = "held", _("Being checked")
    QUARANTINED = "quarantined", _("In quarantine")
    REFUSED = "refused", _("Refused")


class Attachment(models.Model):
    """One file of a message, or of a draft until that is sent.

    `key` is its random name in addresses and in the storage; knowing it opens nothing.

    `name` is cleaned for showing, `media_type` is what the content turned out to be, `size` is in bytes; `sha256` is of what was sent.
    What is refused has no file. Messages that were copied to another ticket share the stored file.
    """

    key = models.UUIDField(unique=True, default=uuid.uuid4)
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="attachments")
    message = models.ForeignKey(Message, null=True, on_delete=models.PROTECT, related_name="attachments")
    draft = models.ForeignKey(Draft, null=True, on_delete=models.PROTECT, related_name="files")
    name = models.CharField(max_length=120)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    state = models.CharField(max_length=12, choices=FileState.choices)
    # Why it is quarantined or refused (core.files.reasons), or will be once the scanner has let it pass; empty for what is clean.
    reason = models.CharField(max_length=40, blank=True)
    file = models.FileField(storage=attachment_storage, max_length=200, blank=True)
    thumbnail = models.FileField(storage=attachment_storage, max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["message", "id"], name="attachment_of_message")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(message__isnull=False, draft__isnull=True)
                | models.Q(message__isnull=True, draft__isnull=False),
                name="file_of_message_or_draft",
            ),
            models.CheckConstraint(condition=models.Q(state__in=FileState.values), name="file_state_known"),
            models.CheckConstraint(
                condition=models.Q(state="refused", file="") | ~models.Q(state="refused") & ~models.Q(file=""),
                name="file_of_refused_is_gone",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="clean") | models.Q(reason=""),
                name="file_clean_without_reason",
            ),
        ]

    def __str__(self) -> str:
        return str(self.key)

    @property
    def why(self) -> Sentence:
        """Its reason in words."""
        return reason_words(self.reason)
