"""What can be found, and where it stood."""

from enum import StrEnum
from typing import NamedTuple

PLACEHOLDER = "[removed: {}]"


class SecretKind(StrEnum):
    """The words that stand in the text instead."""

    PHRASE = "recovery phrase"
    KEY = "private key"
    SECOND_FACTOR = "two-factor secret"
    PASSWORD = "password"  # noqa: S105 - the name of a kind
    API_SECRET = "API secret"  # noqa: S105 - idem
    CODE = "verification code"
    CARD = "card number"
    IDENTITY = "identity number"


class Span(NamedTuple):
    """From `start` up to `end`, in characters."""

    start: int
    end: int
    kind: SecretKind
