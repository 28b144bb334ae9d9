"""Who reacts to what. Apps fill it from their `handlers.py`; config.apps imports those in one place and order."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from outbox.events import Happening
from outbox.models import Event

Reaction = Callable[[Event], None]
Inline = Callable[[Sequence[Event]], None]
Addressed = Callable[[Event, str], None]
Turn = Callable[[datetime], object]
Wish = Callable[[Event], bool]
Ring = Callable[[], None]


@dataclass(frozen=True)
class Handler:
    """`inline` runs in the transaction of the change and may touch the database only; the others run after commit.

    `when` says, from the event alone, whether it is wanted: what is not wanted costs no delivery.
    """

    key: str
    run: Inline
    inline: bool
    when: Wish | None = None


_by_event: dict[str, list[Handler]] = {}
_by_key: dict[str, Handler] = {}
_addressed: dict[str, Addressed] = {}
_turns: list[Turn] = []
_rings: list[Ring] = []


def on(*happenings: type[Happening], when: Wish | None = None) -> Callable[[Reaction], Reaction]:
    """Register a reaction after commit, one event at a time; with `when` only to the events that it wants.

    A reaction's key is `app.function`; a second registration under one key is an error.
    """

    def register(run: Reaction) -> Reaction:
        def one_by_one(events: Sequence[Event]) -> None:
            for event in events:
                run(event)

        _add(Handler(_key(run), one_by_one, inline=False, when=when), happenings)
        return run

    return register


def inline(*happenings: type[Happening], when: Wish | None = None) -> Callable[[Inline], Inline]:
    """Register a reaction in the transaction of the change. It gets all events of one name that were recorded together.

    `when` says whether it is wanted: what is not wanted costs no savepoint.
    """

    def register(run: Inline) -> Inline:
        _add(Handler(_key(run), run, inline=True, when=when), happenings)
        return run

    return register


def addressed(run: Addressed) -> Addressed:
    """Register a reaction after commit that has many addresses: its deliveries are made by `outbox.services.deliver_to`, and it
    gets the event and the address.
    """
    if _key(run) in _addressed:
        raise ValueError(f"two handlers named {_key(run)}")
    _addressed[_key(run)] = run
    return run


def _key(run: Callable[..., None]) -> str:
    return f"{run.__module__.split('.')[0]}.{run.__name__}"


def _add(handler: Handler, happenings: Sequence[type[Happening]]) -> None:
    if handler.key in _by_key:
        raise ValueError(f"two handlers named {handler.key}")
    _by_key[handler.key] = handler
    for happening in happenings:
        _by_event.setdefault(happening.name, []).append(handler)


def handlers_for(event_name: str) -> list[Handler]:
    """All reactions to an event, in order of registration."""
    return _by_event.get(event_name, [])


def handler(key: str) -> Handler | None:
    """The reaction with this key, or None when the code that knew it is gone. Behind a colon stands its address."""
    name, colon, address = key.partition(":")
    if not colon:
        return _by_key.get(key)
    run = _addressed.get(name)
    if run is None:
        return None

    def one_by_one(events: Sequence[Event]) -> None:
        for event in events:
            run(event, address)

    return Handler(key, one_by_one, inline=False)


def every_turn(run: Turn) -> Turn:
    """Register what the deliverer does before each of its turns: due work that begins with no event of its own."""
    _turns.append(run)
    return run


def turns() -> Sequence[Turn]:
    """What was registered, in that order."""
    return tuple(_turns)


def after_commit(ring: Ring) -> Ring:
    """Register what is called after each commit that recorded something. A hint: it must neither wait nor raise."""
    _rings.append(ring)
    return ring


def rings() -> Sequence[Ring]:
    """What was registered, in that order."""
    return tuple(_rings)
