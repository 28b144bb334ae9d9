"""An incident, the tickets that belong to it, and its public updates with one row for each ticket that is to get one."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import get_language, pgettext_lazy

from accounts.models import User
from incidents.selectors import AttachmentQuerySet, IncidentQuerySet
from tickets.categories import Category
from tickets.models import Message, Ticket


class IncidentState(models.TextChoices):
    """It runs until somebody says that it is solved; then it stays solved."""

    RUNNING = "running", pgettext_lazy("incident", "Running")
    SOLVED = "solved", pgettext_lazy("incident", "Solved")


class Incident(models.Model):
    """One cause that many tickets share. `title` and `body` are public, in both languages.

    A ticket belongs to it by rule when it was opened at `started_at` or later under `category`, with this topic, network and coin;
    what is empty fits everything. `looks_at` is when open tickets are looked through next, `looked_to` the last one that was;
    None: done. Later tickets are attached as they open.
    """

    title = models.CharField(max_length=120)
    title_zh = models.CharField(max_length=120)
    body = models.TextField()
    body_zh = models.TextField()
    category = models.CharField(max_length=20, choices=Category.choices)
    topic = models.CharField(max_length=40, blank=True)
    networks = ArrayField(models.CharField(max_length=20), default=list)
    coins = ArrayField(models.CharField(max_length=15), default=list)
    state = models.CharField(max_length=8, choices=IncidentState.choices, default=IncidentState.RUNNING)
    started_at = models.DateTimeField()
    declared_at = models.DateTimeField()
    declared_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    solved_at = models.DateTimeField(null=True)
    solved_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    looks_at = models.DateTimeField(null=True)
    looked_to = models.BigIntegerField(default=0)

    objects = IncidentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(category__in=Category.values), name="incident_category_known"),
            models.CheckConstraint(
                condition=models.Q(state="running", solved_at__isnull=True)
                | models.Q(state="solved", solved_at__isnull=False, looks_at__isnull=True),
                name="incident_solved_has_moment",
            ),
        ]
        indexes = [
            # The list, newest first.
            models.Index(fields=["-declared_at", "-id"], name="incident_newest"),
            # Every ticket that opens, every banner: the few that run.
            models.Index(fields=["category"], condition=models.Q(state="running"), name="incident_running"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def runs(self) -> bool:
        """Whether it is not solved yet."""
        return self.state == IncidentState.RUNNING

    @property
    def name(self) -> str:
        """The title in the active language."""
        return self.title_zh if _chinese() else self.title

    @property
    def words(self) -> str:
        """The public text in the active language."""
        return self.body_zh if _chinese() else self.body


class Attachment(models.Model):
    """A ticket belongs to an incident, by rule (`attached_by` None) or by hand. What was detached by hand the rule leaves alone."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="attachments")
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="incidents")
    attached_at = models.DateTimeField()
    attached_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    detached_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["incident", "ticket"], name="attachment_once")]
        indexes = [
            # The newest attached ones on the incident's page, and how many there are.
            models.Index(
                fields=["incident", "-attached_at", "-id"],
                condition=models.Q(detached_at__isnull=True),
                name="attachment_newest",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id} in {self.incident_id}"


class Update(models.Model):
    """A public word, written once in both languages, for all who were attached when it was written."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="updates")
    body = models.TextField()
    body_zh = models.TextField()
    final = models.BooleanField(default=False)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["incident", "-id"], name="update_newest")]

    def __str__(self) -> str:
        return f"update {self.pk} of {self.incident_id}"

    @property
    def words(self) -> str:
        """The text in the active language."""
        return self.body_zh if _chinese() else self.body


class Outcome(models.TextChoices):
    """What became of one ticket's share of an update."""

    WAITING = "waiting", pgettext_lazy("share of an update", "Waiting")
    SENT = "sent", pgettext_lazy("share of an update", "Sent")
    LEFT_OUT = "left_out", pgettext_lazy("share of an update", "Left out")
    FAILED = "failed", pgettext_lazy("share of an update", "Failed")


class Share(models.Model):
    """One ticket's share of one update. The row and the answer change in one transaction: so it is sent once."""

    update_of = models.ForeignKey(Update, on_delete=models.PROTECT, related_name="shares")
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=8, choices=Outcome.choices, default=Outcome.WAITING)
    not_before = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    message = models.OneToOneField(Message, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["update_of", "ticket"], name="share_once"),
            models.CheckConstraint(
                condition=models.Q(outcome="sent", message__isnull=False)
                | (~models.Q(outcome="sent") & models.Q(message__isnull=True)),
                name="share_sent_has_message",
            ),
        ]
        indexes = [
            # Read only by incidents.services.sending.
            models.Index(fields=["not_before", "id"], condition=models.Q(outcome="waiting"), name="share_due"),
            # How far an update is.
            models.Index(fields=["update_of", "outcome"], name="share_progress"),
        ]

    def __str__(self) -> str:
        return f"update {self.update_of_id} for {self.ticket_id}"


def _chinese() -> bool:
    return (get_language() or "").startswith("zh")
