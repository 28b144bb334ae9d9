"""PostgreSQL refuses to run as root. Finds the way for it to run all the same, without touching the system's users.

Normal users need nothing. Root gets a user namespace in which it looks like somebody else: files stay root's, private
homes stay private. Where namespaces are forbidden (most containers) the server runs as `nobody` and owns its folder.
"""

import hashlib
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from deploy.refusal import Refusal

NOBODY = 65534
_NAMESPACE = ("unshare", "--user", f"--map-user={NOBODY}", f"--map-group={NOBODY}", "--")
# A change of user makes the kernel forget that the server must die with its leash; --pdeathsig says it again.
_DROP = ("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--pdeathsig", "KILL", "--")


@dataclass(frozen=True)
class Guise:
    """What to write before a command of PostgreSQL, and where its files live."""

    prefix: tuple[str, ...]
    home: Path


def guise_for(program: Path, home: Path) -> Guise:
    """The way to run `program` with its files in `home` (made here), or in another home that `nobody` can reach."""
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    user = os.geteuid()
    if user != 0 and _has_name(user):
        return Guise((), home)
    owner = home.stat().st_uid
    if owner == user and _works(_NAMESPACE, program, home):
        return Guise(_NAMESPACE, home)
    if user == 0:
        for place in (home, Path("/var/lib/firstline") / hashlib.sha256(os.fsencode(home)).hexdigest()[:12]):
            place.mkdir(parents=True, exist_ok=True)
            os.chown(place, NOBODY, NOBODY)
            if _works(_DROP, program, place):
                return Guise(_DROP, place)
        os.chown(home, owner, -1)
    raise Refusal(
        f"PostgreSQL does not run as root or as a user without a name, and {program} cannot run as nobody here. Start "
        f"as a normal user, or move this folder to a place that everybody may read, or name a server with DATABASE_URL."
    )


def _has_name(user: int) -> bool:
    try:
        pwd.getpwuid(user)
    except KeyError:
        return False
    return True


def _works(prefix: tuple[str, ...], program: Path, home: Path) -> bool:
    """True when the program starts behind this prefix and may write to its home."""
    if shutil.which(prefix[0]) is None:
        return False
    commands = ((*prefix, str(program), "--version"), (*prefix, "test", "-w", str(home)))
    return all(subprocess.run(command, capture_output=True, check=False).returncode == 0 for command in commands)
