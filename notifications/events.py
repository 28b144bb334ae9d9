"""What can be said to have happened to messages (the subject is the notifications.models.Bundle) and to webhooks."""

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


@dataclass(frozen=True, kw_only=True)
class WebhookHappening(Happening):
    """About one webhook. `place` is the host of its address: the rest may hold a secret."""

    subject_kind: ClassVar[str] = "webhook"
    place: str
    owner: str


@dataclass(frozen=True, kw_only=True)
class WebhookAdded(WebhookHappening):
    """An address asked to hear of events."""

    name: ClassVar[str] = "webhook.added"
    events: list[str]


@dataclass(frozen=True, kw_only=True)
class WebhookRemoved(WebhookHappening):
    """It hears no more."""

    name: ClassVar[str] = "webhook.removed"


@dataclass(frozen=True, kw_only=True)
class WebhookDisabled(WebhookHappening):
    """It failed for so long that nothing is sent there any more."""

    name: ClassVar[str] = "webhook.disabled"
    failing_since: str


@dataclass(frozen=True, kw_only=True)
class WebhookEnabled(WebhookHappening):
    """It is tried again."""

    name: ClassVar[str] = "webhook.enabled"
