"""A server of X on this machine, written from its public documentation: signed activities, the challenge, sending, rates, refusals."""

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, unquote

from django.test import Client
from django.urls import reverse

from tests.channels.listening import Asked, Said, listening

OURS, KEY, SECRET, TOKEN, TOKEN_SECRET = "900100", "consumer-key", "consumer-secret", "900100-token", "token-secret"
_PATH = re.compile(r"/2/dm_conversations/with/(\d{1,19})/messages")


@dataclass
class X:
    """`sent` are texts by account, `keys` what names repeats; `resets` are answered with 429 first, `faults` with their status."""

    url: str = ""
    sent: list[tuple[str, str]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    closed: set[str] = field(default_factory=set)
    resets: list[int] = field(default_factory=list)
    faults: list[tuple[int, str]] = field(default_factory=list)
    _ids: int = 1_800_000_000_000_000_000

    def next_id(self) -> str:
        """Ids grow, and have more than 53 bits."""
        self._ids += 1
        return str(self._ids)

    def says(self, account: str, text: str, *, to: str = OURS, **data: Any) -> dict[str, Any]:
        """An activity: somebody wrote a direct message."""
        message = {"target": {"recipient_id": to}, "sender_id": account, "message_data": {"text": text, **data}}
        event = {
            "type": "message_create",
            "id": self.next_id(),
            "created_timestamp": "1795400000000",
            "message_create": message,
        }
        people = {account: {"id": account, "name": "Mei Lin", "screen_name": f"mei{account}"}}
        return {"for_user_id": OURS, "direct_message_events": [event], "users": people}

    def texts(self, account: str) -> list[str]:
        """What an account has read."""
        return [text for to, text in self.sent if to == account]

    def answer(self, asked: Asked) -> Said:
        """Nothing without a right signature."""
        if not _signed(asked, self.url):
            return _no(401, "Unauthorized")
        if asked.verb == "GET":
            content = self.files.get(asked.path)
            return Said(200, content) if content is not None else Said(404)
        found = _PATH.fullmatch(asked.path)
        return self._send(found[1], asked) if found else _no(404, "Not Found")

    def _send(self, account: str, asked: Asked) -> Said:
        self.keys.append(asked.headers["Idempotency-Key"])
        text = json.loads(asked.body)["text"]
        if account in self.closed:
            return _no(403, "You do not have permission to DM one or more participants.")
        if self.resets:
            return Said(429, b"{}", {"x-rate-limit-reset": str(self.resets.pop(0)), "x-rate-limit-remaining": "0"})
        if self.faults:
            return _no(*self.faults.pop(0))
        if not 1 <= len(text) <= 10_000:
            return _no(400, "Invalid Request")
        self.sent.append((account, text))
        facts = {"dm_conversation_id": f"{account}-{OURS}", "dm_event_id": self.next_id()}
        return Said(201, json.dumps({"data": facts}).encode())


def signature(body: bytes, secret: str = SECRET) -> str:
    """As in "Securing webhooks"."""
    return "sha256=" + base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


def post(client: Client, activity: object, *, secret: str = SECRET) -> int:
    """One activity to the webhook, signed; the status that it answers."""
    body = activity if isinstance(activity, bytes) else json.dumps(activity).encode()
    headers = {"X-Twitter-Webhooks-Signature": signature(body, secret)}
    return client.post(reverse("x:webhook"), body, content_type="application/json", headers=headers).status_code


def _signed(asked: Asked, url: str) -> bool:
    """As in "Creating a signature", worked out anew: HMAC-SHA1 over method, address and the sorted parameters."""
    fields = dict(re.findall(r'(oauth_\w+)="([^"]*)"', asked.headers.get("Authorization", "")))
    given = unquote(fields.pop("oauth_signature", ""))
    pairs = "&".join(f"{name}={value}" for name, value in sorted(fields.items()))
    base = "&".join(quote(each, safe="") for each in (asked.verb, url + asked.path, pairs))
    made = hmac.new(f"{SECRET}&{TOKEN_SECRET}".encode(), base.encode(), hashlib.sha1).digest()
    known = (fields.get("oauth_consumer_key"), fields.get("oauth_token")) == (KEY, TOKEN)
    return known and given == base64.b64encode(made).decode()


def _no(status: int, detail: str) -> Said:
    return Said(status, json.dumps({"title": "Refused", "detail": detail, "status": status}).encode())


@contextmanager
def a_network() -> Iterator[X]:
    """Listens while the block runs."""
    made = X()
    with listening(made.answer) as made.url:
        yield made
