"""What the supervisor and the tests start: a named child, held by a leash (leash.py)."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

LEASH = Path(__file__).resolve().parent / "leash.py"
ROTATE_BYTES = 5_000_000
LEASH_SECONDS = 2.5  # what a leash may take after the grace, to find and kill what is left


@dataclass(frozen=True)
class Child:
    """A program to keep running.

    `env` is its whole environment. It ends on `stop_signal` and is killed `grace` seconds later. Lower `rank` stops
    first; equal ranks stop together. `log` takes what it prints; without one it prints to our terminal.
    """

    name: str
    argv: tuple[str, ...]
    env: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    cwd: Path | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    grace: float = 1.5
    rank: int = 0
    log: Path | None = None


class Running:
    """A started child. Call from the main thread: the kernel ties the leash's life to the thread that started it."""

    def __init__(self, child: Child) -> None:
        self.child = child
        self.started = time.monotonic()
        command = [sys.executable, "-I", "-S", str(LEASH), child.stop_signal.name, str(child.grace), *child.argv]
        output = _opened(child.log) if child.log else None
        try:
            self._leash = subprocess.Popen(
                command,
                cwd=child.cwd,
                env=dict(child.env),
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=subprocess.STDOUT if output else None,
                start_new_session=True,  # Ctrl-C reaches the runner only, which ends things in order
            )
        finally:
            if output is not None:
                os.close(output)

    @property
    def pid(self) -> int:
        """The process id of the leash."""
        return self._leash.pid

    def exit_code(self) -> int | None:
        """None while it runs; afterwards its exit code, 128 + n when signal n ended it."""
        code = self._leash.poll()
        return None if code is None else 128 - code if code < 0 else code

    def release(self) -> None:
        """Ask it to end; returns at once."""
        if self._leash.stdin and not self._leash.stdin.closed:
            self._leash.stdin.close()

    def end(self, *, by: float) -> None:
        """Wait until it has ended; at `by` (monotonic seconds) its leash is killed, and the kernel ends the child."""
        self.release()
        try:
            self._leash.wait(timeout=max(0.0, by - time.monotonic()))
        except subprocess.TimeoutExpired:
            self._leash.kill()
            self._leash.wait()


def end_all(running: Iterable[Running]) -> None:
    """End them in the order of their ranks, equal ranks together."""
    by_rank: dict[int, list[Running]] = {}
    for each in running:
        by_rank.setdefault(each.child.rank, []).append(each)
    for _, together in sorted(by_rank.items()):
        for each in together:
            each.release()
        asked = time.monotonic()
        for each in together:
            each.end(by=asked + each.child.grace + LEASH_SECONDS)


def exit_sentence(code: int) -> str:
    """An exit code in words."""
    if code > 128:
        try:
            return f"was ended by {signal.Signals(code - 128).name}"
        except ValueError:
            pass
    return f"ended with exit code {code}"


def tail(log: Path | None, lines: int) -> list[str]:
    """The last lines of a log that is being written; empty when there is none."""
    if log is None or not log.exists():
        return []
    with log.open("rb") as stream:
        stream.seek(max(0, log.stat().st_size - 8192))
        return stream.read().decode("utf-8", errors="replace").rstrip().splitlines()[-lines:]


def _opened(log: Path) -> int:
    """A file descriptor to append to the log; a log that grew large becomes `.1` first."""
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists() and log.stat().st_size > ROTATE_BYTES:
        log.replace(log.with_name(log.name + ".1"))
    return os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
