"""Staff, teams, customers; the identity checks made of customers; counters of attempts."""

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from knox.models import AuthToken

from core.hours import Schedule
from outbox.actors import Actor


class Role(models.TextChoices):
    """What somebody is here for. A program is another system with a token: the PBX, the exchange's app."""

    AGENT = "agent", _("Agent")
    SUPERVISOR = "supervisor", _("Supervisor")
    OFFICER = "complaint_officer", _("Complaint officer")
    ADMINISTRATOR = "administrator", _("Administrator")
    PROGRAM = "program", _("Program")


class Presence(models.TextChoices):
    """What somebody says of themselves. That they are on a call, or wrap one up, their calls say."""

    AVAILABLE = "available", _("Available")
    BREAK = "on_break", _("Break")


class Takes(models.TextChoices):
    """What somebody takes at the moment: calls that ring, written work."""

    HOTLINE = "hotline", _("Hotline")
    WRITTEN = "written", _("Written")


class Giving(models.TextChoices):
    """How the tickets of a team find who works on them."""

    MANUAL = "manual", _("Agents take for themselves")
    AUTOMATIC = "automatic", _("The desk gives by rule")


def _takes_all() -> list[str]:
    return list(Takes.values)


class Team(models.Model):
    """A group that shares a queue. `categories` are routed to it.

    `hours` is when its people are on shift, as `core.hours.Schedule` writes it; empty is always. `overflow` is given what cannot
    wait until somebody of this team is there. A ticket goes back to the team when who holds it is silent for `silence_minutes`;
    at the end of a shift each with a clock inside `handover_hours` is handed over. Empty: never, and until the next shift ends.
    """

    name = models.CharField(max_length=60, unique=True)
    name_zh = models.CharField(max_length=60)
    categories = ArrayField(models.CharField(max_length=20), default=list)
    lead = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="leads")
    hours = models.JSONField(default=dict, blank=True)
    giving = models.CharField(max_length=10, choices=Giving.choices, default=Giving.MANUAL)
    overflow = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="helps")
    silence_minutes = models.PositiveSmallIntegerField(null=True)
    handover_hours = models.PositiveSmallIntegerField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(giving__in=Giving.values), name="team_giving_known"),
            models.CheckConstraint(
                condition=models.Q(overflow__isnull=True) | ~models.Q(overflow=models.F("id")),
                name="team_helps_another",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def schedule(self) -> Schedule | None:
        """When its people are on shift; None is always."""
        return Schedule.from_json(self.hours) if self.hours else None


class StaffManager(BaseUserManager["User"]):
    """Makes accounts; natural key is the e-mail address, lower case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A staff account. Without a password nobody can sign in with one."""
        user = self.model(email=email.lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """The first administrator, by `manage.py createsuperuser`. The second factor is set up at the first sign-in."""
        return self.create_user(email, password, **fields | {"role": Role.ADMINISTRATOR})

    def get_by_natural_key(self, username: str | None) -> "User":
        """Sign-in ignores case."""
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser):
    """A staff or program account. `agent_number` is told to callers, who keep it."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=60)
    role = models.CharField(max_length=20, choices=Role.choices, default=Role.AGENT)
    agent_number = models.CharField(
        max_length=4,
        unique=True,
        validators=[RegexValidator(r"^[1-9][0-9]{3}$", _("Four digits, not starting with 0."))],
    )
    team = models.ForeignKey(Team, null=True, on_delete=models.SET_NULL, related_name="members")
    skills = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    languages = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    zone = models.CharField(max_length=40, default="Asia/Singapore")
    # By the clock of `zone`; mail about promises waits meanwhile.
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_until = models.TimeField(null=True, blank=True)
    presence = models.CharField(max_length=10, choices=Presence.choices, default=Presence.AVAILABLE)
    presence_since = models.DateTimeField(null=True, blank=True)
    takes = ArrayField(models.CharField(max_length=10, choices=Takes.choices), default=_takes_all, blank=True)
    # When an open page of theirs was last heard of, give or take a minute (accounts.services.presence.note_seen).
    seen_at = models.DateTimeField(null=True, blank=True)
    # So many tickets at once are given by rule, emergencies counting more (tickets.giving); and when the last one was.
    work_limit = models.PositiveSmallIntegerField(default=8)
    given_at = models.DateTimeField(null=True, blank=True)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name", "agent_number"]
    objects: ClassVar[StaffManager] = StaffManager()

    class Meta:
        ordering = ["agent_number"]
        constraints = [
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="user_role_known"),
            models.CheckConstraint(
                condition=models.Q(agent_number__regex=r"^[1-9][0-9]{3}$"), name="agent_number_shape"
            ),
            models.CheckConstraint(
                condition=models.Q(quiet_from__isnull=True, quiet_until__isnull=True)
                | models.Q(quiet_from__isnull=False, quiet_until__isnull=False)
                & ~models.Q(quiet_from=models.F("quiet_until")),
                name="quiet_hours_both_or_none",
            ),
            models.CheckConstraint(condition=models.Q(presence__in=Presence.values), name="user_presence_known"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.agent_number}"

    @property
    def actor(self) -> Actor:
        """Staff are named in events by account id and shown by name and agent number."""
        kind = "program" if self.role == Role.PROGRAM else "staff"
        return Actor(kind=kind, id=str(self.pk), label=f"{self.name}, {self.agent_number}")

    @property
    def leads_people(self) -> bool:
        """Sees all teams: supervisors and administrators."""
        return self.role in {Role.SUPERVISOR, Role.ADMINISTRATOR}


class Scope(models.TextChoices):
    """What a token may be used for. It never widens what the account's role allows."""

    CALLS_READ = "calls:read", _("Read calls")
    CALLS_WRITE = "calls:write", _("Push, log, check and finish calls")
    TICKETS_READ = "tickets:read", _("Read tickets, their messages and history")
    TICKETS_WRITE = "tickets:write", _("Open tickets and change them")
    STATUS_READ = "status:read", _("Ask where a ticket stands, with number and contact")
    CUSTOMERS_READ = "customers:read", _("Find customers by an exact contact; answers are masked")
    PROMISES_READ = "promises:read", _("Read timers, policies and calendars")
    COMPLAINTS_READ = "complaints:read", _("Read complaints")
    REVIEWS_READ = "reviews:read", _("Read reviews of missed promises")
    INCIDENTS_READ = "incidents:read", _("Read incidents and their updates")
    INCIDENTS_WRITE = "incidents:write", _("Declare, update and solve incidents")
    DESK_READ = "desk:read", _("Read teams, hotlines and macros")
    EVENTS_READ = "events:read", _("Read the events feed")
    WEBHOOKS_WRITE = "webhooks:write", _("List and change webhooks")
    TOKENS_WRITE = "tokens:write", _("List and revoke tokens")


class TokenGrant(models.Model):
    """What one token may be used for. A token without a grant opens nothing."""

    token = models.OneToOneField(AuthToken, on_delete=models.CASCADE, primary_key=True, related_name="grant")
    scopes = ArrayField(models.CharField(max_length=20, choices=Scope.choices))
    # Give or take five minutes (accounts.services.tokens.note_used).
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(scopes__contained_by=Scope.values) & ~models.Q(scopes=[]), name="grant_scopes_known"
            ),
        ]

    def __str__(self) -> str:
        return ", ".join(self.scopes)


