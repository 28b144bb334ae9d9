"""Where this start lives: its address, its folder under var/, and the checks that come before anything is started."""

import errno
import fcntl
import ipaddress
import os
import secrets
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from deploy.refusal import Refusal, require_space

ROOT = Path(__file__).resolve().parent.parent
USUAL_PORT = 8000
SPACE_NEEDED = 200_000_000


@dataclass(frozen=True)
class Place:
    """`var` is absolute; two starts with different ports never share one unless FIRSTLINE_VAR says so."""

    host: str
    port: int
    var: Path

    @classmethod
    def of(cls, env: Mapping[str, str], root: Path = ROOT) -> "Place":
        """From PORT, HOST and FIRSTLINE_VAR; refuses a port that is none."""
        text = env.get("PORT") or str(USUAL_PORT)
        if not text.isdecimal() or not 0 < int(text) < 65536:
            raise Refusal(f"PORT={text} is not a port. Choose a number from 1024 to 65535: PORT=8001 make run")
        port = int(text)
        usual = root / "var" if port == USUAL_PORT else root / "var" / str(port)
        var = Path(env.get("FIRSTLINE_VAR") or usual).absolute()
        return cls(host=env.get("HOST") or "127.0.0.1", port=port, var=var)

    @property
    def reachable_host(self) -> str:
        """The host to ask from this machine: a server that listens everywhere also listens here."""
        try:
            address = ipaddress.ip_address(self.host)
        except ValueError:
            return self.host
        if address.is_unspecified:
            return "127.0.0.1" if address.version == 4 else "::1"
        return self.host

    @property
    def address(self) -> str:
        """What to type into a browser."""
        host = "localhost" if self.reachable_host in {"127.0.0.1", "::1"} else self.reachable_host
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}/"

    def check(self) -> None:
        """Refuse a disk that is nearly full and a port that is taken."""
        require_space(self.var, SPACE_NEEDED)
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((self.host, self.port))
                probe.listen(1)
            except OSError as error:
                raise Refusal(self._port_sentence(error)) from None

    def _port_sentence(self, error: OSError) -> str:
        other = self.port + 1 if 1024 <= self.port < 65535 else USUAL_PORT + 1
        if error.errno == errno.EADDRINUSE:
            return (
                f"Port {self.port} is in use by another program. Stop it, or choose another port: PORT={other} make run"
            )
        if error.errno in {errno.EACCES, errno.EPERM}:
            return f"This user may not open port {self.port}. Choose one above 1023: PORT={other} make run"
        return f"HOST={self.host} is not an address of this machine. Leave HOST out, or name one of its addresses."

    @contextmanager
    def claimed(self) -> Iterator[None]:
        """Hold the folder for this start; refuses when another start holds it. The kernel lets go of it when we die."""
        self.var.mkdir(parents=True, exist_ok=True)
        with (self.var / "lock").open("a+", encoding="ascii") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                lock.seek(0)
                raise Refusal(
                    f"Firstline already runs from {self.var} (process {lock.read().strip() or '?'}). Stop it with "
                    f"Ctrl-C there, or start a second one beside it: PORT={self.port + 1} make run"
                ) from None
            lock.truncate(0)
            lock.write(str(os.getpid()))
            lock.flush()
            yield

    def key(self, name: str) -> str:
        """A random key that stays the same for this folder; kept where only this user can read it."""
        folder = self.var / "secrets"
        folder.mkdir(mode=0o700, exist_ok=True)
        path = folder / f"{name}.key"
        with suppress(FileNotFoundError):
            if kept := path.read_text(encoding="ascii").strip():
                return kept
        part = path.with_suffix(".part")
        part.unlink(missing_ok=True)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as stream:
            stream.write(secrets.token_urlsafe(48))
        part.replace(path)
        return path.read_text(encoding="ascii")
