"""Knows whether `manage.py prepare` has anything to do. Django needs seconds to find out that it has not."""

import hashlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

# Nothing in these reaches the database or the pages; folders whose name begins with a dot are left out too.
_OUTSIDE = {"var", "tests", "bench", "docs", "__pycache__", "node_modules"}


@dataclass(frozen=True)
class Prepared:
    """The memory of the last preparation of our own database. A stranger's database may change behind our back: for
    that one `data` is None, and every start prepares."""

    root: Path
    stamp: Path
    data: Path | None
    env: Mapping[str, str]

    def holds(self) -> bool:
        """True when files, packages, database and the settings that preparing reads are as they were then."""
        if self.data is None or self.env.get("PREPARE"):
            return False
        try:
            return self.stamp.read_text(encoding="ascii") == self.fingerprint(self.data)
        except OSError:
            return False

    def keep(self) -> None:
        """Remember the present state; to be called after a preparation that succeeded."""
        if self.data is not None:
            self.stamp.write_text(self.fingerprint(self.data), encoding="ascii")

    def fingerprint(self, data: Path) -> str:
        """One number for all of it. The cluster's own file tells a new data folder from the old one."""
        digest = hashlib.sha256()
        for name in sorted(self.env):
            if name == "DEMO" or name.startswith("OPERATOR_"):
                digest.update(f"{name}={self.env[name]}\n".encode(errors="surrogateescape"))
        for path in (data / "PG_VERSION", self.root / ".venv" / "firstline-installed.json", *self._files()):
            facts = path.stat() if path.exists() else None
            state = (facts.st_ino, facts.st_size, facts.st_mtime_ns) if facts else ()
            digest.update(os.fsencode(path) + f" {state}\n".encode())
        return digest.hexdigest()

    def _files(self) -> Iterator[Path]:
        """Every file that preparing or the pages may depend on, in a fixed order."""
        for folder, folders, files in os.walk(self.root):
            folders[:] = sorted(name for name in folders if name not in _OUTSIDE and not name.startswith("."))
            yield from (Path(folder, name) for name in sorted(files))
