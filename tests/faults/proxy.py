"""A wire between a desk and its database that can be cut at the worst moment, or swallow everything."""

import random
import select
import socket
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Wire:
    """Listens on a port of loopback and relays to a Unix socket.

    While `cutting` is set, a connection whose COMMIT has gone to the server ends, one time in three, before the reply comes back:
    the client cannot know whether it was done. Until `dark` nothing goes through in either direction, and nobody is told.
    """

    target: Path
    cutting: bool = False
    dark: float = 0.0
    cuts: int = 0
    _stop: threading.Event = field(default_factory=threading.Event)
    _listener: socket.socket = field(init=False)

    def __post_init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._chance = random.Random(11)
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def port(self) -> int:
        """Where clients connect."""
        return int(self._listener.getsockname()[1])

    def close(self) -> None:
        """No new connections; the old ones end with their clients."""
        self._stop.set()
        self._listener.close()

    def _accept(self) -> None:
        while not self._stop.is_set():
            try:
                client, _address = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._relay, args=(client,), daemon=True).start()

    def _relay(self, client: socket.socket) -> None:
        server = socket.socket(socket.AF_UNIX)
        with client, server:
            try:
                server.connect(str(self.target))
                while not self._stop.is_set():
                    ready, _w, _x = select.select([client, server], [], [], 0.5)
                    while time.monotonic() < self.dark:
                        time.sleep(0.1)
                    for end in ready:
                        if not self._pass(end, client, server):
                            return
            except OSError:
                return

    def _pass(self, end: socket.socket, client: socket.socket, server: socket.socket) -> bool:
        """Hand one piece on; False when the connection is over."""
        piece = end.recv(65536)
        if not piece:
            return False
        other = server if end is client else client
        other.sendall(piece)
        if end is client and self.cutting and b"COMMIT" in piece and self._chance.random() < 0.34:
            time.sleep(0.02)  # let the server do it
            self.cuts += 1
            return False
        return True
