"""What can be said to have happened to an announcement."""

from dataclasses import dataclass
from typing import ClassVar

from outbox.events import Happening


@dataclass(frozen=True, kw_only=True)
class AnnouncementHappening(Happening):
    """About one announcement."""

    subject_kind: ClassVar[str] = "announcement"


@dataclass(frozen=True, kw_only=True)
class AnnouncementScheduled(AnnouncementHappening):
    """It is written; the public reads it from `starts_at` on. Above 1 `version` is a changed one."""

    name: ClassVar[str] = "announcement.scheduled"
    version: int
    starts_at: str


@dataclass(frozen=True, kw_only=True)
class AnnouncementWithdrawn(AnnouncementHappening):
    """Nobody reads it any more."""

    name: ClassVar[str] = "announcement.withdrawn"
