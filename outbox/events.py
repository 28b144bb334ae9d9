"""The shape of every event: a frozen dataclass with a dotted name in the past tense."""

from dataclasses import dataclass
from typing import Any, ClassVar


@dataclass(frozen=True, kw_only=True)
class Happening:
    """Base of all events. `subject_id` is the row that the event is about; the other fields become `Event.data`."""

    name: ClassVar[str]
    subject_kind: ClassVar[str]
    subject_id: int

    @classmethod
    def names(cls) -> set[str]:
        """What can be said to have happened: the names of all kinds that are loaded."""
        own = {cls.name} if "name" in vars(cls) else set()
        return own.union(*(each.names() for each in cls.__subclasses__()))

    def data(self) -> dict[str, Any]:
        """Plain values for the JSON column."""
        return {name: value for name, value in vars(self).items() if name != "subject_id"}
