"""The database that each server of the tests begins with: created and migrated once for a state of the files, then copied.

The copy lies in var/ and goes when the files change: its name is a fingerprint of all that creating and migrating depend on.
"""

import fcntl
import hashlib
import os
import shutil
import sysconfig
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from deploy.place import ROOT
from deploy.postgres import Postgres

# What else decides how the database looks: who creates it, which apps it is made for.
_FILES = ("deploy/postgres.py", "deploy/pytest_database.py", "config/settings.py", "tests/settings.py")


@dataclass(frozen=True)
class FirstDatabase:
    """`folder` is shared by all test runs of this checkout."""

    folder: Path = ROOT / "var" / "tests"
    root: Path = ROOT

    def lay(self, server: Postgres, make: Callable[[], None]) -> None:
        """Give the server, which does not run, a folder with this database.

        Who comes first calls `make`, which leaves it in the server's own folder with the server stopped; the others wait for that.
        """
        with self._locked(fcntl.LOCK_SH):
            if self._take(server):
                return
        with self._locked(fcntl.LOCK_EX):
            if self._take(server):
                return
            before = self.fingerprint(server)
            make()
            if before == self.fingerprint(server) and not (server.data / "postmaster.pid").exists():
                self._keep(server, before)

    def fingerprint(self, server: Postgres) -> str:
        """One number for the migrations, the installed packages and the server's version."""
        packages = Path(sysconfig.get_path("purelib")).glob("*.dist-info")
        digest = hashlib.sha256(f"{server.binaries.version} {sorted(path.name for path in packages)}\n".encode())
        for path in [*sorted(self.root.glob("*/migrations/**/*.py")), *(self.root / name for name in _FILES)]:
            content = path.read_bytes() if path.exists() else b""
            digest.update(f"{path.relative_to(self.root)} {len(content)}\n".encode() + content)
        return digest.hexdigest()[:24]

    def _take(self, server: Postgres) -> bool:
        ready = self.folder / self.fingerprint(server)
        if not ready.is_dir():
            return False
        owner, part = server.guise.home.stat(), server.guise.home / "data.part"
        shutil.rmtree(part, ignore_errors=True)
        shutil.copytree(ready, part)
        if owner.st_uid != os.geteuid():  # PostgreSQL starts only in a folder of its own user
            for path in (part, *part.rglob("*")):
                os.chown(path, owner.st_uid, owner.st_gid)
        part.rename(server.data)
        return True

    def _keep(self, server: Postgres, name: str) -> None:
        """Copy it beside its place and move it there whole; what other states of the files left goes, killed attempts too."""
        part = self.folder / f"{name}.part"
        shutil.rmtree(part, ignore_errors=True)
        shutil.copytree(server.data, part)
        part.rename(self.folder / name)
        for path in self.folder.iterdir():
            if path.is_dir() and path.name != name:
                shutil.rmtree(path, ignore_errors=True)

    @contextmanager
    def _locked(self, how: int) -> Iterator[None]:
        """The kernel lets go of it when we die."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "lock").open("a", encoding="ascii") as lock:
            fcntl.flock(lock, how)
            yield
