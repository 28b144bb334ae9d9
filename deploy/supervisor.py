"""Keeps the children running: one thread, one loop, restarts with back-off, an end in order."""

import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from deploy.children import Child, Running, end_all, exit_sentence, tail

LOOP_SECONDS = 0.1
# Long enough that a child that cannot start does not spin, short enough that a promise is not late for it.
BACK_OFF_SECONDS = (0.5, 1.0, 2.0, 5.0)
STEADY_SECONDS = 15.0


@dataclass
class Kept:
    """A child that must run: its present process, or when to start the next one."""

    child: Child
    running: Running | None
    falls: int = 0
    due: float = 0.0


class Supervisor:
    """Starts children and keeps them until it is asked to stop.

    `say` prints a line for the person at the terminal. After `listen()`, Ctrl-C, SIGTERM and a closed terminal set
    `asked_to_stop`; whoever runs the loop then calls `stop()`.
    """

    def __init__(self, say: Callable[[str], None]) -> None:
        self.say = say
        self.asked_to_stop = False
        self._kept: list[Kept] = []
        self._step: Running | None = None

    def listen(self) -> None:
        """Take the signals that mean "stop". One that is ignored on purpose (nohup) stays ignored, except Ctrl-C's: a
        script that starts us in the background ignores that one without meaning to."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if number == signal.SIGINT or signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, self._ask)

    def start(self, child: Child) -> None:
        """Start a child and keep it running from now on."""
        self._kept.append(Kept(child, Running(child)))

    def run(self, child: Child) -> int | None:
        """Run a child to its end and watch the others meanwhile; its exit code, or None when we were asked to stop."""
        self._step = Running(child)
        try:
            while not self.asked_to_stop:
                code = self._step.exit_code()
                if code is not None:
                    return code
                self.tick()
                time.sleep(LOOP_SECONDS / 4)
            return None
        finally:
            end_all([self._step])
            self._step = None

    def until(self, ready: Callable[[], bool], *, seconds: float) -> bool:
        """Watch the children until `ready()`; False when the time is over or we were asked to stop."""
        deadline = time.monotonic() + seconds
        while not self.asked_to_stop and time.monotonic() < deadline:
            if ready():
                return True
            self.tick()
            time.sleep(LOOP_SECONDS / 4)
        return False

    def watch(self) -> None:
        """Watch the children until we are asked to stop."""
        while not self.asked_to_stop:
            self.tick()
            time.sleep(LOOP_SECONDS)

    def tick(self) -> None:
        """Look at every child once: announce what fell, start again what is due."""
        now = time.monotonic()
        for kept in self._kept:
            if kept.running is None:
                if now >= kept.due:
                    kept.running = Running(kept.child)
                continue
            code = kept.running.exit_code()
            if code is not None:
                self._fell(kept, code, now)

    def stop(self) -> None:
        """End every child, in the order of their ranks."""
        end_all(kept.running for kept in self._kept if kept.running is not None)
        self._kept.clear()

    def _fell(self, kept: Kept, code: int, now: float) -> None:
        """A child ended by itself: say so and set the time of its return."""
        assert kept.running is not None  # noqa: S101 - only called for one that ran
        if now - kept.running.started > STEADY_SECONDS:
            kept.falls = 0
        wait = BACK_OFF_SECONDS[min(kept.falls, len(BACK_OFF_SECONDS) - 1)]
        kept.falls += 1
        kept.due = now + wait
        kept.running.release()
        kept.running = None
        log = kept.child.log
        self.say(f"{kept.child.name} {exit_sentence(code)} and starts again in {wait:g} s.{_where(log)}")
        for line in tail(log, 3):
            self.say(f"    {line[:200]}")

    def _ask(self, *_: object) -> None:
        self.asked_to_stop = True


def _where(log: Path | None) -> str:
    return f" Its log: {log}" if log else ""
