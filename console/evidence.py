"""What was written down at the call, in words: the fields of a topic with their labels."""

from collections.abc import Mapping
from datetime import datetime

from core import timewords
from tickets.fields import Field, FieldKind
from tickets.topics import in_force

_MONO = {FieldKind.TXID, FieldKind.ADDRESS, FieldKind.ORDER_NUMBER, FieldKind.TICKET}


def evidence(fields: Mapping[str, str], topic: str, *, at: datetime) -> list[dict[str, str]]:
    """Rows of label, value and the class of the value. `topic` is the one that the fields belong to; moments in the active zone."""
    playbook = in_force().get(topic)
    known = {each.key: each for each in playbook.fields} if playbook else {}
    # The database keeps no order: the topic's own comes first, then what it does not know any more.
    order = [key for key in known if key in fields] + [key for key in fields if key not in known]
    return [_line(key, str(fields[key]), known.get(key), at) for key in order]


def _line(key: str, words: str, about: Field | None, at: datetime) -> dict[str, str]:
    """A key that the topic does not have any more is shown as it is."""
    if about is None:
        return {"label": key, "value": words, "mono": ""}
    words = str(dict(about.choices).get(words, words))
    if about.kind == FieldKind.MOMENT:
        words = timewords.moment_words(datetime.fromisoformat(words), zone=None, now=at)
    return {"label": str(about.label), "value": words, "mono": "mono" if about.kind in _MONO else ""}
