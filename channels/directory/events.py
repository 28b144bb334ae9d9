"""What can be said to have happened to the directory and to the list of fakes. Values are public; nothing of who reported."""

from dataclasses import dataclass
from typing import ClassVar

from outbox.events import Happening


@dataclass(frozen=True, kw_only=True)
class ChangeHappening(Happening):
    """About one change of the directory."""

    subject_kind: ClassVar[str] = "official_change"
    kind: str
    value: str
    step: str


@dataclass(frozen=True, kw_only=True)
class ChangeProposed(ChangeHappening):
    """The first of two people."""

    name: ClassVar[str] = "official.proposed"
    channel_id: int | None


@dataclass(frozen=True, kw_only=True)
class ChangeApproved(ChangeHappening):
    """The second: from now on the public reads it."""

    name: ClassVar[str] = "official.approved"
    channel_id: int
    version: int


@dataclass(frozen=True, kw_only=True)
class ChangeRefused(ChangeHappening):
    """The second person said no."""

    name: ClassVar[str] = "official.refused"


@dataclass(frozen=True, kw_only=True)
class ChangeWithdrawn(ChangeHappening):
    """The first took it back."""

    name: ClassVar[str] = "official.withdrawn"


@dataclass(frozen=True, kw_only=True)
class FakeHappening(Happening):
    """About one known fake."""

    subject_kind: ClassVar[str] = "known_fake"
    kind: str
    value: str


@dataclass(frozen=True, kw_only=True)
class FakeConfirmed(FakeHappening):
    """From now on visitors are told so."""

    name: ClassVar[str] = "fake.confirmed"
    ticket_id: int | None


@dataclass(frozen=True, kw_only=True)
class FakeRemoved(FakeHappening):
    """It is not, or not any more."""

    name: ClassVar[str] = "fake.removed"


@dataclass(frozen=True, kw_only=True)
class KeyRotated(Happening):
    """Another key signs the directory."""

    name: ClassVar[str] = "official.key_rotated"
    subject_kind: ClassVar[str] = "signing_key"
    kid: str
