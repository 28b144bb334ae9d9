"""A desk of its own for the fuzz: its servers, a database without durability, and only the process that answers."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from deploy.children import Child, Running, end_all
from deploy.place import ROOT
from deploy.postgres import Postgres
from deploy.valkey import Valkey, broker_url
from tests.faults.desk import free_port, wait_until_ready

PATIENCE = 60.0


@contextmanager
def serving(home: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Its address on the loopback, and what tests.fuzz.seed says. Nothing delivers, so nothing leaves this machine."""
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
        env = _environment(home, postgres.url, valkey.url)
        _run(env, "manage.py", "prepare")
        seeded = json.loads(_run(env, "-m", "tests.fuzz.seed").splitlines()[-1])
        port = free_port()
        words = [sys.executable, "-m", "uvicorn", "config.asgi:application", "--no-access-log", "--port", str(port)]
        running.append(Running(Child("web", tuple(words), env=env, cwd=ROOT, log=home / "web.log")))
        base = f"http://127.0.0.1:{port}"
        wait_until_ready(base)
        yield base, seeded
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
