"""A thin client of Weibo: private answers and the files of messages. Errors say whether trying again makes sense; none names the token."""

import json
from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings

from channels.calling import Called, call, wait_for, whole
from channels.ways import RecipientGoneError
from outbox.services import PermanentFailureError

# Codes of the public documentation: requests out of rate; somebody whom we may not write to; the same text once more.
_TOO_MANY = {10022, 10023, 10024}
_GONE = {20003, 20301}
_REPEATED = 20306
_PAUSE = 600


@dataclass(frozen=True)
class Line:
    """Our account, by its token."""

    token: str
    url: str
    files: str

    def send(self, account: str, text: str, *, key: str) -> str:
        """A private message of at most 300 characters. Weibo tells no name of what was sent, so `key` is its name.

        It refuses the same text to the same person when sent again at once: then it had arrived.
        """
        data = json.dumps({"text": text}, ensure_ascii=False)
        fields = {
            "access_token": self.token,
            "type": "text",
            "data": data,
            "receiver_id": account,
            "save_sender_box": 1,
        }
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Idempotency-Key": key}
        url = f"{self.url.rstrip('/')}/2/messages/reply.json"
        called = call("POST", url, headers=headers, body=urlencode(fields).encode())
        code = called.told.get("error_code")
        if code != _REPEATED and (code or not called.well):
            raise self._refusal(called, code)
        return key

    def fetch(self, file_id: str, most: int) -> bytes:
        """A file that came with a message, at most so many bytes."""
        query = urlencode({"access_token": self.token, "fid": file_id})
        return whole(
            call("GET", f"{self.files.rstrip('/')}/2/mss/msget?{query}", headers={}, seconds=30, most=most), most
        )

    def _refusal(self, called: Called, code: object) -> Exception:
        if code in _TOO_MANY:
            return wait_for(_PAUSE)
        sentence = called.sentence(self.token)
        if code in _GONE:
            return RecipientGoneError(sentence)
        called.check_passing()
        return PermanentFailureError(sentence)


def line() -> Line:
    """Ours, by the settings."""
    return Line(settings.WEIBO_ACCESS_TOKEN, settings.WEIBO_API_URL, settings.WEIBO_FILES_URL)
