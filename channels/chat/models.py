"""An open line on a ticket. What is said on it are the ticket's messages; this row says who is at its ends."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from tickets.models import Ticket


class ChatState(models.TextChoices):
    """Waiting for an agent, with one, or over."""

    WAITING = "waiting", _("Waiting")
    TALKING = "talking", _("In chat")
    ENDED = "ended", _("Ended")


LIVE = [ChatState.WAITING, ChatState.TALKING]


class ChatEnd(models.TextChoices):
    """Why it is over. The ticket goes on in any case."""

    VISITOR = "visitor", _("The customer left")
    AGENT = "agent", _("The agent ended it")
    IDLE = "idle", _("Silence")
    NOBODY = "nobody", _("Nobody was free")
    CLOSED = "closed", _("Chat was closed")


class Chat(models.Model):
    """`waiting_since` is when it last began to wait, `last_word_at` when the customer last said something, as far as
    silence is concerned (our own words are the ticket's); moments UTC."""

    ticket = models.OneToOneField(Ticket, on_delete=models.PROTECT, related_name="chat")
    state = models.CharField(max_length=8, choices=ChatState.choices)
    agent = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="chats")
    started_at = models.DateTimeField()
    waiting_since = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)
    last_word_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=8, choices=ChatEnd.choices, blank=True)
    # Up to when each side has read: what was said later is new to them.
    read_by_visitor_at = models.DateTimeField(null=True)
    read_by_agent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=ChatState.values), name="chat_state_known"),
            models.CheckConstraint(
                condition=(models.Q(state="ended") & models.Q(ended_at__isnull=False) & ~models.Q(ended_by=""))
                | (~models.Q(state="ended") & models.Q(ended_at__isnull=True)),
                name="chat_ended_has_moment",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="talking") | models.Q(agent__isnull=False), name="chat_talks_with_somebody"
            ),
        ]
        indexes = [
            # Who waits, the longest first (channels.chat.selectors.waiting); and how many are before one.
            models.Index(fields=["waiting_since", "id"], condition=models.Q(state="waiting"), name="chat_waiting"),
            models.Index(fields=["agent", "last_word_at"], condition=models.Q(state="talking"), name="chat_talking"),
            # Read only by channels.chat.services.end_silent.
            models.Index(fields=["last_word_at"], condition=~models.Q(state="ended"), name="chat_silence"),
            # How long the last ones waited.
            models.Index(fields=["-taken_at"], condition=models.Q(taken_at__isnull=False), name="chat_taken"),
        ]

    def __str__(self) -> str:
        return f"chat on {self.ticket_id}"

    @property
    def is_live(self) -> bool:
        """Whether the line is open."""
        return self.state in LIVE
