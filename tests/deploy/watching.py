"""What the tests of the commands look at: processes, and conditions that come true in a while."""

import time
from collections.abc import Callable
from pathlib import Path


def soon(condition: Callable[[], object], seconds: float = 5.0) -> bool:
    """True as soon as the condition holds; False when it does not within the time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.02)
    return bool(condition())


def alive(pid: int) -> bool:
    """True while the process runs; a zombie has ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def pids_in(folder: Path) -> list[int]:
    """The process ids that toys left in the folder."""
    return [int(path.stem) for path in folder.glob("*.pid")]
