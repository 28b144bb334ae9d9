"""A thin client of the Bot API: short calls, no redirects, and errors that say whether trying again makes sense. None names the token."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import urllib3
from django.conf import settings

from channels.calling import TIMEOUT, Called, call, wait_for, whole
from channels.ways import RecipientGoneError, SentFile
from outbox.services import PermanentFailureError

FILE_TIMEOUT = 60.0
# Of sendPhoto; a document may have five times as much.
LARGEST_PHOTO = 10 * 2**20
# 403 is a conversation that was closed; these are said with 400.
_GONE = ("chat not found", "user is deactivated", "bot was blocked")


@dataclass(frozen=True)
class Bot:
    """One bot on one server of the Bot API."""

    token: str
    url: str

    def call(self, method: str, params: Mapping[str, Any], *, key: str = "", wait: float = 0) -> Any:
        """The result of a method. `wait` is how long the server may hold the call, in seconds; `key` names a repeat as one.

        Raises NotYetError when the server says until when, UnreachableError for what may pass, RecipientGoneError for somebody who cannot
        be written to, PermanentFailureError for all other refusals.
        """
        return self._post(method, json.dumps(params).encode(), "application/json", key=key, seconds=TIMEOUT + wait)

    def _post(self, method: str, body: bytes, media_type: str, *, key: str, seconds: float) -> Any:
        headers = {"Content-Type": media_type, **({"Idempotency-Key": key} if key else {})}
        url = f"{self.url.rstrip('/')}/bot{self.token}/{method}"
        called = call("POST", url, body=body, headers=headers, seconds=seconds)
        if called.well:
            return called.told.get("result")
        raise self._refusal(called)

    def _refusal(self, called: Called) -> Exception:
        parameters = called.told.get("parameters")
        pause = parameters.get("retry_after") if isinstance(parameters, dict) else None
        if called.status == 429 and isinstance(pause, int) and pause > 0:
            return wait_for(pause)
        called.check_passing()
        sentence = called.sentence(self.token)
        if called.status == 403 or (called.status == 400 and any(each in sentence.lower() for each in _GONE)):
            return RecipientGoneError(sentence, reason="blocked" if called.status == 403 else "gone")
        return PermanentFailureError(sentence)

    def send(self, chat: str, text: str, *, key: str = "", ask: bool = False) -> int:
        """Plain text of at most 4,096 characters; the message's id, 0 when the server tells none. `ask` opens an answer to it."""
        params: dict[str, Any] = {"chat_id": chat, "text": text, "link_preview_options": {"is_disabled": True}}
        if ask:
            params["reply_markup"] = {"force_reply": True}
        return _id_of(self.call("sendMessage", params, key=key))

    def send_file(self, chat: str, file: SentFile, *, key: str = "") -> int:
        """As a photo where it may be one, else as a document; a photo that the server will not show goes as a document. Its id as above."""
        if file.picture and len(file.content) <= LARGEST_PHOTO:
            try:
                return self._send_as("photo", chat, file, key)
            except RecipientGoneError:
                raise
            except PermanentFailureError:
                key = f"{key}.document"
        return self._send_as("document", chat, file, key)

    def _send_as(self, kind: str, chat: str, file: SentFile, key: str) -> int:
        parts: dict[str, str | bytes | tuple[str, str | bytes] | tuple[str, str | bytes, str]] = {"chat_id": chat}
        parts[kind] = (file.name, file.content, file.media_type)
        body, media_type = urllib3.encode_multipart_formdata(parts)
        return _id_of(self._post(f"send{kind.title()}", body, media_type, key=key, seconds=FILE_TIMEOUT))

    def edit(self, chat: str, message_id: int, text: str) -> None:
        """Other words in a message of ours; the same words again are no fault."""
        params = {
            "chat_id": chat,
            "message_id": message_id,
            "text": text,
            "link_preview_options": {"is_disabled": True},
        }
        try:
            self.call("editMessageText", params)
        except PermanentFailureError as refusal:
            if "message is not modified" not in str(refusal):
                raise

    def delete(self, chat: str, message_id: int) -> bool:
        """Take a message away; False when the server will not."""
        try:
            self.call("deleteMessage", {"chat_id": chat, "message_id": message_id})
        except PermanentFailureError:
            return False
        return True

    def updates(self, *, offset: int, seconds: int) -> list[Any]:
        """What came since; the call is held until something comes or the time is over."""
        wanted = ["message", "edited_message", "my_chat_member"]
        params = {"offset": offset, "timeout": seconds, "allowed_updates": wanted}
        result = self.call("getUpdates", params, wait=seconds)
        return result if isinstance(result, list) else []

    def set_webhook(self, url: str, secret: str) -> None:
        """From now on updates are posted there, with the secret in a header."""
        wanted = ["message", "edited_message", "my_chat_member"]
        self.call("setWebhook", {"url": url, "secret_token": secret, "allowed_updates": wanted})

    def fetch(self, file_id: str, most: int) -> bytes:
        """A file's content, at most so many bytes; PermanentFailureError for a larger one."""
        result = self.call("getFile", {"file_id": file_id})
        path, size = (result.get("file_path"), result.get("file_size")) if isinstance(result, dict) else (None, None)
        if not isinstance(path, str) or (isinstance(size, int) and size > most):
            raise PermanentFailureError("the file cannot be had")
        url = f"{self.url.rstrip('/')}/file/bot{self.token}/{quote(path)}"
        return whole(call("GET", url, headers={}, seconds=30, most=most), most)


def _id_of(result: object) -> int:
    sent = result.get("message_id") if isinstance(result, dict) else None
    return sent if isinstance(sent, int) else 0


def bot() -> Bot:
    """Ours, by the settings."""
    return Bot(settings.TELEGRAM_BOT_TOKEN, settings.TELEGRAM_API_URL)
