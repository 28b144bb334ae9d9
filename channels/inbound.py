"""What every way in turns its own shape into; channels.services.accept makes a ticket or a message of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.files import IncomingFile
from tickets.categories import Category, Language
from tickets.models import Ticket


@dataclass(frozen=True)
class Sender:
    """Who writes, as they say themselves: a contact to answer to, never proof of who it is."""

    name: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True)
class InboundMessage:
    """One message as a channel understood it.

    `kind` is a tickets.categories.ChannelKind. `source_id` names the message within its kind and is the key under which it is taken
    in once: Message-ID, update id, the form's key. `thread` names the conversation within its kind where there is one; `ticket` is
    the ticket that it belongs to, found by the channel's own proof, never by a subject or a number alone. `zone` is the one in which
    moments of `answers` are meant. `full` is all that was written where `body` is only the sender's own words.
    """

    kind: str
    source_id: str
    sender: Sender
    body: str
    full: str = ""
    subject: str = ""
    thread: str = ""
    ticket: Ticket | None = None
    category: str = Category.GUIDANCE
    topic: str = ""
    priority: str = ""
    language: str = Language.EN
    answers: Mapping[str, str] = field(default_factory=dict)
    zone: str = "UTC"
    region: str | None = None
    files: tuple[IncomingFile, ...] = ()
