"""What can be said to have happened to an incident, and to a ticket because of one."""

from dataclasses import dataclass
from typing import ClassVar

from outbox.events import Happening


@dataclass(frozen=True, kw_only=True)
class IncidentHappening(Happening):
    """About an incident."""

    subject_kind: ClassVar[str] = "incident"


@dataclass(frozen=True, kw_only=True)
class IncidentDeclared(IncidentHappening):
    """It began at `started_at` (ISO 8601, UTC), and tickets under this cut belong to it."""

    name: ClassVar[str] = "incident.declared"
    category: str
    topic: str
    networks: list[str]
    coins: list[str]
    started_at: str


@dataclass(frozen=True, kw_only=True)
class IncidentUpdated(IncidentHappening):
    """A public word for `tickets` attached ones."""

    name: ClassVar[str] = "incident.updated"
    update_id: int
    tickets: int
    final: bool


@dataclass(frozen=True, kw_only=True)
class IncidentSolved(IncidentHappening):
    """It is over. What belonged to it still does."""

    name: ClassVar[str] = "incident.solved"


@dataclass(frozen=True, kw_only=True)
class AttachmentHappening(Happening):
    """About a ticket. `title` and `title_zh` are the incident's."""

    subject_kind: ClassVar[str] = "ticket"
    incident_id: int
    title: str
    title_zh: str


@dataclass(frozen=True, kw_only=True)
class TicketAttached(AttachmentHappening):
    """It belongs to an incident. `timers` are the promises that ran: they are marked with it and go on running."""

    name: ClassVar[str] = "incident.ticket_attached"
    by_rule: bool
    reason: str
    timers: list[int]


@dataclass(frozen=True, kw_only=True)
class TicketDetached(AttachmentHappening):
    """It does not belong to it after all."""

    name: ClassVar[str] = "incident.ticket_detached"
    reason: str
