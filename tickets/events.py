"""What can be said to have happened to a ticket."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from outbox.events import Happening


@dataclass(frozen=True, kw_only=True)
class TicketHappening(Happening):
    """The subject is always the ticket."""

    subject_kind: ClassVar[str] = "ticket"


@dataclass(frozen=True, kw_only=True)
class TicketOpened(TicketHappening):
    """A matter began; the promise starts at the event's moment."""

    name: ClassVar[str] = "ticket.opened"
    channel: str
    category: str
    priority: str
    language: str
    customer_class: str
    team_id: int | None
    assignee_id: int | None


@dataclass(frozen=True, kw_only=True)
class TicketReplied(TicketHappening):
    """We answered in public: the answer goes out, the first reply is met."""

    name: ClassVar[str] = "ticket.replied"
    message_id: int


@dataclass(frozen=True, kw_only=True)
class CustomerReplied(TicketHappening):
    """The customer spoke."""

    name: ClassVar[str] = "ticket.customer_replied"
    message_id: int


@dataclass(frozen=True, kw_only=True)
class NoteAdded(TicketHappening):
    """A note for ourselves (internal or call note)."""

    name: ClassVar[str] = "ticket.noted"
    message_id: int
    kind: str


@dataclass(frozen=True, kw_only=True)
class TicketAssigned(TicketHappening):
    """Somebody else holds it now, or nobody. `rule` says why when no person decided it alone (tickets.giving); empty otherwise."""

    name: ClassVar[str] = "ticket.assigned"
    before: str
    after: str
    rule: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class TicketLeftWaiting(TicketHappening):
    """The rule found nobody to give it to; it waits in its team's queue. `rule` as in TicketAssigned."""

    name: ClassVar[str] = "ticket.left_waiting"
    rule: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class TicketHandedOver(TicketHappening):
    """Who held it left for the day and said with a note how it stands; to whom is told by the TicketAssigned that follows."""

    name: ClassVar[str] = "ticket.handed_over"
    message_id: int


@dataclass(frozen=True, kw_only=True)
class ReplyWaived(TicketHappening):
    """The customer's last word needs no reply, such as a thank you."""

    name: ClassVar[str] = "ticket.reply_waived"


@dataclass(frozen=True, kw_only=True)
class CallbackPromised(TicketHappening):
    """We call back at a moment (ISO 8601, UTC)."""

    name: ClassVar[str] = "ticket.callback_promised"
    due: str


@dataclass(frozen=True, kw_only=True)
class CallbackKept(TicketHappening):
    """We called back."""

    name: ClassVar[str] = "ticket.callback_kept"


@dataclass(frozen=True, kw_only=True)
class TeamChanged(TicketHappening):
    """Another team's queue."""

    name: ClassVar[str] = "ticket.team_changed"
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class CategoryChanged(TicketHappening):
    """Another door: policy and team may follow."""

    name: ClassVar[str] = "ticket.category_changed"
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class PriorityChanged(TicketHappening):
    """More or less urgent: the promise is measured anew from the same start."""

    name: ClassVar[str] = "ticket.priority_changed"
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class TicketPended(TicketHappening):
    """We wait, the clocks stand still."""

    name: ClassVar[str] = "ticket.pended"
    waiting_for: str
    until: str


@dataclass(frozen=True, kw_only=True)
class TicketResumed(TicketHappening):
    """The waiting ended: the customer answered, the date came, or an agent went on."""

    name: ClassVar[str] = "ticket.resumed"
    cause: str


@dataclass(frozen=True, kw_only=True)
class TicketResolved(TicketHappening):
    """We say it is solved."""

    name: ClassVar[str] = "ticket.resolved"


@dataclass(frozen=True, kw_only=True)
class TicketReopened(TicketHappening):
    """It was not solved."""

    name: ClassVar[str] = "ticket.reopened"
    cause: str


@dataclass(frozen=True, kw_only=True)
class TicketClosed(TicketHappening):
    """Nothing more will come."""

    name: ClassVar[str] = "ticket.closed"


@dataclass(frozen=True, kw_only=True)
class TicketEscalated(TicketHappening):
    """It goes to the complaint channel: missed limit, customer's wish or agent's judgement."""

    name: ClassVar[str] = "ticket.escalated"
    cause: str


@dataclass(frozen=True, kw_only=True)
class IdentityRaised(TicketHappening):
    """The person asking proved more of who they are."""

    name: ClassVar[str] = "ticket.identity_raised"
    level: int


@dataclass(frozen=True, kw_only=True)
class CustomerIdentified(TicketHappening):
    """Whose ticket this is was shown by a one-time code; `was` is the record that it had before."""

    name: ClassVar[str] = "ticket.customer_identified"
    was: int
    customer_id: int


