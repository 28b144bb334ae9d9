"""What one person of the desk has to do with tickets: named in a note, not before, found again."""

from django.db import models

from accounts.models import Team, User
from tickets.models.ticket import Ticket
from tickets.selectors import MentionQuerySet, SavedViewQuerySet, SnoozeQuerySet


class Mention(models.Model):
    """Somebody was named in a note: it is on their list until they open the ticket. One row each; a new note opens it again."""

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="mentions")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="mentions")
    by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)

    objects = MentionQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "user"], name="mention_once")]
        indexes = [
            # Read by console.next_up.
            models.Index(fields=["user", "at"], condition=models.Q(seen_at__isnull=True), name="mention_open"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} on {self.ticket_id}"


class Snooze(models.Model):
    """Somebody does not want to see a ticket of theirs on next up before a moment. Nothing else changes: the clocks run on."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="snoozes")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="snoozes")
    until = models.DateTimeField()

    objects = SnoozeQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "ticket"], name="snooze_once")]

    def __str__(self) -> str:
        return f"{self.ticket_id} until {self.until:%Y-%m-%d %H:%M}"


class SavedView(models.Model):
    """A list that somebody wants to find again: a queue (its word) and what narrows it, as an address has it. With `team` all of it."""

    name = models.CharField(max_length=60)
    queue = models.CharField(max_length=20)
    query = models.CharField(max_length=300)
    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="saved_views")
    team = models.ForeignKey(Team, null=True, on_delete=models.CASCADE, related_name="saved_views")

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="saved_view_named_once")]

    def __str__(self) -> str:
        return self.name
