"""What somebody writes to us on a network: one account, one conversation, one running ticket."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import CustomerHandle
from accounts.services.handles import hold_handle
from channels.events import FilesWanted
from channels.inbound import InboundMessage, Sender
from channels.selectors import ticket_of_thread
from channels.services import Accepted, accept
from outbox.actors import SYSTEM
from outbox.services import record
from tickets.categories import Category, Language
from tickets.models import Ticket


@dataclass(frozen=True)
class Account:
    """Who writes, as the network names them: its own id, what it shows (@name), what they call themselves, the language they read."""

    kind: str
    id: str
    shown: str = ""
    person: str = ""
    language: str = Language.EN


@dataclass(frozen=True)
class RemoteFile:
    """A file that the network keeps until we fetch it. `name` and `media_type` are the sender's words."""

    id: str
    name: str
    media_type: str = ""

    def facts(self) -> dict[str, str]:
        """As an event holds it."""
        return {"id": self.id, "name": self.name, "media_type": self.media_type}


@dataclass(frozen=True)
class Word:
    """One private message. `thread` is where to answer, `source_id` names the message within the network."""

    account: Account
    thread: str
    source_id: str
    body: str
    files: tuple[RemoteFile, ...] = ()


def account_row(account: Account, *, at: datetime) -> CustomerHandle:
    """The account's row, locked for this transaction."""
    return hold_handle(
        kind=account.kind,
        external_id=account.id,
        name=account.shown,
        person=account.person,
        language=account.language,
        by=SYSTEM,
        at=at,
    )


@transaction.atomic
def take_word(word: Word, *, at: datetime) -> Accepted:
    """On the running ticket of this conversation, else on a new one. Repeats are the same message.

    Two first words at once make one ticket: the account's row is held. Files are fetched after commit.
    """
    account = account_row(word.account, at=at)
    running = running_ticket(word.account.kind, word.thread)
    taken = accept(
        inbound=InboundMessage(
            kind=word.account.kind,
            source_id=word.source_id,
            sender=Sender(name=account.customer.name),
            customer=account.customer,
            body=word.body,
            thread=word.thread,
            ticket=running,
            category=running.category if running else Category.GUIDANCE,
            language=account.language,
        ),
        at=at,
    )
    if taken.new and word.files:
        wanted = FilesWanted(
            subject_id=taken.ticket.pk,
            message_id=taken.message.pk,
            channel=word.account.kind,
            files=[each.facts() for each in word.files],
        )
        record(wanted, by=SYSTEM, at=at)
    return taken


def running_ticket(kind: str, thread: str) -> Ticket | None:
    """The newest ticket of a conversation; of one that was merged, the one in which it goes on."""
    newest = ticket_of_thread(kind, thread)
    return newest.merged_into if newest and newest.merged_into else newest
