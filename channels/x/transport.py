"""A thin client of X, signing by OAuth 1.0a, so nothing expires. Errors say whether trying again makes sense; none names a secret."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from django.conf import settings
from oauthlib.oauth1 import Client

from channels.calling import Called, call, wait_until, whole
from channels.ways import RecipientGoneError
from outbox.services import PermanentFailureError

# 403 is said of our application as well; only these speak of the customer.
_GONE = ("dm one or more participants", "cannot send messages to this user", "not following you", "suspended")
_LAST_MOMENT = 2**33


@dataclass(frozen=True)
class Line:
    """Our account: the application's key and secret, the account's token and its secret."""

    key: str
    secret: str
    token: str
    token_secret: str
    url: str
    files: str

    def send(self, account: str, text: str, *, key: str) -> str:
        """A direct message of at most 10,000 characters; the message's id, `key` when the network tells none.

        X knows no keys of repeats: what was sent and not confirmed may arrive twice, under one key in our header.
        """
        url = f"{self.url.rstrip('/')}/2/dm_conversations/with/{account}/messages"
        headers = self._signed("POST", url) | {"Content-Type": "application/json", "Idempotency-Key": key}
        called = call("POST", url, headers=headers, body=json.dumps({"text": text}).encode())
        if not called.well:
            raise self._refusal(called)
        facts = called.told.get("data")
        sent = facts.get("dm_event_id") if isinstance(facts, dict) else None
        return sent if isinstance(sent, str) and sent else key

    def fetch(self, path: str, most: int) -> bytes:
        """A file that came with a message, at most so many bytes."""
        url = self.files.rstrip("/") + path
        return whole(call("GET", url, headers=self._signed("GET", url), seconds=30, most=most), most)

    def _signed(self, verb: Literal["GET", "POST"], url: str) -> dict[str, str]:
        client = Client(self.key, self.secret, self.token, self.token_secret)
        _url, headers, _body = client.sign(url, http_method=verb)
        return dict(headers)

    def _refusal(self, called: Called) -> Exception:
        reset = called.headers.get("x-rate-limit-reset", "")
        if called.status == 429 and reset.isascii() and reset.isdigit() and int(reset) < _LAST_MOMENT:
            return wait_until(datetime.fromtimestamp(int(reset), UTC))
        called.check_passing()
        sentence = called.sentence(self.secret, self.token, self.token_secret)
        if called.status == 403 and any(each in sentence.lower() for each in _GONE):
            return RecipientGoneError(sentence)
        return PermanentFailureError(sentence)


def line() -> Line:
    """Ours, by the settings."""
    return Line(
        settings.X_CONSUMER_KEY,
        settings.X_CONSUMER_SECRET,
        settings.X_ACCESS_TOKEN,
        settings.X_ACCESS_SECRET,
        settings.X_API_URL,
        settings.X_FILES_URL,
    )
