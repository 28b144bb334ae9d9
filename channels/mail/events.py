"""What can be said to have happened by mail. The subject is the ticket."""

from dataclasses import dataclass
from typing import ClassVar

from outbox.events import Happening


@dataclass(frozen=True, kw_only=True)
class MailHappening(Happening):
    """About one ticket."""

    subject_kind: ClassVar[str] = "ticket"


@dataclass(frozen=True, kw_only=True)
class MailClaimed(MailHappening):
    """The mail that opened this ticket named another one, and its sender could not be believed. Nothing of the other was shown."""

    name: ClassVar[str] = "mail.claimed"
    number: str


@dataclass(frozen=True, kw_only=True)
class MailAutomatic(MailHappening):
    """A machine answered our mail. It reopens nothing, and nobody answers it."""

    name: ClassVar[str] = "mail.automatic"


@dataclass(frozen=True, kw_only=True)
class MailBounced(MailHappening):
    """A mail of ours came back. `suppressed`: for good, nothing is mailed there any more. `status` is the code of RFC 3463."""

    name: ClassVar[str] = "mail.bounced"
    status: str
    suppressed: bool


@dataclass(frozen=True, kw_only=True)
class MailAllowedAgain(MailHappening):
    """Mail to the customer's address is tried again. `cause`: agent, or a mail that came from there."""

    name: ClassVar[str] = "mail.allowed_again"
    cause: str
