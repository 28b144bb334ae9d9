"""The doorbell between processes: after a commit it says that something happened, never what. Losing a ring costs a second.

Requests never wait for it: a thread of its own does the ringing, and a Redis that is down or frozen holds up that thread alone.
"""

import asyncio
import json
import logging
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Event as Signal
from threading import Lock, Thread
from typing import Any, Final

from django.conf import settings
from redis import Redis
from redis.exceptions import RedisError

log = logging.getLogger(__name__)

CHANNEL: Final = "firstline:live"
RING: Final = b""
# Beyond this many unsent words the newest are dropped: they are fleeting, and a ring is as good as ten.
MOST: Final = 1000
SECONDS: Final = 2


class Bell:
    """One for each process; a fork begins its own."""

    def __init__(self) -> None:
        self._words: SimpleQueue[bytes] = SimpleQueue()
        self._lock = Lock()
        self._owner = 0

    def ring(self) -> None:
        """Something was committed."""
        self._say(RING)

    def whisper(self, word: Mapping[str, Any]) -> None:
        """Tell all open pages something that is not worth keeping, such as who is typing. At most once, perhaps never."""
        self._say(json.dumps(word).encode())

    def _say(self, word: bytes) -> None:
        if self._owner != os.getpid():
            self._start()
        if self._words.qsize() < MOST:
            self._words.put(word)

    def _start(self) -> None:
        with self._lock:
            if self._owner == os.getpid():
                return
            self._words = SimpleQueue()
            Thread(target=self._run, args=(self._words,), name="live-bell", daemon=True).start()
            self._owner = os.getpid()

    @staticmethod
    def _run(words: "SimpleQueue[bytes]") -> None:
        redis = Redis.from_url(settings.REDIS_URL, socket_timeout=SECONDS, socket_connect_timeout=SECONDS)
        while True:
            # Many rings at once are one.
            for word in dict.fromkeys([words.get(), *_waiting(words)]):
                try:
                    redis.publish(CHANNEL, word)
                except (RedisError, OSError) as failure:
                    log.warning("nobody hears the bell: %s", failure)


def _waiting(words: "SimpleQueue[bytes]") -> list[bytes]:
    found: list[bytes] = []
    try:
        while len(found) < MOST:
            found.append(words.get_nowait())
    except Empty:
        return found
    return found


BELL: Final = Bell()


class Ear:
    """Hears the bell in a thread of its own, from its making until `stop`, and hands each word to an event loop."""

    def __init__(self, heard: Callable[[bytes], None], loop: asyncio.AbstractEventLoop) -> None:
        self._heard, self._loop = heard, loop
        self._stopped = Signal()
        Thread(target=self._run, name="live-ear", daemon=True).start()

    def stop(self) -> None:
        """Hands over nothing more; the thread ends within a second."""
        self._stopped.set()

    def _run(self) -> None:
        while not self._stopped.is_set():
            try:
                self._listen()
            except (RedisError, OSError) as failure:
                log.warning("the bell cannot be heard: %s", failure)
                self._stopped.wait(SECONDS)

    def _listen(self) -> None:
        with (
            Redis.from_url(settings.REDIS_URL, socket_connect_timeout=SECONDS, health_check_interval=15) as redis,
            redis.pubsub(ignore_subscribe_messages=True) as heard,
        ):
            heard.subscribe(CHANNEL)
            while not self._stopped.is_set():
                message = heard.get_message(timeout=0.5)
                if message and not self._stopped.is_set():
                    with suppress(RuntimeError):  # the loop has just ended
                        self._loop.call_soon_threadsafe(self._heard, message["data"])
