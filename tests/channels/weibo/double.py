"""A server of Weibo on this machine, written from its public documentation: signed pushes, private answers, files, error codes."""

import hashlib
import itertools
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from django.test import Client
from django.urls import reverse

from core import clock
from tests.channels.listening import Asked, Said, listening

OURS, SECRET, TOKEN = "1902538057", "app-secret", "2.00token"


@dataclass
class Weibo:
    """`sent` are texts by account, `keys` what names repeats; `codes` are answered as errors first."""

    url: str = ""
    sent: list[tuple[str, str]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    closed: set[str] = field(default_factory=set)
    codes: list[int] = field(default_factory=list)
    _answers: dict[str, list[str]] = field(default_factory=dict)
    _seconds: Iterator[int] = field(default_factory=itertools.count)

    def says(self, account: str, text: str, *, kind: str = "text", **data: Any) -> dict[str, Any]:
        """A push: somebody wrote. Nothing in it is an id of the message."""
        second = f"Mon Jul 16 18:{next(self._seconds):02}:20 +0800 2012"
        who = {"receiver_id": int(OURS), "sender_id": int(account)}
        return {"type": kind, **who, "created_at": second, "text": text, "data": data}

    def texts(self, account: str) -> list[str]:
        """What an account has read."""
        return [text for to, text in self.sent if to == account]

    def answers(self) -> list[str]:
        """The same with the parts of each answer put together: 300 characters are few."""
        return ["\n".join(parts) for parts in self._answers.values()]

    def answer(self, asked: Asked) -> Said:
        """As documented: form fields in, JSON out, errors with a code."""
        where = urlsplit(asked.path)
        fields = {name: one[0] for name, one in parse_qs(where.query or asked.body.decode()).items()}
        if fields.get("access_token") != TOKEN:
            return _no(401, 21332, "invalid_access_token")
        if where.path == "/2/mss/msget":
            content = self.files.get(fields["fid"])
            return Said(200, content) if content is not None else _no(400, 20305, "does not exist")
        return self._send(fields, asked) if where.path == "/2/messages/reply.json" else _no(404, 10020, "no such api")

    def _send(self, fields: dict[str, str], asked: Asked) -> Said:
        self.keys.append(asked.headers["Idempotency-Key"])
        account, text = fields["receiver_id"], json.loads(fields["data"])["text"]
        if account in self.closed:
            return _no(400, 20301, "can not send direct message to user who is not your follower")
        if self.codes:
            code = self.codes.pop(0)
            return _no(403 if code < 20_000 else 400, code, f"refused {TOKEN}")
        if not 1 <= len(text) <= 300 or fields["type"] != "text":
            return _no(400, 20302, "illegal direct message")
        if self.sent and self.sent[-1] == (account, text):
            return _no(400, 20306, "repeated direct message text")
        self.sent.append((account, text))
        self._answers.setdefault(asked.headers["Idempotency-Key"].rpartition(".")[0], []).append(text)
        return Said(200, json.dumps({"result": True, "sender_id": int(OURS), "receiver_id": int(account)}).encode())


def signed(*, secret: str = SECRET, ago: int = 0, **more: str) -> str:
    """What stands behind the address of every call."""
    timestamp, nonce = str(int((clock.now().timestamp() - ago) * 1000)), "57155157"
    made = hashlib.sha1("".join(sorted([secret, timestamp, nonce])).encode()).hexdigest()  # noqa: S324 - as documented
    return urlencode({"signature": made, "timestamp": timestamp, "nonce": nonce, **more})


def post(client: Client, push: object, *, secret: str = SECRET, ago: int = 0) -> int:
    """One push to the webhook; the status that it answers."""
    body = push if isinstance(push, bytes) else json.dumps(push).encode()
    place = f"{reverse('weibo:webhook')}?{signed(secret=secret, ago=ago)}"
    return client.post(place, body, content_type="application/json").status_code


def _no(status: int, code: int, error: str) -> Said:
    return Said(status, json.dumps({"error": error, "error_code": code, "request": "/2/"}).encode())


@contextmanager
def a_network() -> Iterator[Weibo]:
    """Listens while the block runs."""
    made = Weibo()
    with listening(made.answer) as made.url:
        yield made
