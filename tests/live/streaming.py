"""A listener for tests: reads a stream as a browser does, without being one."""

import http.client
import json
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from queue import Empty, Queue
from threading import Thread
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.test import Client

from accounts.models import User
from tests.people import sign_in


@dataclass
class Heard:
    """One message: its word, its values, and after which event."""

    word: str
    data: dict[str, Any]


@dataclass
class Stream:
    """One open page. Close it."""

    status: int
    answer: http.client.HTTPResponse
    line: socket.socket
    heard: "Queue[Heard]" = field(default_factory=Queue)
    reader: Thread | None = None
    position: int = 0
    ended: bool = False

    def next(self, word: str, *, seconds: float = 5.0) -> dict[str, Any]:
        """The values of the next message with this word; others are passed over."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            try:
                message = self.heard.get(timeout=left)
            except Empty:
                break
            if message.word == word:
                return message.data
        raise AssertionError(f"no {word} within {seconds} s")

    def silent(self, *words: str, seconds: float = 1.5) -> bool:
        """Whether none of these words comes in this time."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            try:
                if self.heard.get(timeout=left).word in words:
                    return False
            except Empty:
                break
        return True

    def until(self, true: Callable[[], bool], *, seconds: float = 5.0) -> None:
        """Wait for something."""
        end = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < end
            time.sleep(0.01)

    def close(self) -> None:
        """The tab is shut."""
        with suppress(OSError):
            self.line.shutdown(socket.SHUT_RDWR)
        if self.reader:
            self.reader.join(5)
        self.answer.close()
        self.line.close()


def listen(
    address: str, user: User | None, page: str, *, last: int | None = None, cookie: str = "", **query: Any
) -> Stream:
    """Open a stream as this person."""
    place = urlsplit(address)
    connection = http.client.HTTPConnection(str(place.hostname), place.port, timeout=20)
    session = cookie or (sign_in_fully(user) if user else "")
    headers = {"Cookie": f"sessionid={session}", "Host": "localhost"}
    if last is not None:
        headers["Last-Event-ID"] = str(last)
    connection.request("GET", f"/live/desk/?{urlencode({'page': page, 'lang': 'en', **query})}", headers=headers)
    assert isinstance(connection.sock, socket.socket)
    line = connection.sock
    answer = connection.getresponse()
    stream = Stream(answer.status, answer, line)
    if answer.status == 200:
        stream.reader = Thread(target=_read, args=(answer, stream), daemon=True)
        stream.reader.start()
        stream.until(lambda: stream.position > 0)
    return stream


def sign_in_fully(user: User) -> str:
    """The key of a session that a desk page was opened with."""
    client = sign_in(Client(), user)
    client.get("/desk/notices/")
    return client.cookies["sessionid"].value


def _read(answer: http.client.HTTPResponse, stream: Stream) -> None:
    try:
        for word, data, position in _frames(answer):
            stream.position = position or stream.position
            if word:
                stream.heard.put(Heard(word, json.loads(data)))
    except (OSError, ValueError, http.client.HTTPException, AttributeError):
        pass
    stream.ended = True


def _frames(answer: http.client.HTTPResponse) -> Iterator[tuple[str, str, int]]:
    word, data, position = "", "", 0
    while line := answer.readline():
        name, _, value = line.decode().rstrip("\n").partition(": ")
        if name == "event":
            word = value
        elif name == "data":
            data = value
        elif name == "id":
            position = int(value) + 1
        elif not name:
            yield word, data, position
            word, data, position = "", "", 0
