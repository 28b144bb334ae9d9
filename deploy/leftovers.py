"""Servers that a killed runner may have left behind: find ours, end them, clear the marks that block a new start."""

import os
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

PATIENCE_SECONDS = 8.0


def processes_with(argument: str, programs: tuple[str, ...]) -> list[int]:
    """Process ids of the named programs that were started with exactly this argument, a folder that no two share."""
    found = []
    for pid, words in _commands():
        if words and Path(words[0]).name in programs and argument in words[1:]:
            found.append(pid)
    return found


def end_leftovers(argument: str, programs: tuple[str, ...], first: signal.Signals) -> None:
    """End those processes: `first` asks, SIGKILL follows when they do not listen. Returns when they are gone."""
    for number, seconds in ((first, PATIENCE_SECONDS), (signal.SIGKILL, 2.0)):
        pids = processes_with(argument, programs)
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, number)
        deadline = time.monotonic() + seconds
        while pids and time.monotonic() < deadline:
            time.sleep(0.05)
            pids = processes_with(argument, programs)
        if not pids:
            return


def drop_recycled_pid_file(path: Path) -> None:
    """Remove a pid file whose number now belongs to a stranger (usual in containers): its server would refuse to start.

    Call after `end_leftovers`. A file with a dead number stays: PostgreSQL needs it to look for its old shared memory.
    """
    try:
        pid = abs(int(path.read_text(encoding="utf-8", errors="replace").split("\n", 1)[0]))
        os.kill(pid, 0)
    except PermissionError:
        pass
    except (OSError, ValueError):
        return
    path.unlink(missing_ok=True)


def _commands() -> list[tuple[int, list[str]]]:
    """Every process with its arguments. Linux tells them exactly; `ps` elsewhere joins them with blanks."""
    if not Path("/proc/self/cmdline").exists():
        told = subprocess.run(
            ["ps", "-axww", "-o", "pid=,command="], capture_output=True, text=True, check=False
        ).stdout
        return [(int(line.split()[0]), line.split()[1:]) for line in told.splitlines() if line.split()]
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):  # ended meanwhile
            found.append((int(entry.parent.name), entry.read_bytes().decode(errors="surrogateescape").split("\0")))
    return found
