"""One process's listeners: one reader of the doorbell, one reader of the events, and a bounded queue for each open page."""

import asyncio
import json
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final, TypeVar

from django.db import close_old_connections

from live.audiences import AUDIENCES, STALE, Audience, Message, Told
from live.bell import RING, Ear
from live.follower import Follower, missed
from outbox.models import Event

log = logging.getLogger(__name__)

# Without a ring the table is looked at this often: a desk without Redis is a second late and not deaf.
LOOK_SECONDS: Final = 1.0
# Rings that come close together are one look.
GATHER_SECONDS: Final = 0.02
RIGHTS_SECONDS: Final = 10.0
# What a page may leave unread before it is told to read itself anew instead.
MOST_UNREAD: Final = 200
R = TypeVar("R")


class Listener:
    """One open page. `since`: the last event that it knows."""

    def __init__(self, word: str, who: Any, since: int | None) -> None:
        self.word, self.who, self.since = word, who, since
        self.ended = False
        # Up to which event it was told; None as long as what it missed is still to come.
        self.position: int | None = None
        self._unread: deque[Message] = deque()
        self._something = asyncio.Event()

    def put(self, message: Message) -> None:
        """Never waits: who does not read gets one word in place of all others."""
        if len(self._unread) >= MOST_UNREAD:
            self._unread.clear()
            message = STALE
        self._unread.append(message)
        self._something.set()

    def know(self, position: int) -> None:
        """It was told of everything up to this event. The first time it says so at once: from here on a lost line costs nothing."""
        if self.position is None:
            self._something.set()
        self.position = position

    def end(self) -> None:
        """Nothing more will come."""
        self.ended = True
        self._something.set()

    async def take(self, *, seconds: float) -> list[Message]:
        """What there is, waiting for it at most so long."""
        try:
            await asyncio.wait_for(self._something.wait(), seconds)
        except TimeoutError:
            return []
        self._something.clear()
        found = list(self._unread)
        self._unread.clear()
        return found


class Hub:
    """Belongs to one event loop. Works only while somebody listens."""

    def __init__(self) -> None:
        self.follower = Follower()
        self._listeners: set[Listener] = set()
        self._newcomers: list[Listener] = []
        self._untold: list[Event] = []
        self._whispers: deque[bytes] = deque()
        self._work: asyncio.Task[None] | None = None
        self._rung = asyncio.Event()
        # One thread, one connection to the database: however many pages are open, the events are read once.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="live")

    async def within(self, run: Callable[..., R], *args: Any) -> R:
        """Run what reads the database outside the loop."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, _with_connection, run, *args)

    def join(self, listener: Listener) -> None:
        """From now on it hears; what it missed comes first."""
        self._listeners.add(listener)
        self._newcomers.append(listener)
        self._rung.set()
        if self._work is None:
            self._work = asyncio.create_task(self._run())

    def seats(self, who: Any) -> int:
        """How many pages are open under the same name (`seat` of what `Audience.enter` gave); 0 for who has none."""
        name = getattr(who, "seat", None)
        return sum(getattr(each.who, "seat", None) == name for each in self._listeners) if name is not None else 0

    def leave(self, listener: Listener) -> None:
        """The page is closed. With the last one the work ends too."""
        self._listeners.discard(listener)
        # Also who went before their welcome: nobody else would ever forget them.
        self._newcomers = [each for each in self._newcomers if each is not listener]
        if not self._listeners and self._work is not None:
            self._work.cancel()
            self._work = None

    async def _run(self) -> None:
        """Everything that works while somebody listens. Ends by being cancelled."""
        ear = Ear(self._heard, asyncio.get_running_loop())
        try:
            await self._all()
        finally:
            ear.stop()

    def _heard(self, word: bytes) -> None:
        """What the bell says is a hint; the look of every second needs no Redis."""
        if word != RING and len(self._whispers) < MOST_UNREAD:
            self._whispers.append(word)
        self._rung.set()

    async def _all(self) -> None:
        async with asyncio.TaskGroup() as together:
            for each in (self._follow, self._look_at_rights):
                together.create_task(each())

    async def _follow(self) -> None:
        self._untold, began = [], False
        while not began:
            began = await self._guarded(self._begin)
        while True:
            try:
                await asyncio.wait_for(self._rung.wait(), LOOK_SECONDS)
                await asyncio.sleep(GATHER_SECONDS)
            except TimeoutError:
                pass
            self._rung.clear()
            await self._guarded(self._look)

    async def _begin(self) -> None:
        await self.within(self.follower.start)

    async def _look(self) -> None:
        """Events leave the list only when all were told of them: a database that fails in between costs a repetition."""
        await self._welcome()
        while self._whispers:
            await self._pass_on(self._whispers.popleft())
        while events := self._untold or await self.within(self.follower.read):
            self._untold = events
            present = [each for each in self._listeners if each.position is not None]
            await self._spread(present, events)
            self._untold = []
            for each in present:
                each.know(self.follower.position)

    async def _welcome(self) -> None:
        """All who came together are told together: after a restart that is everybody."""
        here = self.follower.position
        came = [each for each in self._newcomers if each in self._listeners]
        known = [each.since for each in came if each.since is not None]
        events = await self.within(missed, min(known)) if known else []
        returned = [each for each in came if each.since is not None]
        if events is None:
            for each in returned:
                each.put(STALE)
        else:
            await self._spread(returned, events)
        self._newcomers = [each for each in self._newcomers if each not in came]
        for each in came:
            each.know(here)

    async def _spread(self, listeners: Iterable[Listener], events: Sequence[Event]) -> None:
        if not events:
            return
        await self._tell(listeners, lambda audience, whos: audience.tell(whos, events))

    async def _pass_on(self, said: bytes) -> None:
        whisper = json.loads(said)
        await self._tell(self._listeners, lambda audience, whos: audience.pass_on(whos, whisper))

    async def _tell(self, listeners: Iterable[Listener], ask: Callable[[Audience[Any], list[Any]], Told[Any]]) -> None:
        for word, present in _by_word(listeners).items():
            whos = {id(each.who): each for each in present}
            for who, message in await self.within(_list, ask, AUDIENCES.known[word], [each.who for each in present]):
                whos[id(who)].put(message)

    async def _look_at_rights(self) -> None:
        while True:
            await asyncio.sleep(RIGHTS_SECONDS)
            await self._guarded(self._send_away)

    async def _send_away(self) -> None:
        for word, present in _by_word(self._listeners).items():
            whos = {id(each.who): each for each in present}
            for who in await self.within(_list, AUDIENCES.known[word].gone, [each.who for each in present]):
                whos[id(who)].end()

    async def _guarded(self, run: Callable[[], Awaitable[None]]) -> bool:
        """Whether it went well. A database that is away stops nothing for good: what happened meanwhile is read when it is back."""
        try:
            await run()
        except Exception:
            log.exception("live pages are behind")
            await asyncio.sleep(LOOK_SECONDS)
            return False
        return True


def _by_word(listeners: Iterable[Listener]) -> dict[str, list[Listener]]:
    found: dict[str, list[Listener]] = {}
    for each in listeners:
        found.setdefault(each.word, []).append(each)
    return found


def _list(run: Callable[..., Iterable[Any]], *args: Any) -> list[Any]:
    return list(run(*args))


def _with_connection(run: Callable[..., R], *args: Any) -> R:
    try:
        return run(*args)
    finally:
        close_old_connections()
