"""Who sends what is broken: one kind for each way in, each with a connection of its own, and what they count."""

import http.client
import json
import random
import re
import smtplib
import time
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final, Protocol
from urllib.parse import quote, urlencode, urlsplit
from uuid import uuid4

from tests.channels.mail.noise import SMALL
from tests.channels.mail.noise import broken as broken_mail
from tests.channels.telegram.noise import broken as broken_update

_NAME: Final = re.compile(rb"Message-ID: <[^@>\r\n]*@?")
DESK: Final = "support@aldermoor.example"
LONGEST: Final = 1.0
# An input is slow when it is slow again: a machine that was busy elsewhere is not.
AGAIN: Final = 3
GONE: Final = "no answer"


class Talker(Protocol):
    """`make` gives the input with this number; `send` says what was answered, or GONE; `is_fault` whether that must not be."""

    name: str

    def make(self, number: int, chance: random.Random) -> Any: ...

    def send(self, thing: Any) -> str: ...

    def is_fault(self, answer: str) -> bool: ...


@dataclass
class Tally:
    """Of one kind: how often each answer, the slowest, how many were asked again, and what must not be."""

    answers: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    again: int = 0
    faults: list[str] = field(default_factory=list)


def talk(talker: Talker, numbers: range, begin: int) -> Tally:
    """Send them one after the other. The same `begin` makes the same ones."""
    tally = Tally()
    for number in numbers:
        thing = talker.make(number, random.Random(f"{begin} {talker.name} {number}"))
        took, answer = _timed(talker, thing)
        for _each in range(AGAIN):
            if took < LONGEST:
                break
            tally.again += 1
            took = min(took, _timed(talker, thing)[0])
        tally.answers[answer] += 1
        tally.slowest = max(tally.slowest, took)
        if took >= LONGEST or talker.is_fault(answer):
            tally.faults.append(f"{talker.name} {number}: {answer} after {took:.2f} s\n{str(thing)[:300]}")
    return tally


def _timed(talker: Talker, thing: Any) -> tuple[float, str]:
    began = time.perf_counter()
    answer = talker.send(thing)
    return time.perf_counter() - began, answer


class Mails:
    """By SMTP to receivemail; each under a name and from an address of its own, so that none is a repetition of another."""

    name = "mails"

    def __init__(self, port: int) -> None:
        self._port = port
        self._line: smtplib.SMTP | None = None

    def make(self, number: int, chance: random.Random) -> bytes:
        raw = chance.choice(SMALL)
        raw = _NAME.sub(f"Message-ID: <{number}@".encode(), raw, count=1)
        return broken_mail(raw.replace(b"@mail.test", f"@mail{number}.test".encode()), chance)

    def send(self, thing: bytes) -> str:
        try:
            self._line = self._line or smtplib.SMTP("127.0.0.1", self._port, timeout=30)
            self._line.sendmail("cleo@mail.test", [DESK], thing)
        except smtplib.SMTPResponseException as refusal:
            return f"{refusal.smtp_code} {_said(refusal).split(' ')[0]}"
        except (smtplib.SMTPException, OSError):
            self._line = None
            return GONE
        return "250"

    def is_fault(self, answer: str) -> bool:
        """451 4.3.0 says that the fault is ours; 4.7.0, that one address wrote too often."""
        return answer == GONE or answer.startswith("451 4.3")


def _said(refusal: smtplib.SMTPResponseException) -> str:
    said = refusal.smtp_error
    return said.decode("ascii", "replace") if isinstance(said, bytes) else said


