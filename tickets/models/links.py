"""Tickets that belong together, by a link or by a word."""

from django.db import models
from django.db.models.functions import Greatest, Least
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import Sentence
from tickets.models.ticket import TAG_LIMIT, Ticket
from tickets.selectors import LinkQuerySet


class TagWord(models.Model):
    """A tag that somebody has put on a ticket: what is offered to the next one who types."""

    word = models.CharField(max_length=TAG_LIMIT, primary_key=True)
    used_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["-used_at"], name="tag_word_newest")]

    def __str__(self) -> str:
        return self.word


class LinkKind(models.TextChoices):
    """How a ticket stands to another; `back` is the same seen from the other side."""

    SAME_CAUSE = "same_cause", _("Same cause")
    DUPLICATE = "duplicate", _("Duplicate of")
    FOLLOW_UP = "follow_up", _("Follow-up to")

    @property
    def back(self) -> Sentence:
        """How the other one stands to the first."""
        turned: dict[str, Sentence] = {"duplicate": _("Has a duplicate"), "follow_up": _("Followed up by")}
        return turned.get(self.value, self.label)


class TicketLink(models.Model):
    """Two tickets that belong together: `ticket` is a duplicate of `other`, or follows it up, or has the same cause."""

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="links")
    other = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="links_back")
    kind = models.CharField(max_length=10, choices=LinkKind.choices)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    objects = LinkQuerySet.as_manager()

    class Meta:
        constraints = [
            # One link for a pair, whichever side it was made on.
            models.UniqueConstraint(Least("ticket", "other"), Greatest("ticket", "other"), name="link_once"),
            models.CheckConstraint(condition=~models.Q(ticket=models.F("other")), name="link_to_another"),
            models.CheckConstraint(condition=models.Q(kind__in=LinkKind.values), name="link_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.kind} {self.other_id}"
