"""What can be said to have happened to what the desk measures by."""

from dataclasses import dataclass
from typing import ClassVar

from outbox.events import Happening


@dataclass(frozen=True, kw_only=True)
class TargetsSet(Happening):
    """The desk measures by other values: a share in percent, a rate, a limit in seconds, as text."""

    name: ClassVar[str] = "targets.set"
    subject_kind: ClassVar[str] = "targets"
    share: str
    per_quarter: str
    wait_limit: int
