"""A file as it comes in by any way, before anybody has looked at it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class IncomingFile:
    """`name` and `claimed_type` are the sender's words: shown after cleaning, never believed.

    `identity` says that it was asked for as an identity document: it is kept apart, whatever it is.
    """

    name: str
    content: bytes
    claimed_type: str = ""
    identity: bool = False

    @property
    def size(self) -> int:
        """In bytes."""
        return len(self.content)