@dataclass(frozen=True)
class Asked:
    """One request, whatever it may be."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


class Pages:
    """What is posted by HTTP."""

    name = "pages"

    def __init__(self, base: str) -> None:
        self._place = urlsplit(base).netloc
        self._line: http.client.HTTPConnection | None = None

    def send(self, thing: Asked) -> str:
        for _try in range(2):
            reused, line = self._line is not None, self._line or http.client.HTTPConnection(self._place, timeout=30)
            self._line = line
            try:
                line.request(thing.method, thing.path, thing.body, dict(thing.headers))
                answer = line.getresponse()
                if answer.headers.get_content_type() == "text/event-stream":  # it would never end
                    self._hang_up(line)
                else:
                    answer.read()
            except (http.client.HTTPException, OSError):
                self._hang_up(line)
                if not reused:  # a kept line may have been closed because it was idle
                    return GONE
            else:
                return str(answer.status)
        return GONE

    def _hang_up(self, line: http.client.HTTPConnection) -> None:
        line.close()
        self._line = None

    def is_fault(self, answer: str) -> bool:
        return answer == GONE or answer.startswith("5")


class Updates(Pages):
    """Of Telegram, to the webhook."""

    name = "updates"

    def __init__(self, base: str, secret: str) -> None:
        super().__init__(base)
        self._headers = {"Content-Type": "application/json", "X-Telegram-Bot-Api-Secret-Token": secret}

    def make(self, number: int, chance: random.Random) -> Asked:
        update = broken_update(chance)
        if isinstance(update.get("update_id"), int) and chance.random() < 0.8:
            update["update_id"] = number
        message = update.get("message")
        if isinstance(message, dict) and chance.random() < 0.8:
            message["message_id"] = number
        body = json.dumps(update).encode()
        if chance.random() < 0.1:
            cut = chance.randrange(len(body))
            body = body[:cut] + chance.choice(_BYTES) + body[cut + chance.randrange(9) :]
        return Asked("POST", "/channels/telegram/", self._headers, body)


_BYTES: Final = [b"", b"\x00", b"\xff\xfe", b"\xed\xa0\x80", b"[" * 5000, b'"' * 9, b"9" * 400]
_WORDS: Final = [
    *("", " ", "\x00", "\ud800", "x" * 4001, "x" * 50_000, "\u202e\u2066", "é́" * 300, "提币" * 900, "\r\n" * 2000),
    *("{{ 7|add:7 }}", "<script>x</script>", "' OR 1=1 --", "%00%ff", "abandon " * 11 + "about", "-1", "1e999"),
]
_PLACES: Final = ("say", "say", "say", "start", "lines", "typing", "stream")
_KINDS: Final = (
    *("application/x-www-form-urlencoded", "application/x-www-form-urlencoded", "multipart/form-data; boundary=b"),
    *("multipart/form-data", "application/json", "text/plain; charset=utf-99", ""),
)


class Chats(Pages):
    """Of a chat: its lines, its questions, its stream, with keys that are whole, broken, and none."""

    name = "chat posts"

    def __init__(self, base: str, keys: list[str]) -> None:
        super().__init__(base)
        self._keys = keys

    def make(self, number: int, chance: random.Random) -> Asked:
        key = self._keys[number % len(self._keys)]
        if chance.random() < 0.15:
            key = chance.choice(["", key[:-1], key[::-1], "x" * 9000, key.replace(":", "."), "\xff" * 20])
        if chance.random() < 0.03:
            return Asked("GET", f"/live/chat/?key={quote(key)}&at={quote(_word(chance))}", {}, b"")
        place = chance.choice(_PLACES)
        headers = {"X-Chat-Key": key, "X-Chat": "1", "Content-Type": chance.choice(_KINDS)}
        # As many visitors as there are posts: else one of them would soon be refused for all the others.
        headers["X-Forwarded-For"] = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        if place == "lines":
            return Asked("GET", f"/chat/frame/lines/?after={quote(_word(chance))}", headers, b"")
        return Asked("POST", f"/chat/frame/{place}/", headers, _body(headers["Content-Type"], chance))


def _word(chance: random.Random) -> str:
    with suppress(UnicodeEncodeError):
        word = chance.choice(_WORDS)
        word.encode()
        return word[:2000]
    return "\ufffd"


def _body(kind: str, chance: random.Random) -> bytes:
    """Fields with something wrong in one or two of them; and now and then bytes that are no form at all."""
    fields = {
        "key": str(uuid4()),
        "body": "Where is my coin?",
        "category": "funds",
        "contact": f"lin{chance.randrange(10**9)}@mail.test",
        "name": "Lin",
    }
    for _each in range(chance.randint(0, 2)):
        fields[chance.choice(list(fields))] = chance.choice(_WORDS)
    if kind.startswith("multipart"):
        parts = (
            f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields.items()
        )
        body = ("".join(parts) + "--b--\r\n").encode("utf-8", "surrogatepass")
    elif kind == "application/json":
        body = json.dumps(fields).encode()
    else:
        body = urlencode({name: value.encode("utf-8", "surrogatepass") for name, value in fields.items()}).encode()
    if chance.random() < 0.2:
        cut = chance.randrange(len(body))
        body = body[:cut] + chance.choice(_BYTES) + body[cut + chance.randrange(40) :]
    return body
