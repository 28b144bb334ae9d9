"""Who did it, as kind and id: stays readable when the person's record is gone."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Actor:
    """`kind` is staff, customer, program or system; `id` is stable within the kind; `label` is safe to show to staff."""

    kind: str
    id: str
    label: str


class Acting(Protocol):
    """Anything that can be named `by`: a staff user, a customer, the system."""

    @property
    def actor(self) -> Actor:
        """The same one, as it is written into events."""
        ...


@dataclass(frozen=True)
class SystemActor:
    """The desk itself: timers and reactions."""

    @property
    def actor(self) -> Actor:
        """The desk has one name everywhere."""
        return Actor(kind="system", id="firstline", label="Firstline")


SYSTEM = SystemActor()
