"""A letter: what a mail says, and of which kind it is."""

import enum
from dataclasses import dataclass

from core.files import IncomingFile


class LetterKind(enum.StrEnum):
    """Only a person's word moves a ticket. A list may carry a person's word, but nobody answers it automatically."""

    PERSON = "person"
    LIST = "list"
    AUTOMATIC = "automatic"
    BOUNCE = "bounce"
    LOOP = "loop"


@dataclass(frozen=True)
class Bounce:
    """What a delivery report (RFC 3464) says of one mail: for good or for now, its status, who was not reached, which mail it was."""

    failed: bool
    status: str
    recipient: str
    message_ids: tuple[str, ...]


@dataclass(frozen=True)
class Letter:
    """A mail as it was understood; everything in it is the sender's word.

    `sender` is the one normalised address in the one From header; empty when there is not exactly one. `text` are the writer's own
    words, `full` all that was written. `references` name what it answers, the nearest first. `results` are the headers in which a
    server may have said whether the sender is genuine. `left_out` counts files beyond the bounds.
    """

    message_id: str
    sender: str
    sender_name: str
    recipients: tuple[str, ...]
    subject: str
    text: str
    full: str
    language: str
    kind: LetterKind
    references: tuple[str, ...] = ()
    files: tuple[IncomingFile, ...] = ()
    left_out: int = 0
    bounce: Bounce | None = None
    results: tuple[str, ...] = ()


class RefusedLetterError(Exception):
    """What cannot be taken in, ever: a code for the log and the reply to the server. Trying again makes no sense."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)