class CustomerClass(models.TextChoices):
    """How the exchange keeps the account: promises may differ by it."""

    RETAIL = "retail", _("Retail")
    VIP = "vip", _("VIP")
    INSTITUTION = "institution", _("Institution")


class Customer(models.Model):
    """Somebody who asks, as a record and never as an account.

    `exchange_uid` is set when the exchange told us of the person; without it this is only a way to reach somebody, believed by nobody.
    The hashes are keyed (accounts.lookup) and serve exact search; the plain values are shown masked.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=120, blank=True)
    email = models.CharField(max_length=254, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    exchange_uid = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=10, default="en")
    customer_class = models.CharField(max_length=12, choices=CustomerClass.choices, default=CustomerClass.RETAIL)
    email_hash = models.CharField(max_length=64, blank=True)
    phone_hash = models.CharField(max_length=64, blank=True)
    uid_hash = models.CharField(max_length=64, blank=True)
    contact_changed_at = models.DateTimeField(null=True, blank=True)
    # Words of the customer's own that stand in each mail to them, so that a forged one is noticed. No page of the desk shows them.
    mail_phrase = models.CharField(max_length=40, blank=True, default="")
    created_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["email_hash"], condition=~models.Q(email_hash=""), name="customer_email"),
            models.Index(fields=["phone_hash"], condition=~models.Q(phone_hash=""), name="customer_phone"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["uid_hash"], condition=~models.Q(uid_hash=""), name="customer_uid_once"),
        ]

    def __str__(self) -> str:
        return f"customer {self.pk}"

    @property
    def actor(self) -> Actor:
        """Customers are named in events by row id only."""
        return Actor(kind="customer", id=str(self.pk), label="")

    @property
    def registered(self) -> bool:
        """Known to the exchange, so that a match proves something."""
        return bool(self.exchange_uid)


class IdentityLevel(models.IntegerChoices):
    """The identity ladder: how well we know who is asking."""

    ANONYMOUS = 0, _("L0 anonymous")
    MATCHED = 1, _("L1 matched")
    POSSESSION = 2, _("L2 one-time code")
    REVIEWED = 3, _("L3 reviewed by a second person")


class IdentityCheck(models.Model):
    """One attempt to climb the ladder, kept whether it matched or not. `context` is the call or ticket it belongs to."""

    customer = models.ForeignKey(Customer, null=True, on_delete=models.PROTECT, related_name="identity_checks")
    context_kind = models.CharField(max_length=20)
    context_id = models.BigIntegerField()
    level = models.PositiveSmallIntegerField(choices=IdentityLevel.choices)
    method = models.CharField(max_length=30)
    matched = models.BooleanField()
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="identity_checks")
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["context_kind", "context_id", "at"], name="identity_context"),
            models.Index(fields=["customer", "-at"], name="identity_customer"),
        ]

    def __str__(self) -> str:
        return f"L{self.level} {'match' if self.matched else 'no match'}"


class OneTimeCode(models.Model):
    """A six-digit code on its way to the address on file. The digits are derived from a secret and never stored.

    `asked_by` is the keyed hash of the network that asked for it; tries from another one are no tries at this code.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="codes")
    purpose = models.CharField(max_length=20)
    context_id = models.BigIntegerField()
    asked_by = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    wrong_tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["customer", "-created_at"], name="code_customer")]

    def __str__(self) -> str:
        return f"code for {self.purpose}"


class AttemptWindow(models.Model):
    """How often something was tried in one window of time. Keys are hashed, so the table names nobody."""

    key = models.CharField(max_length=64)
    window = models.BigIntegerField()
    count = models.PositiveIntegerField(default=0)
    ends_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "window"], name="attempt_window_once")]
        indexes = [models.Index(fields=["ends_at"], name="attempt_ends")]

    def __str__(self) -> str:
        return f"{self.count} in window {self.window}"
