"""Real processes, really killed: no acknowledged call is lost or doubled, no promise is missed, doubled or early."""

import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError

import psycopg
import pytest
import redis

from deploy.place import ROOT
from deploy.postgres import Postgres
from deploy.valkey import Valkey

TIMERS = 300
DUE_SECONDS = 14.0
LATEST_SECONDS = 60.0
PATIENCE = 120.0

pytestmark = pytest.mark.faults


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Desk:
    """A whole Firstline in its own folder, started as `make run` starts it."""

    var: Path
    port: int
    runner: subprocess.Popen[bytes]
    env: dict[str, str]

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def processes(self, *words: str) -> list[int]:
        """Process ids of this desk whose command line holds all these words."""
        found = []
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                line = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                environment = (entry / "environ").read_bytes()
            except OSError:
                continue
            ours = f"FIRSTLINE_VAR={self.var}".encode() in environment or str(self.var) in line
            if ours and "leash.py" not in line and all(word in line for word in words):
                found.append(int(entry.name))
        return sorted(found)

    def kill(self, number: signal.Signals, *words: str) -> bool:
        """Signal one process with these words in its command line; whether there was one."""
        for pid in self.processes(*words)[:1]:
            os.kill(pid, number)
            return True
        return False

    def query(self, sql: str) -> list[tuple[object, ...]]:
        """Ask the database, waiting out its restarts."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                with psycopg.connect(Postgres(self.var / "postgres").url, connect_timeout=2) as connection:
                    return connection.execute(sql).fetchall()
            except psycopg.Error:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.2)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Started and answering; ended with everything it started."""
    port = _free_port()
    own = {"DATABASE_URL", "REDIS_URL", "CELERY_BROKER_URL", "SECRET_KEY", "LOOKUP_KEY"}
    inherited = {name: value for name, value in os.environ.items() if name not in own}
    env = inherited | {
        "PORT": str(port),
        "FIRSTLINE_VAR": str(tmp_path),
        "DEMO": "0",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "SWEEP_SECONDS": "1",
        "EMAIL_URL": "filemail://",
    }
    runner = subprocess.Popen(
        [sys.executable, "-m", "deploy.run"], cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    desk = Desk(tmp_path, port, runner, env)
    try:
        _wait_until_ready(desk)
        yield desk
    finally:
        runner.send_signal(signal.SIGINT)
        runner.wait(timeout=20)


def _wait_until_ready(desk: Desk) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{desk.address}/readyz", timeout=2) as answer:
                if answer.status == 200:
                    return
        except (URLError, OSError):
            time.sleep(0.2)
    pytest.fail("the desk did not start")


@dataclass
class Pbx:
    """Pushes calls until told to stop; repeats each event until it is acknowledged, as telephone systems do."""

    desk: Desk
    token: str
    acknowledged: list[str] = field(default_factory=list)
    stopping: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """One call after the other."""
        count = 0
        while not self.stopping.is_set():
            call_id = f"call-{count}"
            while not self._push("newCall", call_id):
                time.sleep(0.2)
            self.acknowledged.append(call_id)
            self._push("newCall", call_id)
            self._push("hangup", call_id)
            count += 1
            time.sleep(0.1)

    def _push(self, event: str, call_id: str) -> bool:
        body = json.dumps(
            {"event": event, "callId": call_id, "from": "6591234471", "to": "6560000000", "direction": "in"}
        )
        request = urllib.request.Request(
            f"{self.desk.address}/api/v1/cti/",
            data=body.encode(),
            headers={"Authorization": f"Token {self.token}", "Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=5) as answer:
                return bool(200 <= answer.status < 300)
        except (URLError, OSError):
            return False


def _faults(desk: Desk) -> list[str]:
    """The whole catalogue, in a fixed random order, while promises fall due. What was done, for the report."""
    done: list[str] = []

    def say(name: str, hit: bool = True) -> None:
        done.append(name if hit else f"{name} (was down already)")

    second_beat = subprocess.Popen(
        [sys.executable, "-m", "celery", "-A", "config", "beat", "--pidfile=", "--schedule", str(desk.var / "beat-2")],
        cwd=ROOT,
        env=desk.env | _addresses(desk),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    say("second beat")
    valkey = redis.Redis.from_url(Valkey(desk.var / "valkey").url)
    catalogue: list[Callable[[], None]] = [
        lambda: say("kill -9 web", desk.kill(signal.SIGKILL, "uvicorn")),
        lambda: say("kill -9 worker", desk.kill(signal.SIGKILL, "celery", "worker")),
        lambda: say("kill -9 beat", desk.kill(signal.SIGKILL, "celery", "beat", "beat-schedule")),
        lambda: say("kill -9 ringer", desk.kill(signal.SIGKILL, "runtimers")),
        lambda: say("PostgreSQL immediate restart", desk.kill(signal.SIGQUIT, "bin/postgres", "-D")),
        lambda: say("FLUSHALL", bool(valkey.flushall())),
        lambda: say("kill -9 worker", desk.kill(signal.SIGKILL, "celery", "worker")),
        lambda: say("kill -9 ringer", desk.kill(signal.SIGKILL, "runtimers")),
        lambda: say("kill -9 Valkey", desk.kill(signal.SIGKILL, "valkey-server")),
    ]
    random.Random(7).shuffle(catalogue)
    for fault in catalogue:
        fault()
        time.sleep(1.2)
    second_beat.kill()
    second_beat.wait()
    return done


def _addresses(desk: Desk) -> dict[str, str]:
    """What the runner tells its children, for programs that we start beside them."""
    postgres, valkey = Postgres(desk.var / "postgres"), Valkey(desk.var / "valkey")
    keys = {name: (desk.var / "secrets" / f"{name}.key").read_text() for name in ("secret", "lookup")}
    return {
        "DATABASE_URL": postgres.url,
        "REDIS_URL": valkey.url,
        "CELERY_BROKER_URL": valkey.broker_url,
        "SECRET_KEY": keys["secret"],
        "LOOKUP_KEY": keys["lookup"],
    }


def test_no_call_is_lost_and_no_promise_missed_doubled_or_early(desk: Desk) -> None:
    """300 promises fall due and calls come in while everything is killed once or twice."""
    seeded = subprocess.run(
        [sys.executable, "-m", "tests.faults.seed", str(TIMERS), str(DUE_SECONDS)],
        cwd=ROOT,
        env=desk.env | _addresses(desk),
        capture_output=True,
        text=True,
        check=True,
    )
    pbx = Pbx(desk, seeded.stdout.strip().splitlines()[-1])
    thread = threading.Thread(target=pbx.run)
    thread.start()
    done = _faults(desk)
    _wait_for_breaches(desk)
    pbx.stopping.set()
    thread.join(timeout=PATIENCE)
    assert not [each for each in done if "was down" in each] or len(done) >= 9
    _calls_are_whole(desk, pbx)
    _promises_are_whole(desk)


def _wait_for_breaches(desk: Desk) -> None:
    deadline = time.monotonic() + DUE_SECONDS + LATEST_SECONDS
    while time.monotonic() < deadline:
        if desk.query("SELECT count(*) FROM sla_breach WHERE kind = 'first_reply'")[0][0] == TIMERS:
            return
        time.sleep(0.5)


def _calls_are_whole(desk: Desk, pbx: Pbx) -> None:
    rows = [str(row[0]) for row in desk.query("SELECT pbx_id FROM channels_call")]
    assert len(pbx.acknowledged) >= 10, "the story needs calls"
    assert set(pbx.acknowledged) <= set(rows), "an acknowledged call was lost"
    assert len(rows) == len(set(rows)), "a call was doubled"


def _promises_are_whole(desk: Desk) -> None:
    first = "FROM sla_breach WHERE kind = 'first_reply'"
    assert desk.query(f"SELECT count(*), count(DISTINCT ticket_id) {first}") == [(TIMERS, TIMERS)]
    assert desk.query(f"SELECT count(*) {first} AND recorded_at < due_at") == [(0,)], "early"
    late = desk.query(f"SELECT extract(epoch FROM max(recorded_at - due_at))::float {first}")[0][0]
    assert isinstance(late, float)
    assert late < LATEST_SECONDS
    complaints = "SELECT count(*), count(DISTINCT ticket_id) FROM complaints_complaint"
    assert desk.query(complaints) == [(TIMERS, TIMERS)]
    escalations = "SELECT count(*), count(DISTINCT subject_id) FROM outbox_event WHERE name = 'ticket.escalated'"
    assert desk.query(escalations) == [(TIMERS, TIMERS)]
    assert desk.query(
        "SELECT count(*) FROM outbox_delivery d1 JOIN outbox_delivery d2 USING (event_id, handler) WHERE d1.id < d2.id"
    ) == [(0,)]
