"""A file as it comes in by any way, before anybody has looked at it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class IncomingFile:
    """`name` and `claimed_type` are the sender's words: shown after cleaning, never believed."""

    name: str
    content: bytes
    claimed_type: str = ""

    @property
    def size(self) -> int:
        """In bytes."""
        return len(self.content)
