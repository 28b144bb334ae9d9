"""A whole Firstline of its own, to be hurt: started as `make run` starts it, asked through its database."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError

import psycopg

from deploy.place import ROOT
from deploy.postgres import Postgres
from deploy.valkey import Valkey

PATIENCE = 120.0


def free_port() -> int:
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


@contextmanager
def started(var: Path, **more: str) -> Iterator[Desk]:
    """A desk that answers; ended with everything it started. `more` goes into its environment."""
    port = free_port()
    own = {"DATABASE_URL", "REDIS_URL", "CELERY_BROKER_URL", "SECRET_KEY", "LOOKUP_KEY"}
    inherited = {name: value for name, value in os.environ.items() if name not in own}
    env = inherited | {
        "PORT": str(port),
        "FIRSTLINE_VAR": str(var),
        "DEMO": "0",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "SWEEP_SECONDS": "1",
        "EMAIL_URL": "filemail://",
        **more,
    }
    runner = subprocess.Popen(
        [sys.executable, "-m", "deploy.run"], cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    desk = Desk(var, port, runner, env)
    try:
        wait_until_ready(desk.address)
        yield desk
    finally:
        runner.send_signal(signal.SIGCONT)
        runner.send_signal(signal.SIGINT)
        runner.wait(timeout=30)


def wait_until_ready(address: str) -> None:
    """Until its health page says so."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{address}/readyz", timeout=2) as answer:
                if answer.status == 200:
                    return
        except (URLError, OSError):
            time.sleep(0.2)
    raise TimeoutError(f"{address} did not start")


def addresses(desk: Desk) -> dict[str, str]:
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
