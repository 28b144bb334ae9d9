"""Who reacts to what. Apps fill it from their `handlers.py`; config.apps imports those in one place and order."""

from collections.abc import Callable
from dataclasses import dataclass

from outbox.events import Happening
from outbox.models import Event

Reaction = Callable[[Event], None]


@dataclass(frozen=True)
class Handler:
    """`inline` runs in the transaction of the change and may touch the database only; the others run after commit."""

    key: str
    run: Reaction
    inline: bool


_by_event: dict[str, list[Handler]] = {}
_by_key: dict[str, Handler] = {}


def on(*happenings: type[Happening], inline: bool = False) -> Callable[[Reaction], Reaction]:
    """Register a reaction. Its key is `app.function`; a second registration under one key is an error."""

    def register(run: Reaction) -> Reaction:
        key = f"{run.__module__.split('.')[0]}.{run.__name__}"
        if key in _by_key:
            raise ValueError(f"two handlers named {key}")
        _by_key[key] = handler = Handler(key=key, run=run, inline=inline)
        for happening in happenings:
            _by_event.setdefault(happening.name, []).append(handler)
        return run

    return register


def handlers_for(event_name: str) -> list[Handler]:
    """All reactions to an event, in order of registration."""
    return _by_event.get(event_name, [])


def handler(key: str) -> Handler | None:
    """The reaction with this key, or None when the code that knew it is gone."""
    return _by_key.get(key)
