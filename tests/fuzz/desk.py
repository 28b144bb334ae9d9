"""A desk of its own for the fuzz: its servers, a database without durability, and only the processes that answer."""

import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deploy.children import Child, Running, end_all
from deploy.place import ROOT
from deploy.postgres import Postgres
from deploy.valkey import Valkey, broker_url
from tests.faults.desk import free_port, wait_until_ready

PATIENCE = 60.0
# Django answers 400 to a form that is none, and tells the log all about it.
_THEIRS = "django.http.multipartparser.MultiPartParserError"
_TRACEBACK = "Traceback (most recent call last):\n"


@dataclass(frozen=True)
class Served:
    """Its address on the loopback, what tests.fuzz.seed says, its folder, and its database."""

    base: str
    seeded: dict[str, Any]
    home: Path
    database: str
    running: list[Running]

    @property
    def fallen(self) -> list[str]:
        """The processes that ended by themselves: none is started again here."""
        return [each.child.name for each in self.running if each.exit_code() is not None]

    @property
    def complaints(self) -> list[str]:
        """What the desk itself complained about: of each kind of fault where it was raised, and how often."""
        found: Counter[str] = Counter()
        for log in self.home.glob("*.log"):
            pieces = log.read_text("utf-8", errors="replace").split(_TRACEBACK)
            for told in pieces[1:]:
                lines = told.splitlines()
                end = next(
                    (place for place, line in enumerate(lines) if line and not line.startswith(" ")), len(lines) - 1
                )
                if lines[end].startswith(_THEIRS):
                    continue
                ours = [line.strip() for line in lines[:end] if str(ROOT) in line and ".venv" not in line]
                found[f"{log.name}: {lines[end][:300]} ({ours[-1] if ours else ''})"] += 1
        return [f"{count} times {what}" for what, count in found.most_common()]


@contextmanager
def serving(home: Path, *beside: str, **more: str) -> Iterator[Served]:
    """The web server, and `beside` it commands of ours. Without a deliverer nothing leaves this machine. `more` goes into the environment."""
    postgres, valkey = Postgres(home / "postgres", durable=False), Valkey(home / "valkey", durable=False)
    running: list[Running] = []
    try:
        for server in (valkey, postgres):
            server.prepare()
            running.append(Running(server.child(home / f"{type(server).__name__.lower()}.log")))
        deadline = time.monotonic() + PATIENCE
        while not (valkey.ready() and postgres.ready()):
            if time.monotonic() > deadline:
                raise TimeoutError(f"the servers did not start: {home}")
            time.sleep(0.05)
        env = _environment(home, postgres.url, valkey.url) | more
        _run(env, "manage.py", "prepare")
        seeded = json.loads(_run(env, "-m", "tests.fuzz.seed").splitlines()[-1])
        port = free_port()
        web = f"-m uvicorn config.asgi:application --no-access-log --port {port}"
        for name, words in [("web", web), *((each, f"manage.py {each}") for each in beside)]:
            argv = (sys.executable, *words.split())
            running.append(Running(Child(name, argv, env=env, cwd=ROOT, log=home / f"{name}.log")))
        base = f"http://127.0.0.1:{port}"
        wait_until_ready(base)
        yield Served(base, seeded, home, postgres.url, running)
    finally:
        end_all(running)


def _environment(home: Path, database: str, redis: str) -> dict[str, str]:
    return {
        **os.environ,
        "DATABASE_URL": database,
        "REDIS_URL": redis,
        "CELERY_BROKER_URL": broker_url(redis),
        "FIRSTLINE_VAR": str(home),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DEMO": "0",
        "EMAIL_URL": "filemail://",
        "SECRET_KEY": "fuzz-only-" + "0" * 40,
        "LOOKUP_KEY": "fuzz-only-" + "1" * 40,
    }


def _run(env: dict[str, str], *words: str) -> str:
    done = subprocess.run(
        [sys.executable, *words], cwd=ROOT, env=env, capture_output=True, text=True, timeout=300, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(words)} failed:\n{done.stderr[-2000:]}")
    return done.stdout
