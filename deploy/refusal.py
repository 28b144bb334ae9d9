"""Sentences for the terminal: what stands in the way and what to do about it, without a traceback."""

import errno
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

GIGABYTE = 1_000_000_000

_FULL = ("no space left on device", "disk quota exceeded", "os error 28")
_CLOSED = ("permission denied", "read-only file system", "os error 13", "os error 30")


class Refusal(Exception):
    """One sentence for the person at the terminal: what is wrong and what to do. The command ends with code 1."""


def free_bytes(place: Path) -> int:
    """Bytes that this user may still write on the disk of `place`, which need not exist yet."""
    while not place.exists():
        place = place.parent
    return shutil.disk_usage(place).free


def require_space(place: Path, needed: int, *, free: Callable[[Path], int] = free_bytes) -> None:
    """Refuse when the disk of `place` has fewer than `needed` bytes left."""
    left = free(place)
    if left < needed:
        raise Refusal(
            f"The disk of {place} has only {left / GIGABYTE:.2f} GB left and {needed / GIGABYTE:.1f} GB are needed. "
            f"Free some space there and start again."
        )


def explain_os_error(error: OSError, place: Path) -> str:
    """The sentence for an error of the operating system that happened under `place`."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return f"The disk of {place} is full. Free some space there and start again."
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        where = error.filename or place
        return (
            f"{where} cannot be written by this user. Work in a folder that belongs to you, or change its owner: "
            f'sudo chown -R "$(id -un)" "{place}"'
        )
    what = os.strerror(error.errno) if error.errno else str(error)
    return f"{error.filename or place}: {what}. Repair that and start again."


def explain_output(output: str, place: Path) -> str | None:
    """The sentence for a failed program that spoke of a full or a closed disk; None for any other failure."""
    said = output.lower()
    if any(word in said for word in _FULL):
        return explain_os_error(OSError(errno.ENOSPC, ""), place)
    if any(word in said for word in _CLOSED):
        return explain_os_error(OSError(errno.EACCES, ""), place)
    return None


def last_line(output: str) -> str:
    """The last line with words in it, for a failure that nothing above explains."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    return lines[-1] if lines else "it printed nothing"


def spoken(command: Callable[[], int], place: Path) -> int:
    """Run a command; a refusal or an error of the operating system becomes one sentence and code 1, Ctrl-C code 130."""
    try:
        return command()
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
    except OSError as error:
        print(explain_os_error(error, place), file=sys.stderr)
    except KeyboardInterrupt:
        print("\nInterrupted. Start it again: what is half done will be repaired.", file=sys.stderr)
        return 130
    return 1
