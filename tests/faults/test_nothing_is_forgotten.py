"""Real processes, really killed: nothing that was acknowledged is lost or doubled, no promise is missed, doubled or early."""

import json
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import redis

from deploy.place import ROOT
from deploy.valkey import Valkey
from tests.faults.desk import PATIENCE, Desk, addresses, free_port, started
from tests.faults.intake import Pbx
from tests.faults.written import Outside, Visitor, Writer, not_once, outside, running, settings_for

TIMERS = 300
DUE_SECONDS = 14.0
LATEST_SECONDS = 60.0

pytestmark = pytest.mark.faults


@pytest.fixture
def box() -> Iterator[Outside]:
    with outside() as listening:
        yield listening


@pytest.fixture
def desk(tmp_path: Path, box: Outside) -> Iterator[Desk]:
    # Three hundred promises are all that this desk has: a few seconds without a ringer are a mass of them, and the brake is not meant here.
    with started(tmp_path, SWEEP_BRAKE_SHARE="100", **settings_for(box, free_port())) as running:
        yield running


def _faults(desk: Desk, box: Outside) -> list[str]:
    """The whole catalogue, in a fixed random order, while promises fall due. What was done, for the report."""
    done: list[str] = []

    def say(name: str, hit: bool = True) -> None:
        done.append(name if hit else f"{name} (was down already)")

    second_beat = subprocess.Popen(
        [sys.executable, "-m", "celery", "-A", "config", "beat", "--pidfile=", "--schedule", str(desk.var / "beat-2")],
        cwd=ROOT,
        env=desk.env | addresses(desk),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    say("second beat")
    valkey = redis.Redis.from_url(Valkey(desk.var / "valkey").url)
    catalogue: list[Callable[[], None]] = [
        lambda: say("kill -9 web", desk.kill(signal.SIGKILL, "uvicorn")),
        lambda: say("kill -9 worker", box.in_the_middle() and desk.kill(signal.SIGKILL, "celery", "worker")),
        lambda: say("kill -9 mail in", desk.kill(signal.SIGKILL, "receivemail")),
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


def test_nothing_acknowledged_is_lost_and_no_promise_missed_doubled_or_early(desk: Desk, box: Outside) -> None:
    """300 promises fall due; calls, chat lines and mails come in, and mails go out, while everything is killed once or twice."""
    seeded = subprocess.run(
        [sys.executable, "-m", "tests.faults.seed", str(TIMERS), str(DUE_SECONDS)],
        cwd=ROOT,
        env=desk.env | addresses(desk),
        capture_output=True,
        text=True,
        check=True,
    )
    told = json.loads(seeded.stdout.strip().splitlines()[-1])
    pbx, visitor = Pbx(desk, told["token"]), Visitor(desk, told["chats"])
    writer = Writer(int(desk.env["MAIL_LISTEN_PORT"]))
    threads = running(pbx, visitor, writer)
    done = _faults(desk, box)
    _wait_for_breaches(desk, box)
    for each in (pbx, visitor, writer):
        each.stopping.set()
    for thread in threads:
        thread.join(timeout=PATIENCE)
    assert not [each for each in done if "was down" in each] or len(done) >= 9
    _calls_are_whole(desk, pbx)
    assert min(len(visitor.acknowledged), len(writer.acknowledged)) >= 10, "the story needs words"
    assert not any(not_once(desk, visitor, writer).values()), not_once(desk, visitor, writer)
    assert box.repeats, "the story needs a mail that was handed over twice"
    assert box.renamed() == 0, "a repeat under another Message-ID"
    _promises_are_whole(desk)


def _wait_for_breaches(desk: Desk, box: Outside) -> None:
    deadline = time.monotonic() + DUE_SECONDS + LATEST_SECONDS
    while time.monotonic() < deadline:
        if desk.query("SELECT count(*) FROM sla_breach WHERE kind = 'first_reply'")[0][0] == TIMERS and box.repeats:
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
