"""The ticket. Numbers are reserved in a table of their own, so that no two things ever share one."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from accounts.models import Customer, IdentityLevel, Team, User
from tickets import cuts
from tickets.categories import Category, ChannelKind, Language, Priority
from tickets.selectors import TicketQuerySet
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
            # What nobody holds, and what is in the complaint channel: the same order, for a part that others stand before or between.
            models.Index(
                fields=["-emergency", "next_due_at", "id"],
                condition=models.Q(state__in=[s.value for s in LIVE], assignee__isnull=True),
                name="ticket_free_due",
            ),
            models.Index(
                fields=["team", "-emergency", "next_due_at", "id"],
                condition=models.Q(state__in=[s.value for s in LIVE], escalated_at__isnull=False),
                name="ticket_escalated_due",
            ),
            # What is at risk is found by its goal and then sorted (selectors.few_by_urgency).
            models.Index(
                fields=["team", "goal_at"],
                condition=models.Q(state__in=[s.value for s in LIVE]),
                name="ticket_goal",
            ),
            models.Index(
                fields=["goal_at"],
                condition=models.Q(state__in=[s.value for s in LIVE]),
                name="ticket_goal_all",
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
