"""What can be said to have happened to messages. The subject is the notifications.models.Bundle."""

from dataclasses import dataclass
from typing import ClassVar

from outbox.events import Happening


@dataclass(frozen=True, kw_only=True)
class MailBundled(Happening):
    """A mail to one person stands and must go out."""

    name: ClassVar[str] = "alerts.mail_bundled"
    subject_kind: ClassVar[str] = "alerts"


@dataclass(frozen=True, kw_only=True)
class GroupBundled(Happening):
    """A message to the desk's group stands and must go out."""

    name: ClassVar[str] = "alerts.group_bundled"
    subject_kind: ClassVar[str] = "alerts"
