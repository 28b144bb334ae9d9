"""A server of the Bot API on this machine, written from its public documentation: updates with offsets, webhooks, files, refusals."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from django.test import Client
from django.urls import reverse

TOKEN = "7001:test-token"
SECRET = "webhook-secret-of-the-tests"
BOT = {"id": 7001, "is_bot": True, "first_name": "Desk", "username": "aldermoor_bot"}


@dataclass
class BotApi:
    """`sent` are the texts that arrived, by chat; `calls` all calls with their key; `pauses` are answered with 429 first.

    `got` are the files, by chat, kind and name; `file_faults` the answers to the next ones (0: taken); `no_photos` what it will not show.
    """

    url: str = ""
    pending: list[dict[str, Any]] = field(default_factory=list)
    sent: list[tuple[str, str]] = field(default_factory=list)
    questions: list[dict[str, Any]] = field(default_factory=list)
    edited: list[tuple[int, str]] = field(default_factory=list)
    deleted: list[tuple[str, int]] = field(default_factory=list)
    calls: list[tuple[str, str]] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    blocked: set[str] = field(default_factory=set)
    got: list[tuple[str, str, str, bytes]] = field(default_factory=list)
    file_faults: list[int] = field(default_factory=list)
    no_photos: set[str] = field(default_factory=set)
    keeps: set[int] = field(default_factory=set)
    pauses: list[int] = field(default_factory=list)
    faults: list[int] = field(default_factory=list)
    webhook: dict[str, Any] = field(default_factory=dict)
    _ids: int = 100

    def next_id(self) -> int:
        """Ids grow."""
        self._ids += 1
        return self._ids

    def says(self, chat: int, text: str = "", *, language: str = "en", **more: Any) -> dict[str, Any]:
        """Somebody writes to the bot alone; the update waits to be fetched or posted."""
        person = {"id": chat, "is_bot": False, "first_name": "Mei", "username": f"mei{chat}", "language_code": language}
        message = {"message_id": self.next_id(), "from": person, "chat": {"id": chat, "type": "private"}, "date": 1}
        return self.happens(message=message | ({"text": text} if text else {}) | more)

    def happens(self, **update: Any) -> dict[str, Any]:
        """Any other update."""
        whole = {"update_id": self.next_id(), **update}
        self.pending.append(whole)
        return whole

    def post_all(self, client: Client) -> list[int]:
        """Post what waits as the real one does: one by one, with the secret, until it was taken."""
        waiting, self.pending = self.pending, []
        return [post(client, each) for each in waiting]

    def texts(self, chat: int) -> list[str]:
        """What a chat has read."""
        return [text for to, text in self.sent if to == str(chat)]

    def answer(self, method: str, params: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Status and body, as documented under "Making requests"."""
        if method == "getUpdates":
            self.pending = [each for each in self.pending if each["update_id"] >= params.get("offset", 0)]
            return _ok(list(self.pending))
        if method == "setWebhook":
            self.webhook = params
            return _ok(True)
        if method == "getFile":
            return self._file(params["file_id"])
        if method in {"editMessageText", "deleteMessage"}:
            return self._edit(params) if method == "editMessageText" else self._delete(params)
        if method in {"sendPhoto", "sendDocument"}:
            return self._send_file(method.removeprefix("send").lower(), params)
        return self._send(params) if method == "sendMessage" else _no(404, "Not Found")

    def _file(self, file_id: str) -> tuple[int, dict[str, Any]]:
        content = self.files.get(file_id)
        if content is None:
            return _no(400, "Bad Request: invalid file_id")
        return _ok({"file_id": file_id, "file_size": len(content), "file_path": f"files/{file_id}"})

    def _edit(self, params: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        said = (str(params["chat_id"]), params["text"])
        if self.sent and self.sent[-1] == said:
            return _no(400, "Bad Request: message is not modified")
        self.edited.append((params["message_id"], params["text"]))
        return _ok({"message_id": params["message_id"]})

    def _delete(self, params: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if params["message_id"] in self.keeps:
            return _no(400, "Bad Request: message can't be deleted")
        self.deleted.append((str(params["chat_id"]), params["message_id"]))
        return _ok(True)

    def _send_file(self, kind: str, params: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        chat, file = str(params["chat_id"]), params[kind]
        if chat in self.blocked:
            return _no(403, "Forbidden: bot was blocked by the user")
        if self.file_faults and (status := self.file_faults.pop(0)):
            return status, {"ok": False}
        if kind == "photo" and file["name"] in self.no_photos:
            return _no(400, "Bad Request: PHOTO_INVALID_DIMENSIONS")
        self.got.append((chat, kind, file["name"], file["content"]))
        return _ok({"message_id": self.next_id(), "from": BOT, "chat": {"id": int(chat)}})

    def _send(self, params: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        chat, text = str(params["chat_id"]), params["text"]
        if not 1 <= len(text) <= 4096:
            return _no(400, "Bad Request: message is too long")
        if chat in self.blocked:
            return _no(403, "Forbidden: bot was blocked by the user")
        if self.pauses:
            pause = self.pauses.pop(0)
            return 429, {
                "ok": False,
                "error_code": 429,
                "description": "Too Many Requests",
                "parameters": {"retry_after": pause},
            }
        if self.faults:
            return self.faults.pop(0), {"ok": False}
        self.sent.append((chat, text))
        message = {"message_id": self.next_id(), "from": BOT, "chat": {"id": chat}, "text": text}
        if params.get("reply_markup"):
            self.questions.append(message)
        return _ok(message)


def post(client: Client, update: object, *, secret: str = SECRET) -> int:
    """One update to the webhook; the status that it answers."""
    body = update if isinstance(update, bytes) else json.dumps(update)
    headers = {"X-Telegram-Bot-Api-Secret-Token": secret}
    return client.post(reverse("telegram:webhook"), body, content_type="application/json", headers=headers).status_code


def _params(media_type: str, body: bytes) -> dict[str, Any]:
    """JSON, or multipart/form-data with files in it."""
    if not media_type.startswith("multipart/form-data"):
        return dict(json.loads(body))
    whole = message_from_bytes(b"Content-Type: " + media_type.encode() + b"\r\n\r\n" + body, policy=HTTP)
    params: dict[str, Any] = {}
    for part in whole.iter_parts():
        name = str(part.get_param("name", header="content-disposition"))
        content, file = bytes(part.get_payload(decode=True)), part.get_filename()
        params[name] = {"name": file, "content": content} if file else content.decode()
    return params


def _ok(result: object) -> tuple[int, dict[str, Any]]:
    return 200, {"ok": True, "result": result}


def _no(status: int, description: str) -> tuple[int, dict[str, Any]]:
    return status, {"ok": False, "error_code": status, "description": description}


@contextmanager
def bot_api() -> Iterator[BotApi]:
    """Listens on a free port while the block runs."""
    api = BotApi()

    class Requests(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            params = _params(self.headers["Content-Type"], self.rfile.read(int(self.headers["Content-Length"])))
            head, _slash, method = self.path.rpartition("/")
            api.calls.append((method, self.headers.get("Idempotency-Key", "")))
            known = head == f"/bot{TOKEN}"
            status, body = api.answer(method, params) if known else _no(401, "Unauthorized")
            self._say(status, json.dumps(body).encode())

        def do_GET(self) -> None:
            content = api.files.get(self.path.removeprefix(f"/file/bot{TOKEN}/files/"))
            self._say(200 if content is not None else 404, content or b"")

        def _say(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            """Nothing on the terminal."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Requests)
    api.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=[0.02], daemon=True)
    thread.start()
    try:
        yield api
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