@dataclass(frozen=True, kw_only=True)
class TicketViewed(TicketHappening):
    """Somebody of ours looked at it: the read log, at most one an hour for each person."""

    name: ClassVar[str] = "ticket.viewed"


@dataclass(frozen=True, kw_only=True)
class StatusCodeAsked(TicketHappening):
    """A visitor was asked to prove themselves by code. Written for every visitor alike; the subject is 0 when nothing matched.

    `language` is the one of the page they asked on, `asked_by` the keyed hash of where from.
    """

    name: ClassVar[str] = "ticket.status_code_asked"
    language: str
    asked_by: str


@dataclass(frozen=True, kw_only=True)
class ReplyTakenBack(TicketHappening):
    """A reply that was on its way was taken back by its writer before it went out: the customer never saw it."""

    name: ClassVar[str] = "ticket.reply_taken_back"


@dataclass(frozen=True, kw_only=True)
class ReplyHeldBack(TicketHappening):
    """A reply could not go out when its time came, such as on a ticket that was closed meanwhile. `writer` is an account id."""

    name: ClassVar[str] = "ticket.reply_held_back"
    writer: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class FileAttached(TicketHappening):
    """A file came with a message. `state` and `reason` as the row has them."""

    name: ClassVar[str] = "ticket.file_attached"
    attachment_id: int
    message_id: int
    state: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class FileDrafted(TicketHappening):
    """A colleague put a file to what they are writing. It is on the ticket once that is sent: then FileAttached says so."""

    name: ClassVar[str] = "ticket.file_drafted"
    attachment_id: int
    state: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class FileChecked(TicketHappening):
    """The virus scanner has looked at a file that was held for it."""

    name: ClassVar[str] = "ticket.file_checked"
    attachment_id: int
    state: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class FileOpened(TicketHappening):
    """Somebody took a file. `reason` is why, in their words, when it was in quarantine."""

    name: ClassVar[str] = "ticket.file_opened"
    attachment_id: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class TicketTagged(TicketHappening):
    """Tags were put on or taken off."""

    name: ClassVar[str] = "ticket.tagged"
    added: list[str]
    removed: list[str]


@dataclass(frozen=True, kw_only=True)
class TicketLinked(TicketHappening):
    """It belongs to another one; recorded on both. `kind` (tickets.models.LinkKind) as the first of them sees it."""

    name: ClassVar[str] = "ticket.linked"
    kind: str
    number: str
    first: bool


@dataclass(frozen=True, kw_only=True)
class TicketUnlinked(TicketHappening):
    """It no longer belongs to another one; recorded on both."""

    name: ClassVar[str] = "ticket.unlinked"
    number: str


@dataclass(frozen=True, kw_only=True)
class WatchBegun(TicketHappening):
    """Who did it hears what happens here from now on."""

    name: ClassVar[str] = "ticket.watch_begun"


@dataclass(frozen=True, kw_only=True)
class WatchEnded(TicketHappening):
    """Who did it no longer hears what happens here."""

    name: ClassVar[str] = "ticket.watch_ended"


@dataclass(frozen=True, kw_only=True)
class StaffMentioned(TicketHappening):
    """A note names colleagues who may see the ticket: account ids, and how each is shown."""

    name: ClassVar[str] = "ticket.mentioned"
    message_id: int
    people: list[int]
    labels: list[str]


@dataclass(frozen=True, kw_only=True)
class MentionSeen(TicketHappening):
    """Who was named has opened the ticket: it leaves their list."""

    name: ClassVar[str] = "ticket.mention_seen"


@dataclass(frozen=True, kw_only=True)
class TicketMerged(TicketHappening):
    """It goes on in another ticket (`into`, its id and number), whose promise is the stricter of both from now on."""

    name: ClassVar[str] = "ticket.merged"
    into: int
    number: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class TicketAbsorbed(TicketHappening):
    """Another ticket (`number`) goes on in this one."""

    name: ClassVar[str] = "ticket.absorbed"
    number: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class TicketSplit(TicketHappening):
    """Some of what was said became a ticket of its own (`number`)."""

    name: ClassVar[str] = "ticket.split"
    number: str
    messages: int


@dataclass(frozen=True, kw_only=True)
class TicketSnoozed(TicketHappening):
    """Who holds it does not want to see it before `until` (ISO 8601, UTC); the clocks run on."""

    name: ClassVar[str] = "ticket.snoozed"
    until: str


@dataclass(frozen=True, kw_only=True)
class SnoozeEnded(TicketHappening):
    """Who holds it wants to see it again at once."""

    name: ClassVar[str] = "ticket.snooze_ended"


@dataclass(frozen=True, kw_only=True)
class PlaybookChanged(Happening):
    """A topic is said otherwise from now on. The subject is its new version; `changed` names what differs from the one before."""

    name: ClassVar[str] = "playbook.changed"
    subject_kind: ClassVar[str] = "playbook"
    topic: str
    version: int
    changed: list[str]
