"""The ticket, what is said on it and what belongs to it."""

from tickets.models.attachments import Attachment, FileState
from tickets.models.attention import Mention, SavedView, Snooze
from tickets.models.links import LinkKind, TagWord, TicketLink
from tickets.models.messages import Draft, Message, MessageKind
from tickets.models.ticket import TAG_LIMIT, ReservedNumber, Ticket
from tickets.models.topics import TopicVersion

__all__ = [
    "TAG_LIMIT",
    "Attachment",
    "Draft",
    "FileState",
    "LinkKind",
    "Mention",
    "Message",
    "MessageKind",
    "ReservedNumber",
    "SavedView",
    "Snooze",
    "TagWord",
    "Ticket",
    "TicketLink",
    "TopicVersion",
]
