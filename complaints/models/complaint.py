"""A complaint: opened by a missed promise, by the customer or by an agent; handled by somebody not concerned."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Customer, User
from complaints.profiles import PROFILES, Profile, ProfileKey
from complaints.states import ENDED, LIVE, ComplaintState
from tickets.models import Ticket


class Cause(models.TextChoices):
    """Why it was opened."""

    BREACH = "breach", _("Promise missed")
    CUSTOMER = "customer", _("By the customer")
    AGENT = "agent", _("By an agent")


class NotAdmissible(models.TextChoices):
    """Why a complaint is not looked into. A list, so that the register can count; the words to it are the handler's own."""

    NOT_OURS = "not_ours", _("About a service that is not ours")
    NOT_CUSTOMER = "not_customer", _("By somebody who is not our customer and does not act for one")
    REPEATED = "repeated", _("Decided before, and nothing new is said")
    NO_FACTS = "no_facts", _("Says nothing that could be looked into")
    COURT = "court", _("Already before a court or an authority")


class Outcome(models.TextChoices):
    """How it was decided. `unstated`: decided before outcomes were kept apart from the words."""

    UPHELD = "upheld", _("Upheld")
    PARTLY = "partly", _("Partly upheld")
    REJECTED = "rejected", _("Not upheld")
    UNSTATED = "unstated", _("Not recorded")


class Remedy(models.TextChoices):
    """What is done about it."""

    APOLOGY = "apology", _("Apology")
    CORRECTION = "correction", _("Correction")
    REFUND = "refund", _("Refund or credit")
    PROCESS = "process", _("Change of how we work")
    NONE = "none", _("Nothing to remedy")


# Staff who had a hand in the ticket, as the rows say: who held it, took its call, wrote on it, has it, opened it.
_INDEPENDENT = """
    IF EXISTS (SELECT 1 FROM tickets_ticket WHERE id = NEW.ticket_id AND NEW.handler_id IN (assignee_id, opened_by_id))
       OR EXISTS (SELECT 1 FROM sla_holding WHERE ticket_id = NEW.ticket_id AND holder_id = NEW.handler_id)
       OR EXISTS (SELECT 1 FROM channels_call WHERE ticket_id = NEW.ticket_id AND agent_id = NEW.handler_id)
       OR EXISTS (SELECT 1 FROM tickets_message WHERE ticket_id = NEW.ticket_id AND by_id = NEW.handler_id)
    THEN
        RAISE EXCEPTION 'complaint %: the handler had a hand in the ticket', NEW.number USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""


class Complaint(models.Model):
    """One complaint about the handling of one ticket. At most one is live for a ticket at any time: the database says so.

    `clocks_from` is the receipt, or the last reopening (`round` counts them). `acknowledge_by` and `decide_by` are the profile's
    limits, `expected_at` the day told to the customer, which a late notice moves; `next_due_at` is the nearest limit that is still
    owed. They repeat what the timers say, so that the register never joins. `open_points` is kept by a trigger on the points,
    and a complaint with one cannot be decided. `category` and `topic` are those of the ticket at the decision.
    """

    number = models.CharField(max_length=16, unique=True)
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="complaints")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="complaints")
    cause = models.CharField(max_length=10, choices=Cause.choices)
    state = models.CharField(max_length=12, choices=ComplaintState.choices, default=ComplaintState.RECEIVED)
    language = models.CharField(max_length=10, default="en")
    handler = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="complaints")
    statement = models.TextField(blank=True)
    happened = models.CharField(max_length=200, blank=True)
    harm = models.TextField(blank=True)
    wanted = models.TextField(blank=True)
    evidence = models.TextField(blank=True)

    profile = models.CharField(max_length=10, choices=ProfileKey.choices, default=ProfileKey.HOUSE)
    profile_version = models.PositiveSmallIntegerField(default=1)
    round = models.PositiveSmallIntegerField(default=1)
    opened_at = models.DateTimeField()
    clocks_from = models.DateTimeField()
    acknowledge_by = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)
    expected_at = models.DateTimeField()
    decide_by = models.DateTimeField()
    next_due_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    refusal = models.CharField(max_length=12, choices=NotAdmissible.choices, blank=True)
    refusal_words = models.TextField(blank=True)
    open_points = models.PositiveSmallIntegerField(default=0)
    decided_at = models.DateTimeField(null=True)
    decision = models.TextField(blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    remedies = ArrayField(models.CharField(max_length=10, choices=Remedy.choices), default=list, blank=True)
    refund_amount = models.CharField(max_length=40, blank=True)
    refund_asset = models.CharField(max_length=20, blank=True)
    category = models.CharField(max_length=20, blank=True)
    topic = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ticket"],
                condition=models.Q(state__in=[each.value for each in LIVE]),
                name="complaint_one_open_per_ticket",
            ),
            models.CheckConstraint(condition=models.Q(cause__in=Cause.values), name="complaint_cause_known"),
            models.CheckConstraint(condition=models.Q(state__in=ComplaintState.values), name="complaint_state_known"),
            models.CheckConstraint(condition=models.Q(profile__in=ProfileKey.values), name="complaint_profile_known"),
            models.CheckConstraint(
                condition=models.Q(
                    state__in=[each.value for each in LIVE], ended_at__isnull=True, next_due_at__isnull=False
                )
                | models.Q(state__in=[each.value for each in ENDED], ended_at__isnull=False, next_due_at__isnull=True),
                name="complaint_live_has_a_date",
            ),
            models.CheckConstraint(
                condition=(~models.Q(state="decided") & models.Q(decided_at__isnull=True, outcome=""))
                | (
                    models.Q(state="decided", decided_at__isnull=False, outcome__in=Outcome.values)
                    & ~models.Q(decision="")
                ),
                name="complaint_decided_has_decision",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="decided") | models.Q(open_points=0), name="complaint_decided_whole"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="inadmissible")
                | (models.Q(refusal__in=NotAdmissible.values) & ~models.Q(refusal_words="")),
                name="complaint_refusal_has_reason",
            ),
            models.CheckConstraint(
                condition=~models.Q(remedies__contains=["refund"])
                | (~models.Q(refund_amount="") & ~models.Q(refund_asset="")),
                name="complaint_refund_has_amount",
            ),
        ]
        indexes = [
            # The register: what is owed by its nearest limit, what has ended by its end, everything by its receipt.
            models.Index(
                fields=["next_due_at", "id"],
                condition=models.Q(state__in=[each.value for each in LIVE]),
                name="complaint_due",
            ),
            models.Index(
                fields=["handler", "next_due_at"],
                condition=models.Q(state__in=[each.value for each in LIVE]),
                name="complaint_handler",
            ),
            models.Index(
                fields=["-ended_at", "-id"], condition=models.Q(ended_at__isnull=False), name="complaint_ended"
            ),
            models.Index(fields=["opened_at", "id"], name="complaint_received"),
            # Similar ones that are decided, the newest first.
            models.Index(
                fields=["category", "topic", "-decided_at"],
                condition=models.Q(state="decided"),
                name="complaint_similar",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="handler_independent",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("handler_id"),  # type: ignore[no-untyped-call] # pgtrigger has no types
                condition=pgtrigger.Q(new__handler__isnull=False),
                func=_INDEPENDENT,
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_live(self) -> bool:
        """Whether a decision is still owed."""
        return self.state in LIVE

    @property
    def rules(self) -> Profile:
        """The profile it is measured by."""
        return PROFILES[self.profile]
