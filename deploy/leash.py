"""Holds one child so that nothing of it outlives the runner: `python -I -S leash.py SIGNAL GRACE COMMAND…`.

The runner keeps the other end of our standard input. When that closes - on purpose, or because the runner was killed,
`kill -9` included - the child gets SIGNAL, has GRACE seconds to end, and then everything it started is killed. On Linux
orphans of the child come to us (subreaper), so daemons and new sessions are found too, and the child dies with us even
if somebody kills us with `kill -9`. macOS has neither: there the child's process group is killed, and a `kill -9` aimed
at this very process leaves the child running until the next start finds it.

Exit code: the child's, 128 + n when signal n ended it, 127 when it could not be started.
"""

import ctypes
import os
import select
import signal
import sys
import time
from pathlib import Path

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
SWEEP_SECONDS = 2.0


def linux_prctl(option: int, value: int) -> None:
    """Ask the kernel for one of its promises to processes; elsewhere than on Linux there is none to be had."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0)


class Leash:
    """One child and what is needed to end it."""

    def __init__(self, stop_signal: signal.Signals, grace: float, command: list[str]) -> None:
        self.stop_signal = stop_signal
        self.grace = grace
        self.command = command
        self.code: int | None = None
        self.child = 0
        self.told = False

    def hold(self) -> int:
        """Start the child, wait until it ends or must end, leave nothing behind; returns its exit code."""
        wake, poke = os.pipe()
        os.set_blocking(poke, False)
        signal.set_wakeup_fd(poke, warn_on_full_buffer=False)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self.tell)
        signal.signal(signal.SIGCHLD, lambda *_: None)  # only there to wake the loop
        linux_prctl(PR_SET_CHILD_SUBREAPER, 1)
        linux_prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        self.child = self.start()
        deadline: float | None = None
        while self.code is None and (deadline is None or time.monotonic() < deadline):
            readable, _, _ = select.select([wake] if self.told else [0, wake], [], [], 0.2 if self.told else None)
            if wake in readable:
                os.read(wake, 1024)
            if 0 in readable:
                self.told = True
            if self.told and deadline is None:
                deadline = time.monotonic() + self.grace
                self.signal_child(self.stop_signal)
            self.reap()
        self.sweep()
        return self.code if self.code is not None else 128 + signal.SIGKILL

    def tell(self, *_: object) -> None:
        """A signal to us means the same as a closed standard input."""
        self.told = True

    def start(self) -> int:
        """Fork the child into its own process group, with the signals as a login shell would set them."""
        pid = os.fork()
        if pid:
            return pid
        try:
            os.setpgid(0, 0)
            linux_prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
            signal.set_wakeup_fd(-1)
            for name in ("SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT", "SIGCHLD", "SIGPIPE", "SIGXFSZ"):
                signal.signal(getattr(signal, name), signal.SIG_DFL)
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            os.execvp(self.command[0], self.command)  # noqa: S606 - the runner's own list of programs
        except OSError as error:
            os.write(2, f"{self.command[0]} cannot be started: {error.strerror}\n".encode())
        finally:
            os._exit(127)

    def signal_child(self, number: signal.Signals) -> None:
        """Signal the child itself, not its group: servers tell their own workers in their own order."""
        if self.code is None:
            try:
                os.kill(self.child, number)
            except OSError:
                self.reap()

    def reap(self) -> bool:
        """Collect the ended; False when no child is left at all."""
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return False
            if pid == 0:
                return True
            if pid == self.child:
                code = os.waitstatus_to_exitcode(status)
                self.code = 128 - code if code < 0 else code

    def sweep(self) -> None:
        """Kill what is left of the child's group and, on Linux, every orphan that came to us, until none is left."""
        deadline = time.monotonic() + SWEEP_SECONDS
        while time.monotonic() < deadline:
            for kill, target in [(os.killpg, self.child), *((os.kill, pid) for pid in own_children())]:
                try:
                    kill(target, signal.SIGKILL)
                except OSError:
                    continue  # already gone
            if not self.reap():
                return
            time.sleep(0.01)


def own_children() -> list[int]:
    """Process ids whose parent we are; empty where there is no /proc."""
    found = []
    me = os.getpid()
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            # The name in brackets may hold brackets too; after the last one follow the state and the parent.
            parent = int(entry.read_text(errors="replace").rpartition(")")[2].split()[1])
        except (OSError, IndexError, ValueError):
            continue
        if parent == me:
            found.append(int(entry.parent.name))
    return found


if __name__ == "__main__":
    sys.exit(Leash(signal.Signals[sys.argv[1]], float(sys.argv[2]), sys.argv[3:]).hold())
