"""Ticket and what is said on it. Numbers are reserved in a table of their own, so that no two things ever share one."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Greatest, Least
from django.utils.translation import gettext_lazy as _

from accounts.models import Customer, IdentityLevel, Team, User
from core.errors import Sentence
from tickets import cuts
from tickets.categories import Category, ChannelKind, Language, Priority
from tickets.selectors import LinkQuerySet, MentionQuerySet, SavedViewQuerySet, SnoozeQuerySet, TicketQuerySet
from tickets.states import DONE, LIVE, WAITING, State

TAG_LIMIT = 30


class ReservedNumber(models.Model):
    """A number that was given out, used or not. Never given out again."""

    number = models.CharField(max_length=12, primary_key=True)
    reserved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(number__regex=r"^[1-9][0-9]{11}$"), name="number_shape")
        ]

    def __str__(self) -> str:
        return self.number


class Ticket(models.Model):
    """One matter of one customer.

    `next_due_at`, `limit_at`, `goal_at` repeat what the running timers say (written by sla only), so that lists never join.
    `version` counts changes: who edits an old one is told.
    """

    number = models.CharField(max_length=12, unique=True)
    subject = models.CharField(max_length=200)
    category = models.CharField(max_length=20, choices=Category.choices)
    topic = models.CharField(max_length=40, blank=True)
    priority = models.CharField(max_length=10, choices=Priority.choices, default=Priority.NORMAL)
    emergency = models.GeneratedField(
        expression=models.Q(priority=Priority.EMERGENCY.value),  # type: ignore[arg-type] # the stubs do not know Q here
        output_field=models.BooleanField(),
        db_persist=True,
    )
    state = models.CharField(max_length=20, choices=State.choices, default=State.NEW)
    channel = models.CharField(max_length=10, choices=ChannelKind.choices)
    language = models.CharField(max_length=10, choices=Language.choices, default=Language.EN)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="tickets")
    team = models.ForeignKey(Team, null=True, on_delete=models.SET_NULL, related_name="tickets")
    assignee = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="assigned_tickets")
    opened_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="opened_tickets")
    identity_level = models.PositiveSmallIntegerField(choices=IdentityLevel.choices, default=IdentityLevel.ANONYMOUS)
    fields = models.JSONField(default=dict)
    solution = models.TextField(blank=True)
    # Short words of the desk (TagWord), in the order in which they were put on.
    tags = ArrayField(models.CharField(max_length=TAG_LIMIT), default=list, blank=True)
    # Ids of the accounts that hear what happens here, besides who holds it. Accounts are closed, never removed.
    watchers = ArrayField(models.BigIntegerField(), default=list, blank=True)
    # When the rule looks again for somebody to give it to; set while nobody could be found (tickets.services.giving).
    ask_again_at = models.DateTimeField(null=True)
    # Ids of the accounts that put it back, or from whom a colleague took it: the rule gives it to them no more.
    let_go_by = ArrayField(models.BigIntegerField(), default=list, blank=True)

    # Where it goes on. Merging keeps this one step long: what was merged is never merged into, nor merged again.
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged")

    opened_at = models.DateTimeField()
    last_activity_at = models.DateTimeField()
    customer_waiting_since = models.DateTimeField(null=True)
    first_replied_at = models.DateTimeField(null=True)
    resolved_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    waiting_until = models.DateTimeField(null=True)
    waiting_for = models.CharField(max_length=200, blank=True)
    escalated_at = models.DateTimeField(null=True)

    goal_at = models.DateTimeField(null=True)
    limit_at = models.DateTimeField(null=True)
    next_due_at = models.DateTimeField(null=True)
    breached_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = TicketQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=State.values), name="ticket_state_known"),
            models.CheckConstraint(condition=models.Q(category__in=Category.values), name="ticket_category_known"),
            models.CheckConstraint(condition=models.Q(priority__in=Priority.values), name="ticket_priority_known"),
            models.CheckConstraint(
                condition=models.Q(state__in=[s.value for s in LIVE], resolved_at__isnull=True)
                | models.Q(state__in=[s.value for s in DONE], resolved_at__isnull=False),
                name="ticket_done_has_moment",
            ),
            models.CheckConstraint(
                condition=(models.Q(state=State.CLOSED.value) & models.Q(closed_at__isnull=False))
                | (~models.Q(state=State.CLOSED.value) & models.Q(closed_at__isnull=True)),
                name="ticket_closed_has_moment",
            ),
            models.CheckConstraint(
                condition=models.Q(waiting_until__isnull=True) | models.Q(state__in=[s.value for s in WAITING]),
                name="ticket_waits_only_while_waiting",
            ),
            models.CheckConstraint(
                condition=models.Q(merged_into__isnull=True)
                | (models.Q(state=State.CLOSED.value) & ~models.Q(merged_into=models.F("id"))),
                name="ticket_merged_is_closed",
            ),
        ]
        indexes = [
            # Queues: open work in the order in which it is due. One index for each way a queue is cut.
            models.Index(
                fields=["team", "-emergency", "next_due_at", "id"],
                condition=models.Q(state__in=[s.value for s in LIVE]),
                name="ticket_team_due",
            ),
            models.Index(
                fields=["assignee", "-emergency", "next_due_at", "id"],
                condition=models.Q(state__in=[s.value for s in LIVE]),
                name="ticket_mine_due",
            ),
            models.Index(
                fields=["-emergency", "next_due_at", "id"],
                condition=models.Q(state__in=[s.value for s in LIVE]),
                name="ticket_all_due",
            ),
            models.Index(
                fields=["limit_at", "id"],
                condition=models.Q(state__in=[s.value for s in LIVE], breached_at__isnull=False),
                name="ticket_breached",
            ),
            # The wall, one team and category at a time: what runs by its limit, and what is paused (tickets.cuts.running, paused).
            models.Index(fields=["team", "category", "limit_at"], condition=cuts.running(), name="ticket_running"),
            models.Index(fields=["team", "category"], condition=cuts.paused(), name="ticket_paused"),
            models.Index(
                fields=["waiting_until"],
                condition=models.Q(waiting_until__isnull=False),
                name="ticket_waiting_until",
            ),
            models.Index(
                fields=["-resolved_at", "-id"],
                condition=models.Q(state__in=[s.value for s in DONE]),
                name="ticket_done",
            ),
            models.Index(fields=["customer", "-opened_at"], name="ticket_customer"),
            # The list of one tag (tickets.cuts.tagged); tickets without any, which are most, cost it nothing.
            GinIndex(
                fields=["tags"],
                condition=models.Q(state__in=[s.value for s in LIVE]) & ~models.Q(tags=[]),
                name="ticket_tags",
            ),
            # Read only by tickets.services.giving: what the rule looks at again, in the order of urgency.
            models.Index(
                fields=["-emergency", "next_due_at", "id"],
                condition=models.Q(ask_again_at__isnull=False),
                name="ticket_ask_again",
            ),
            # An incident looks through the open tickets of its category, some at a time (incidents.selectors.matching).
            models.Index(
                fields=["category", "id"],
                condition=models.Q(state__in=[s.value for s in LIVE]),
                name="ticket_live_category",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_live(self) -> bool:
        """Whether we still owe something."""
        return self.state in LIVE


class MessageKind(models.TextChoices):
    """Public goes to the customer; the others never do."""

    PUBLIC = "public", _("Public")
    INTERNAL = "internal", _("Internal note")
    CALL_NOTE = "call_note", _("Call note")


class Message(models.Model):
    """One thing said. `by` is None when the customer said it.

    `origin` is the ticket on which it was said, when that is another one: it was merged into this, or this was split off it.
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="messages")
    kind = models.CharField(max_length=10, choices=MessageKind.choices)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="messages")
    body = models.TextField()
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


class TopicVersion(models.Model):
    """What a desk says of a topic instead of tickets.playbooks. Never edited: an edit makes the next version; the newest holds.

    `words` are only those that differ from the code: by field, in "en" and "zh", a text or a list of texts. An empty `priority` and no
    `place` (in the list of its category, from 1) are the code's.
    """

    topic = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    words = models.JSONField(default=dict)
    priority = models.CharField(max_length=10, choices=Priority.choices, blank=True)
    place = models.PositiveSmallIntegerField(null=True)
    offered = models.BooleanField(default=True)
    reason = models.CharField(max_length=200)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["topic", "version"], name="topic_version_once")]
        triggers = [pgtrigger.Protect(name="topic_version_kept", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.topic} v{self.version}"
