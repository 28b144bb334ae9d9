"""What can be said to have happened to a macro."""

from dataclasses import dataclass
from typing import ClassVar

from outbox.events import Happening


@dataclass(frozen=True, kw_only=True)
class MacroHappening(Happening):
    """About a macro."""

    subject_kind: ClassVar[str] = "macro"


@dataclass(frozen=True, kw_only=True)
class MacroSaved(MacroHappening):
    """A new version; 1 is a new macro. `changed` names the fields that are others than before."""

    name: ClassVar[str] = "macro.saved"
    version: int
    changed: list[str]


@dataclass(frozen=True, kw_only=True)
class MacroSwitched(MacroHappening):
    """Offered again, or not any more."""

    name: ClassVar[str] = "macro.switched"
    active: bool


@dataclass(frozen=True, kw_only=True)
class MacroUsed(MacroHappening):
    """An answer that was made with it went out. `follow_up` is what the ticket did then."""

    name: ClassVar[str] = "macro.used"
    version: int
    ticket_id: int
    message_id: int
    follow_up: str
