"""The way out: `/live/<audience>/` as server-sent events (HTML standard, section 9.2). Everything else is left to the pages."""

import asyncio
import io
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from datetime import datetime
from typing import Any, Final
from weakref import WeakKeyDictionary

from django.core.exceptions import DisallowedHost
from django.core.handlers.asgi import ASGIRequest

from live.audiences import AUDIENCES, Message
from live.follower import known_at
from live.hub import Hub, Listener

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

# Proxies and phones drop lines that are silent for long.
HEARTBEAT_SECONDS: Final = 15.0
# Who has not taken a line for so long is gone; a page that comes back asks for what it missed.
DEAF_SECONDS: Final = 30.0
RETRY_MS: Final = 1000
# So many open pages a listener of one name may have (see Audience.enter).
MOST_SEATS: Final = 8
HEADERS: Final = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]


def beside(pages: Any) -> App:
    """An ASGI application that answers `/live/` itself and leaves everything else to another one."""

    async def either(scope: Scope, receive: Receive, send: Send) -> None:
        streams = scope["type"] == "http" and scope["path"].startswith("/live/")
        await (application if streams else pages)(scope, receive, send)

    return either


# One for each event loop: a server process has one, tests with several servers have as many.
_HUBS: Final[WeakKeyDictionary[asyncio.AbstractEventLoop, Hub]] = WeakKeyDictionary()


def hub() -> Hub:
    """The hub of the loop that runs."""
    loop = asyncio.get_running_loop()
    if loop not in _HUBS:
        _HUBS[loop] = Hub()
    return _HUBS[loop]


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """An ASGI application. 404 for an unknown audience, 401 for whom there is nothing to hear, 405 for all but GET."""
    audience = AUDIENCES.known.get(scope["path"].removeprefix("/live/").strip("/"))
    if audience is None:
        return await _refuse(send, 404)
    if scope["method"] != "GET":
        return await _refuse(send, 405)
    request = ASGIRequest(scope, io.BytesIO())
    try:
        request.get_host()
    except DisallowedHost:
        return await _refuse(send, 400)
    who = await hub().within(audience.enter, request)
    if who is None:
        return await _refuse(send, 401)
    if hub().seats(who) >= MOST_SEATS:
        return await _refuse(send, 429)
    listener = Listener(scope["path"].removeprefix("/live/").strip("/"), who, await hub().within(_since, request))
    hub().join(listener)
    try:
        await _talk(listener, receive, send)
    except asyncio.CancelledError:
        # The server stops: the page comes back to the next one and says what it knows.
        await send({"type": "http.response.body", "body": b"", "more_body": False})
    finally:
        hub().leave(listener)


def _since(request: ASGIRequest) -> int | None:
    """The last event that the page knows: the browser says it when it comes back; at first the page says when it was read."""
    said = request.headers.get("Last-Event-ID") or request.GET.get("since", "")
    if said.isdecimal() and len(said) < 19:
        return int(said)
    with suppress(ValueError, OverflowError):
        moment = datetime.fromisoformat(request.GET.get("at", ""))
        return known_at(moment) if moment.tzinfo else None
    return None


async def _talk(listener: Listener, receive: Receive, send: Send) -> None:
    closed = asyncio.create_task(_closed(receive))
    speaking = asyncio.create_task(_speak(listener, send))
    try:
        await asyncio.wait({closed, speaking}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (closed, speaking):
            task.cancel()
        await asyncio.gather(closed, speaking, return_exceptions=True)


async def _speak(listener: Listener, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
    await _say(send, f"retry: {RETRY_MS}\n\n".encode())
    while not listener.ended:
        messages = await listener.take(seconds=HEARTBEAT_SECONDS)
        # The id alone, without data, moves the place from which the browser asks on; it is also the heartbeat.
        known = "" if listener.position is None else f"id: {listener.position}"
        await _say(send, b"".join(each.frame for each in messages) + (known or ":").encode() + b"\n\n")
    await _say(send, Message("ended").frame)
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _say(send: Send, text: bytes) -> None:
    said = send({"type": "http.response.body", "body": text, "more_body": True})
    await asyncio.wait_for(said, DEAF_SECONDS)


async def _closed(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _refuse(send: Send, status: int) -> None:
    headers = [(b"content-type", b"text/plain"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
