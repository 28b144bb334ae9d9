"""What clamd understands: its INSTREAM command over TCP or a unix socket (clamd(8), section COMMANDS)."""

import socket
import struct
import time
from contextlib import closing, suppress
from urllib.parse import urlsplit

from django.conf import settings

_CHUNK = 64 * 1024
_CONNECT_SECONDS, _ANSWER_SECONDS = 3, 60
_LONGEST_ANSWER = 4096
# So long nobody in this process knocks again at a door that did not open.
REST_SECONDS = 20


class ScannerAwayError(Exception):
    """It cannot be reached, or gave no answer about this file: ask again later."""


class _Door:
    """When this process found the scanner away last (monotonic seconds)."""

    shut_until = 0.0


def infected(content: bytes) -> bool:
    """Whether the scanner found something in it. Raises ScannerAwayError."""
    if time.monotonic() < _Door.shut_until:
        raise ScannerAwayError("it was away a moment ago")
    try:
        answer = _ask(content)
    except OSError as failure:
        _Door.shut_until = time.monotonic() + REST_SECONDS
        raise ScannerAwayError(str(failure)) from failure
    if answer.endswith("FOUND"):
        return True
    if answer != "stream: OK":
        raise ScannerAwayError(answer or "no answer")
    return False


def _ask(content: bytes) -> str:
    """INSTREAM with null-ended lines: pieces, each after its length, until one of length 0."""
    with closing(_connected()) as line:
        with suppress(BrokenPipeError, ConnectionResetError):  # it hung up on what is too large for it, and has said so
            _send(content, line)
        said = b""
        while not said.endswith(b"\0") and len(said) < _LONGEST_ANSWER:
            if not (more := line.recv(_LONGEST_ANSWER)):
                break
            said += more
    return said.rstrip(b"\0\n").decode(errors="replace")


def _send(content: bytes, line: socket.socket) -> None:
    line.sendall(b"zINSTREAM\0")
    for start in range(0, len(content), _CHUNK):
        piece = content[start : start + _CHUNK]
        line.sendall(struct.pack(">I", len(piece)) + piece)
    line.sendall(struct.pack(">I", 0))


def _connected() -> socket.socket:
    url = urlsplit(settings.CLAMD_URL)
    if url.scheme == "unix":
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(_CONNECT_SECONDS)
        try:
            line.connect(url.path)
        except OSError:
            line.close()
            raise
    else:
        line = socket.create_connection((url.hostname or "127.0.0.1", url.port or 3310), timeout=_CONNECT_SECONDS)
    line.settimeout(_ANSWER_SECONDS)
    return line
