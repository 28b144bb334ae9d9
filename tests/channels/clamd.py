"""A scanner that speaks clamd's protocol over a real socket, and knows one signature: EICAR's test file."""

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
LARGEST = 25 * 2**20  # StreamMaxLength


class _Session(socketserver.StreamRequestHandler):
    """zPING and zINSTREAM as clamd(8) has them: each command and answer ends with a null byte, each piece follows its length."""

    def handle(self) -> None:
        command = b""
        while not command.endswith(b"\0"):
            if not (more := self.rfile.read(1)):
                return
            command += more
        if command == b"zPING\0":
            self.wfile.write(b"PONG\0")
        elif command == b"zINSTREAM\0":
            self.wfile.write(self._scanned() + b"\0")
        else:
            self.wfile.write(b"UNKNOWN COMMAND\0")

    def _scanned(self) -> bytes:
        seen = bytearray()
        while True:
            (length,) = struct.unpack(">I", self.rfile.read(4))
            if length == 0:
                return b"stream: Eicar-Test-Signature FOUND" if EICAR in seen else b"stream: OK"
            if len(seen) + length > LARGEST:
                return b"INSTREAM size limit exceeded. ERROR"
            seen += self.rfile.read(length)


@contextmanager
def scanner(path: Path | None = None) -> Iterator[str]:
    """A scanner that runs while you are inside; its CLAMD_URL. With `path` on a unix socket."""
    kind = socketserver.ThreadingUnixStreamServer if path else socketserver.ThreadingTCPServer
    place = str(path) if path else ("127.0.0.1", 0)
    with kind(place, _Session) as server:  # type: ignore[arg-type] # two kinds of address
        server.daemon_threads = True
        running = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        running.start()
        try:
            yield f"unix://{path}" if path else f"tcp://127.0.0.1:{server.socket.getsockname()[1]}"
        finally:
            server.shutdown()
            running.join()
