"""Where the bench keeps its things: one PostgreSQL in var/bench, one database for each size of desk, kept from run to run.

A database is named after its size and a fingerprint of migrations and filling: after a change of either another one is filled, and the
old one goes.
"""

import hashlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Final

import psycopg
from psycopg import sql

from deploy.bytecode import keeping_bytecode
from deploy.children import Child, Running, end_all
from deploy.place import ROOT
from deploy.postgres import NAME, Postgres
from deploy.valkey import Valkey, broker_url

HOME: Final = ROOT / "var" / "bench"
# What decides how a filled desk looks.
_FILLING: Final = ("bench/texts.py", "bench/house.py", "bench/stories.py", "bench/copying.py", "bench/filling.py")
_ROOMY: Final = ("shared_buffers=1GB", "max_wal_size=16GB", "checkpoint_timeout=30min", "autovacuum=off")


@cache
def fingerprint() -> str:
    """Ten characters for all migrations and the code that fills; a renumbered migration changes it too."""
    digest = hashlib.sha256()
    for path in [*sorted(ROOT.glob("*/migrations/*.py")), *(ROOT / name for name in _FILLING)]:
        digest.update(f"{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    return digest.hexdigest()[:10]


@dataclass(frozen=True)
class Desk:
    """One database of the bench, by the name of its workload or the number of its tickets; `given` is its address where that is known."""

    postgres: Postgres
    valkey: Valkey
    what: str
    given: str = ""

    @property
    def name(self) -> str:
        return f"desk_{self.what}_{fingerprint()}"

    @property
    def url(self) -> str:
        return self.given or self.postgres.url.replace(f"/{NAME}?", f"/{self.name}?")

    @property
    def stamp(self) -> Path:
        """Written when the desk is filled: its moment, and how to get in."""
        return HOME / "desks" / f"{self.name}.json"

    @property
    def facts(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.stamp.read_text(encoding="utf-8"))
        return found

    @property
    def env(self) -> dict[str, str]:
        """Settings of production, as docs/production.md has them. A reply goes out with its request, so that all of it is measured."""
        return keeping_bytecode(os.environ, ROOT / "var" / "bytecode") | {
            "DATABASE_URL": self.url,
            "REDIS_URL": self.valkey.url,
            "CELERY_BROKER_URL": broker_url(self.valkey.url),
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "FIRSTLINE_VAR": str(HOME),
            "DEMO": "0",
            "SECRET_KEY": "bench-only-" + "0" * 40,
            "LOOKUP_KEY": "bench-only-" + "1" * 40,
            "UNDO_SECONDS": "0",
        }

    def run(self, *words: str) -> None:
        """A command of ours on this desk, to its end; it prints to our terminal."""
        subprocess.run([sys.executable, *words], env=self.env, cwd=ROOT, check=True)  # noqa: S603 - our own modules

    def make(self) -> None:
        """An empty database, migrated: a copy of the one that is migrated first."""
        empty = Desk(self.postgres, self.valkey, "empty")
        if not empty.exists():
            empty._create("template1")
            empty.run("manage.py", "migrate", "--verbosity", "0")
            empty.run("manage.py", "createcachetable", "--verbosity", "0")
            empty.keep({})
        self._create(empty.name)

    def _create(self, template: str) -> None:
        """What other states of the code left of this desk goes, killed fillings too."""
        with psycopg.connect(self.postgres.url, autocommit=True) as connection:
            known = "SELECT datname FROM pg_database WHERE datname LIKE %s"
            for (name,) in connection.execute(known, [f"desk\\_{self.what}\\_%"]).fetchall():
                (HOME / "desks" / f"{name}.json").unlink(missing_ok=True)
                connection.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))
            named = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
            connection.execute(named.format(sql.Identifier(self.name), sql.Identifier(template)))

    def keep(self, facts: dict[str, object]) -> None:
        """Write the stamp: this desk is whole."""
        self.stamp.parent.mkdir(parents=True, exist_ok=True)
        self.stamp.write_text(json.dumps(facts), encoding="utf-8")

    def exists(self) -> bool:
        """Whether this very state of it was filled to the end."""
        return self.stamp.exists()


@contextmanager
def serving(*, filling: bool) -> Iterator[tuple[Postgres, Valkey]]:
    """Both servers, while the block runs; with settings of their own, and nothing forced to the disk, where tables are filled."""
    postgres, valkey = Postgres(HOME / "postgres", durable=not filling), Valkey(HOME / "valkey", durable=False)
    postgres.prepare()
    valkey.prepare()
    child = postgres.child(HOME / "postgres.log")
    if filling:
        child = replace(child, argv=(*child.argv, *(word for each in _ROOMY for word in ("-c", each))), grace=60.0)
    running = [Running(child), Running(valkey.child(HOME / "valkey.log"))]
    try:
        _wait(postgres, valkey)
        yield postgres, valkey
    finally:
        end_all(running)


def _wait(postgres: Postgres, valkey: Valkey) -> None:
    until = time.monotonic() + 300  # a killed run left a log to read again
    while not (postgres.ready() and valkey.ready()):
        if time.monotonic() > until:
            raise RuntimeError(f"the servers did not start: see {HOME}")
        time.sleep(0.05)


def web(desk: Desk, *, port: int, module: str) -> Child:
    """The web server, with the words of deploy.run."""
    words = f"-m uvicorn {module}:application --timeout-graceful-shutdown 1 --no-access-log --port {port}"
    env = desk.env | {"PORT": str(port), "BENCH_PRESENT": str(desk.facts["at"])}
    return Child("web", (sys.executable, *words.split()), env=env, cwd=ROOT, log=HOME / f"web-{desk.what}.log")
