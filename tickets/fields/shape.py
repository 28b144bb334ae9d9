"""What a field of a playbook is."""

from dataclasses import dataclass
from enum import StrEnum

from core.errors import Sentence


class FieldKind(StrEnum):
    """How a value is checked. `network` and `coin` fields carry these names as their keys: other fields look there."""

    COIN = "coin"
    NETWORK = "network"
    TXID = "txid"
    ADDRESS = "address"
    AMOUNT = "amount"
    MOMENT = "moment"
    ORDER_NUMBER = "order_number"
    TICKET = "ticket"
    DEVICE = "device"
    TEXT = "text"
    CHOICE = "choice"


@dataclass(frozen=True)
class Field:
    """One thing to write down. `ask` is read to the caller word for word.

    `required` is kept for what the work cannot begin without: a caller who has no hash at hand still gets a ticket.
    `choices` are pairs of stored key and words, for the kinds `choice` and `network`.
    """

    key: str
    kind: FieldKind
    label: Sentence
    ask: Sentence
    required: bool = False
    choices: tuple[tuple[str, Sentence], ...] = ()


@dataclass(frozen=True)
class Checked:
    """A value as it is stored, and what to show beside it ("Format right for TRON."), often nothing."""

    value: str
    note: Sentence = ""
