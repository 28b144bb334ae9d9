"""The directory of official channels, each change of it with its two people, and the fakes that were confirmed."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from channels.directory.querysets import ChangeQuerySet, ChannelQuerySet, FakeQuerySet, KeyQuerySet, ReportQuerySet
from core import clock
from core.hours import Schedule
from core.lookalikes import Key, Kind
from tickets.models import Ticket

# What a visitor reads, in both languages, and what two people answer for.
FACTS = (
    *("kind", "value", "name", "name_zh", "region", "region_zh", "languages", "schedule", "position"),
    *("will", "will_zh", "never", "never_zh"),
)


class OfficialChannel(models.Model):
    """One way to reach us as it is published now. Written only by channels.directory.services, each version by two people.

    `value` is in the one form in which channels are compared (core.lookalikes): E.164, a host (`*.` before it for all below it),
    an account without @. An empty region is everywhere, an empty schedule no hours. With `until` it is history. `wait_minutes`
    is no promise and changes with the day: who leads sets it alone. `version` 0 was published before there was a directory.
    """

    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.PHONE)
    value = models.CharField(max_length=255)
    name = models.CharField(max_length=80, blank=True)
    name_zh = models.CharField(max_length=80, blank=True)
    region = models.CharField(max_length=40, blank=True)
    region_zh = models.CharField(max_length=40, blank=True)
    languages = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    schedule = models.JSONField(default=dict, blank=True)
    will = models.CharField(max_length=400, blank=True)
    will_zh = models.CharField(max_length=400, blank=True)
    never = models.CharField(max_length=400, blank=True)
    never_zh = models.CharField(max_length=400, blank=True)
    wait_minutes = models.PositiveSmallIntegerField(null=True)
    position = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=0)
    since = models.DateTimeField(default=clock.now)
    until = models.DateTimeField(null=True)

    objects = ChannelQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "value"], condition=models.Q(until__isnull=True), name="official_once"
            ),
            models.CheckConstraint(condition=models.Q(kind__in=Kind.values), name="official_kind_known"),
        ]
        indexes = [
            # What is published, in its order: home, the directory, each check.
            models.Index(fields=["position", "id"], condition=models.Q(until__isnull=True), name="official_published"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.value}"

    @property
    def key(self) -> Key:
        """Under what it is found."""
        return Key(self.kind, self.value)

    def hours(self) -> Schedule | None:
        """Opening hours as core.hours reads them; None where none are published."""
        return Schedule.from_json(self.schedule) if self.schedule else None

    def said(self, field: str) -> str:
        """A fact in the active language."""
        chinese = (get_language() or "").startswith("zh")
        return str(getattr(self, f"{field}_zh" if chinese else field))


class Step(models.TextChoices):
    """What a change would do."""

    PUBLISH = "publish", _("Publish")
    RETIRE = "retire", _("Retire")


class ChangeState(models.TextChoices):
    """A proposal waits for a second person; what was decided stays as it was decided."""

    PROPOSED = "proposed", _("Waits for a second person")
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class ChannelChange(models.Model):
    """One change of the directory: who proposed what and why, who decided. The approved ones are the versions.

    `facts` is the whole channel as it would read. `channel` is empty until a new one is approved; `seen_version` is what the
    proposer had before them.
    """

    channel = models.ForeignKey(OfficialChannel, null=True, on_delete=models.PROTECT, related_name="changes")
    step = models.CharField(max_length=8, choices=Step.choices, default=Step.PUBLISH)
    facts = models.JSONField()
    reason = models.CharField(max_length=400)
    seen_version = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=10, choices=ChangeState.choices, default=ChangeState.PROPOSED)
    version = models.PositiveIntegerField(null=True)
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    remark = models.CharField(max_length=400, blank=True)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=ChangeState.values), name="change_state_known"),
            models.CheckConstraint(condition=models.Q(step__in=Step.values), name="change_step_known"),
            # The rule itself: one proposes, another approves.
            models.CheckConstraint(
                condition=~models.Q(state="approved")
                | (
                    models.Q(
                        channel__isnull=False, version__isnull=False, decided_by__isnull=False, decided_at__isnull=False
                    )
                    & ~models.Q(decided_by=models.F("proposed_by"))
                ),
                name="change_by_two",
            ),
            models.UniqueConstraint(fields=["channel", "version"], name="change_version_once"),
            models.UniqueConstraint(fields=["channel"], condition=models.Q(state="proposed"), name="change_one_open"),
        ]
        indexes = [
            models.Index(fields=["proposed_at"], condition=models.Q(state="proposed"), name="change_open"),
            models.Index(fields=["-proposed_at", "-id"], name="change_newest"),
        ]
        triggers = [
            pgtrigger.Protect(name="change_kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="change_decided_once",
                operation=pgtrigger.Update,
                condition=~pgtrigger.Q(old__state="proposed"),
            ),
            pgtrigger.Protect(
                name="change_as_proposed",
                operation=pgtrigger.UpdateOf(  # type: ignore[no-untyped-call] # the library's
                    "facts", "step", "reason", "proposed_by_id", "proposed_at", "seen_version"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.step} {self.facts.get('value', '')} {self.state}"


class KnownFake(models.Model):
    """Something that pretends to be us, confirmed by a person. Taken off the list with a reason, never deleted."""

    kind = models.CharField(max_length=12, choices=Kind.choices)
    value = models.CharField(max_length=255)
    note = models.CharField(max_length=400, blank=True)
    ticket = models.ForeignKey(Ticket, null=True, on_delete=models.PROTECT, related_name="fakes")
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField()
    removed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True)
    removed_reason = models.CharField(max_length=400, blank=True)

    objects = FakeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "value"], condition=models.Q(removed_at__isnull=True), name="fake_once"
            ),
            models.CheckConstraint(condition=models.Q(kind__in=Kind.values), name="fake_kind_known"),
            models.CheckConstraint(
                condition=models.Q(removed_at__isnull=True)
                | (models.Q(removed_by__isnull=False) & ~models.Q(removed_reason="")),
                name="fake_removed_with_reason",
            ),
        ]
        indexes = [models.Index(fields=["-confirmed_at", "-id"], name="fake_newest")]

    def __str__(self) -> str:
        return f"fake {self.kind} {self.value}"


class FakeReport(models.Model):
    """A visitor's word that something pretends to be us: what it was, where it was met; its ticket has the rest."""

    ticket = models.OneToOneField(Ticket, on_delete=models.PROTECT, related_name="fake_report")
    kind = models.CharField(max_length=12, choices=Kind.choices, blank=True)
    value = models.CharField(max_length=255, blank=True)
    pasted = models.CharField(max_length=400)
    met = models.CharField(max_length=12)
    at = models.DateTimeField()
    fake = models.ForeignKey(KnownFake, null=True, on_delete=models.PROTECT, related_name="reports")
    dismissed_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    objects = ReportQuerySet.as_manager()

    class Meta:
        indexes = [
            # What waits for somebody to look, oldest first.
            models.Index(
                fields=["at", "id"],
                condition=models.Q(fake__isnull=True, dismissed_at__isnull=True),
                name="fake_report_open",
            ),
        ]

    def __str__(self) -> str:
        return f"report of {self.pasted}"


class SigningKey(models.Model):
    """A key that signs the directory, or did. One is not retired. `private` is encrypted with the secret key of the desk."""

    kid = models.CharField(max_length=43, unique=True)
    public = models.CharField(max_length=43)
    private = models.BinaryField()
    created_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    objects = KeyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["retired_at"], nulls_distinct=False, name="signing_one_signs"),
        ]

    def __str__(self) -> str:
        return f"key {self.kid}"
