"""What can be said to have happened to people."""

from dataclasses import dataclass
from typing import Any, ClassVar

from outbox.events import Happening


@dataclass(frozen=True, kw_only=True)
class CustomerRevealed(Happening):
    """Somebody uncovered one masked value, and said why."""

    name: ClassVar[str] = "customer.revealed"
    subject_kind: ClassVar[str] = "customer"
    field: str
    reason: str
    ticket_id: int | None


@dataclass(frozen=True, kw_only=True)
class CustomerSearched(Happening):
    """Somebody looked for a person by an exact contact or account id. The subject is who searched; what they typed is not kept."""

    name: ClassVar[str] = "customer.searched"
    subject_kind: ClassVar[str] = "staff"
    kind: str
    found: int


@dataclass(frozen=True, kw_only=True)
class CustomerCreated(Happening):
    """A new record, made at a call or by a program."""

    name: ClassVar[str] = "customer.created"
    subject_kind: ClassVar[str] = "customer"
    registered: bool


@dataclass(frozen=True, kw_only=True)
class CustomerPhraseSet(Happening):
    """The customer chose words that shall stand in mails to them, or none. Which words is in no event."""

    name: ClassVar[str] = "customer.phrase_set"
    subject_kind: ClassVar[str] = "customer"
    given: bool


@dataclass(frozen=True, kw_only=True)
class CodeRequested(Happening):
    """A one-time code must go to the address on file. The subject is the code's row; `language` is the one it was asked for in."""

    name: ClassVar[str] = "customer.code_requested"
    subject_kind: ClassVar[str] = "code"
    customer_id: int
    language: str


@dataclass(frozen=True, kw_only=True)
class StaffCreated(Happening):
    """A new staff account."""

    name: ClassVar[str] = "staff.created"
    subject_kind: ClassVar[str] = "staff"
    role: str


@dataclass(frozen=True, kw_only=True)
class StaffDisabled(Happening):
    """An account was closed and its sessions ended."""

    name: ClassVar[str] = "staff.disabled"
    subject_kind: ClassVar[str] = "staff"


@dataclass(frozen=True, kw_only=True)
class StaffEnabled(Happening):
    """An account was opened again."""

    name: ClassVar[str] = "staff.enabled"
    subject_kind: ClassVar[str] = "staff"


@dataclass(frozen=True, kw_only=True)
class StaffChanged(Happening):
    """An administrator changed an account. `before` and `after` hold what differs, by field; a team by its name."""

    name: ClassVar[str] = "staff.changed"
    subject_kind: ClassVar[str] = "staff"
    before: dict[str, Any]
    after: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class StaffSignedOut(Happening):
    """An administrator ended all sessions of an account."""

    name: ClassVar[str] = "staff.signed_out"
    subject_kind: ClassVar[str] = "staff"


@dataclass(frozen=True, kw_only=True)
class SecondFactorReset(Happening):
    """An administrator took away what guards an account, and said why; the next sign-in sets up a new one."""

    name: ClassVar[str] = "staff.second_factor_reset"
    subject_kind: ClassVar[str] = "staff"
    reason: str


@dataclass(frozen=True, kw_only=True)
class TokenCreated(Happening):
    """A token for the API was made; the subject is whose it is. `token_key` names it and opens nothing."""

    name: ClassVar[str] = "token.created"
    subject_kind: ClassVar[str] = "staff"
    token_key: str
    expires_at: str
    scopes: list[str]


@dataclass(frozen=True, kw_only=True)
class TokenRevoked(Happening):
    """A token for the API ended before its time."""

    name: ClassVar[str] = "token.revoked"
    subject_kind: ClassVar[str] = "staff"
    token_key: str


@dataclass(frozen=True, kw_only=True)
class TeamHoursSet(Happening):
    """When the people of a team are on shift was changed."""

    name: ClassVar[str] = "team.hours_set"
    subject_kind: ClassVar[str] = "team"


@dataclass(frozen=True, kw_only=True)
class TeamWorkSet(Happening):
    """How a team gives its tickets, takes them back and hands them over was changed; plain values of accounts.models.Team.

    `limits`: work limits that were changed, by account id.
    """

    name: ClassVar[str] = "team.work_set"
    subject_kind: ClassVar[str] = "team"
    giving: str
    overflow_id: int | None
    silence_minutes: int | None
    handover_hours: int | None
    limits: dict[str, int]


@dataclass(frozen=True, kw_only=True)
class QuietHoursSet(Happening):
    """Somebody changed their own quiet hours; both empty is none."""

    name: ClassVar[str] = "staff.quiet_hours_set"
    subject_kind: ClassVar[str] = "staff"
    quiet_from: str
    quiet_until: str


@dataclass(frozen=True, kw_only=True)
class PresenceChanged(Happening):
    """Somebody went on a break or came back, or takes other work than before. `takes` are words of accounts.models.Takes."""

    name: ClassVar[str] = "staff.presence_changed"
    subject_kind: ClassVar[str] = "staff"
    before: str
    after: str
    takes: list[str]
