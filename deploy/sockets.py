"""Where a server's socket goes, and which port is free: the path must be short, private and always the same for the same folder."""

import hashlib
import os
import socket
import stat
import tempfile
from pathlib import Path

from deploy.refusal import Refusal

# The kernel's field holds 108 bytes (104 on macOS), the closing zero included; PostgreSQL puts a lock file beside it.
LONGEST = 100


def free_port() -> int:
    """A port of this machine's own network that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def socket_folder(home: Path, name: str) -> Path:
    """The folder for the socket `name` of the server living in `home`: `home`, or a private one with a plain path."""
    # libpq takes a comma for the end of one host and the beginning of the next.
    if len(os.fsencode(home / name)) <= LONGEST and "," not in str(home):
        return home
    key = hashlib.sha256(os.fsencode(home)).hexdigest()[:12]
    folder = Path(tempfile.gettempdir()) / f"firstline-{os.geteuid()}-{key}"
    if len(os.fsencode(folder / name)) > LONGEST or "," in str(folder):
        raise Refusal(f"{folder.parent} is no path for a server's socket. Set TMPDIR to a short one: TMPDIR=/tmp")
    return private_folder(folder, owner=home.stat().st_uid if home.exists() else os.geteuid())


def private_folder(folder: Path, *, owner: int) -> Path:
    """Make or reuse a folder that only user id `owner` can enter; refuse one that somebody else put there."""
    try:
        folder.mkdir(mode=0o700)
        os.chown(folder, owner, -1)
    except FileExistsError:
        pass
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner or found.st_mode & 0o077:
        raise Refusal(f"{folder} is no private folder of this user. Remove it, or set TMPDIR to a folder of your own.")
    return folder
