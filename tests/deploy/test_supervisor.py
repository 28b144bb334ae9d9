"""Whatever happens to the runner, nothing of it stays behind; whatever happens to a child, it comes back."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from deploy import children, supervisor
from deploy.children import Child, Running, end_all
from deploy.supervisor import Supervisor
from tests.deploy.toys import TOYS
from tests.deploy.watching import alive, pids_in, soon


def toy(name: str, folder: Path, *more: str, **facts: Any) -> Child:
    return Child(name, (sys.executable, "-S", str(TOYS), name, str(folder), *more), **facts)


@contextmanager
def supervised(folder: Path, *names: str) -> Iterator[subprocess.Popen[str]]:
    """A supervisor in its own process group over these toys, as a terminal would start it."""
    argv = [sys.executable, "-S", str(TOYS), "supervise", str(folder), *names]
    with subprocess.Popen(argv, start_new_session=True, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def test_ctrl_c_leaves_no_process_not_even_a_daemon(tmp_path: Path) -> None:
    with supervised(tmp_path, "tree") as process:
        assert soon(lambda: len(pids_in(tmp_path)) == 3)
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait(timeout=5) == 0
        assert not [pid for pid in pids_in(tmp_path) if alive(pid)]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_closed_terminal_and_a_polite_kill_end_everything_too(tmp_path: Path, number: signal.Signals) -> None:
    with supervised(tmp_path, "polite") as process:
        assert soon(lambda: pids_in(tmp_path))
        process.send_signal(number)
        assert process.wait(timeout=5) == 0
        assert not [pid for pid in pids_in(tmp_path) if alive(pid)]


def test_kill_minus_nine_of_the_runner_leaves_no_process(tmp_path: Path) -> None:
    with supervised(tmp_path, "tree", "polite") as process:
        assert soon(lambda: len(pids_in(tmp_path)) == 4)
        process.kill()
        process.wait()
        assert soon(lambda: not [pid for pid in pids_in(tmp_path) if alive(pid)])


@pytest.mark.skipif(sys.platform != "linux", reason="macOS cannot tie a child's life to its parent's")
def test_kill_minus_nine_of_a_leash_ends_its_child(tmp_path: Path) -> None:
    running = Running(toy("polite", tmp_path))
    try:
        assert soon(lambda: pids_in(tmp_path))
        os.kill(running.pid, signal.SIGKILL)
        assert soon(lambda: not alive(pids_in(tmp_path)[0]))
        assert running.exit_code() == 128 + signal.SIGKILL
    finally:
        end_all([running])


def test_a_fallen_child_comes_back_and_the_terminal_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "BACK_OFF_SECONDS", (0.05, 0.4))
    said: list[str] = []
    keeper = Supervisor(said.append)
    keeper.start(toy("frail", tmp_path, log=tmp_path / "frail.log"))
    starts = tmp_path / "starts"
    try:
        assert keeper.until(lambda: starts.exists() and len(starts.read_text().split()) >= 3, seconds=8)
    finally:
        keeper.stop()
    announcements = [line for line in said if line.startswith("frail ended with exit code 1")]
    assert [re.findall(r"again in (\S+) s", line) for line in announcements[:2]] == [["0.05"], ["0.4"]]
    assert str(tmp_path / "frail.log") in announcements[0]
    assert "    out of luck" in said


def test_back_off_grows_to_a_few_starts_a_minute_and_forgets_after_a_steady_while(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "Running", FallenAtOnce)
    clock = Clock()
    monkeypatch.setattr("time.monotonic", clock)
    keeper = Supervisor(lambda _: None)
    keeper.start(toy("frail", tmp_path))
    waits = []
    for _ in range(7):
        keeper.tick()  # it fell
        kept = keeper._kept[0]
        waits.append(kept.due - clock.now)
        clock.now = kept.due
        keeper.tick()  # it is back
    assert waits == [0.5, 1, 2, 5, 5, 5, 5]
    clock.now += supervisor.STEADY_SECONDS + 1
    keeper.tick()
    assert keeper._kept[0].due - clock.now == 0.5


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


class FallenAtOnce:
    """Stands for a process that ends before anybody looks."""

    def __init__(self, child: Child) -> None:
        self.child = child
        self.started = time.monotonic()

    def exit_code(self) -> int:
        return 1

    def release(self) -> None:
        pass


def test_servers_end_after_the_processes_that_use_them(tmp_path: Path) -> None:
    order = [("database", 1), ("web", 0), ("broker", 1), ("worker", 0)]
    running = [Running(toy("polite", tmp_path, name, rank=rank)) for name, rank in order]
    assert soon(lambda: len(pids_in(tmp_path)) == 4)
    end_all(running)
    ended = (tmp_path / "order").read_text().split()
    assert set(ended[:2]) == {"web", "worker"}
    assert set(ended[2:]) == {"database", "broker"}


def test_a_program_that_does_not_exist_is_named(tmp_path: Path) -> None:
    log = tmp_path / "log" / "ghost.log"
    running = Running(Child("ghost", ("/nowhere/ghost",), log=log))
    assert soon(lambda: running.exit_code() == 127)
    assert children.tail(log, 1) == ["/nowhere/ghost cannot be started: No such file or directory"]
    end_all([running])


def test_a_large_log_makes_room_at_the_next_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(children, "ROTATE_BYTES", 10)
    log = tmp_path / "frail.log"
    log.write_text("words of last week\n")
    running = Running(toy("frail", tmp_path, log=log))
    assert soon(lambda: running.exit_code() == 1)
    end_all([running])
    assert log.read_text() == "out of luck\n"
    assert (tmp_path / "frail.log.1").read_text() == "words of last week\n"
