"""Every call with what came of it; what came in by other ways, under its own name; the directory of what is ours."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Customer, IdentityLevel, User
from channels.announcements.models import Announcement, AnnouncementPost
from channels.chat.models import Chat  # noqa: F401 - a table of this app
from channels.directory.models import ChannelChange, FakeReport, KnownFake, OfficialChannel, SigningKey
from channels.dispositions import Disposition
from channels.mail import models as mail  # noqa: F401 - Django looks for models here
from tickets.categories import Category, ChannelKind, Language, Priority
from tickets.models import Message, Ticket

# Where Django looks for models; each lives with its part.
__all__ = [
    "CALL_MOVES",
    "RUNNING",
    "Announcement",
    "AnnouncementPost",
    "Call",
    "CallState",
    "CallerMatch",
    "ChannelChange",
    "Direction",
    "FakeReport",
    "KnownFake",
    "OfficialChannel",
    "SigningKey",
    "SourceRef",
]


class CallState(models.TextChoices):
    """From the first ring to the last click."""

    RINGING = "ringing", _("Ringing")
    TALKING = "talking", _("On call")
    WRAP_UP = "wrap_up", _("Wrap-up")
    DONE = "done", _("Done")
    MISSED = "missed", _("Missed")


CALL_MOVES: dict[str, frozenset[str]] = {
    CallState.RINGING: frozenset({CallState.TALKING, CallState.MISSED}),
    CallState.TALKING: frozenset({CallState.WRAP_UP, CallState.DONE}),
    CallState.WRAP_UP: frozenset({CallState.DONE}),
    # A late "answer" after the hang-up, when events arrive out of order.
    CallState.MISSED: frozenset({CallState.WRAP_UP, CallState.DONE}),
    CallState.DONE: frozenset(),
}
RUNNING = [CallState.RINGING, CallState.TALKING, CallState.WRAP_UP]


class Direction(models.TextChoices):
    """Who called whom."""

    INBOUND = "in", _("Incoming")
    OUTBOUND = "out", _("Outgoing")


class CallerMatch(models.TextChoices):
    """How well the caller's number is known. Never more than a hint: numbers can be forged."""

    KNOWN = "known", _("Known caller")
    MAYBE = "maybe", _("Maybe known")
    UNKNOWN = "unknown", _("Unknown caller")


class Call(models.Model):
    """One telephone call. `number` is reserved as it starts and becomes the ticket's."""

    number = models.CharField(max_length=12, unique=True)
    pbx_id = models.CharField(max_length=100, blank=True)
    direction = models.CharField(max_length=3, choices=Direction.choices, default=Direction.INBOUND)
    state = models.CharField(max_length=10, choices=CallState.choices)
    hotline = models.ForeignKey(OfficialChannel, null=True, on_delete=models.SET_NULL, related_name="calls")
    caller_phone = models.CharField(max_length=20, blank=True)
    match = models.CharField(max_length=8, choices=CallerMatch.choices, default=CallerMatch.UNKNOWN)
    agent = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="calls")
    # Whose record the number or the check points to. Believed only from identity level 1 on.
    customer = models.ForeignKey(Customer, null=True, on_delete=models.PROTECT, related_name="calls")
    identity_level = models.PositiveSmallIntegerField(choices=IdentityLevel.choices, default=IdentityLevel.ANONYMOUS)
    language = models.CharField(max_length=10, choices=Language.choices, default=Language.EN)
    category = models.CharField(max_length=20, choices=Category.choices, blank=True)
    topic = models.CharField(max_length=40, blank=True)
    priority = models.CharField(max_length=10, choices=Priority.choices, blank=True)

    started_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    read_back_at = models.DateTimeField(null=True)

    disposition = models.CharField(max_length=20, choices=Disposition.choices, blank=True)
    note = models.TextField(blank=True)
    ticket = models.ForeignKey(Ticket, null=True, on_delete=models.PROTECT, related_name="calls")
    callback_at = models.DateTimeField(null=True)
    callback_phone = models.CharField(max_length=20, blank=True)
    callback_topic = models.CharField(max_length=200, blank=True)
    # A missed call or a promised call-back is work until somebody says it is done.
    handled_at = models.DateTimeField(null=True)
    handled_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pbx_id"], condition=~models.Q(pbx_id=""), name="call_pbx_once"),
            models.CheckConstraint(condition=models.Q(state__in=CallState.values), name="call_state_known"),
            models.CheckConstraint(
                condition=~models.Q(state="done") | ~models.Q(disposition=""), name="call_done_has_disposition"
            ),
            models.CheckConstraint(
                condition=~models.Q(disposition="callback_promised")
                | (models.Q(callback_at__isnull=False) & ~models.Q(callback_phone="") & ~models.Q(callback_topic="")),
                name="call_callback_complete",
            ),
            models.CheckConstraint(
                condition=~models.Q(disposition__in=["ticket_opened", "added_to_ticket"])
                | models.Q(ticket__isnull=False),
                name="call_disposition_has_ticket",
            ),
        ]
        indexes = [
            models.Index(
                fields=["agent", "-started_at"],
                condition=models.Q(state__in=["talking", "wrap_up"]),
                name="call_running",
            ),
            models.Index(fields=["started_at"], condition=models.Q(state="ringing"), name="call_ringing"),
            models.Index(
                fields=["started_at"], condition=models.Q(state="missed", handled_at__isnull=True), name="call_missed"
            ),
            models.Index(
                fields=["callback_at"],
                condition=models.Q(callback_at__isnull=False, handled_at__isnull=True),
                name="call_callback",
            ),
            # Earlier calls from one number: how it is known, and whether it was reported.
            models.Index(
                fields=["caller_phone", "-started_at"], condition=~models.Q(caller_phone=""), name="call_caller"
            ),
        ]

    def __str__(self) -> str:
        return f"call {self.number}"

    @property
    def wait_seconds(self) -> int | None:
        """From the first ring to the answer, or to the hang-up when nobody answered; None while ringing."""
        until = self.answered_at or self.ended_at
        return int((until - self.started_at).total_seconds()) if until else None

    @property
    def talk_seconds(self) -> int | None:
        """From the answer to the hang-up; None if it never was answered or still runs."""
        return int((self.ended_at - self.answered_at).total_seconds()) if self.answered_at and self.ended_at else None

    @property
    def wrap_up_seconds(self) -> int | None:
        """From the hang-up to the disposition; None while open."""
        return int((self.finished_at - self.ended_at).total_seconds()) if self.finished_at and self.ended_at else None


class SourceRef(models.Model):
    """Under which name a message is known where it came from, or went to; so nothing is taken in twice, and answers find their thread.

    `code` is that of a message of ours (core.message_codes); its parts share it.
    """

    kind = models.CharField(max_length=10, choices=ChannelKind.choices)
    source_id = models.CharField(max_length=255)
    thread = models.CharField(max_length=255, blank=True)
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="sources")
    message = models.ForeignKey(Message, null=True, on_delete=models.PROTECT, related_name="sources")
    code = models.CharField(max_length=9, blank=True, default="")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "source_id"], name="source_once")]
        indexes = [
            models.Index(fields=["code"], condition=~models.Q(code=""), name="source_code"),
            # The newest ticket of a conversation (channels.selectors.ticket_of_thread).
            models.Index(fields=["kind", "thread", "-id"], condition=~models.Q(thread=""), name="source_thread"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.source_id}"
