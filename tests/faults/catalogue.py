"""What can go wrong, one method for each kind. Each hurts for a moment and lets go; none waits for recovery."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from random import Random

import psycopg
import redis

from deploy.place import ROOT
from deploy.postgres import Postgres
from deploy.valkey import Valkey
from tests.faults.desk import Desk, addresses, free_port, wait_until_ready
from tests.faults.proxy import Wire

WEB, WORKER, BEAT, RINGER = ("uvicorn",), ("celery", "worker"), ("celery", "beat", "beat-schedule"), ("runtimers",)
MAIL_IN = ("receivemail",)
VALKEY, POSTGRES = ("valkey-server",), ("bin/postgres", "-D")


class Catalogue:
    """The faults of one desk. A second web server reaches the database by a wire that can be cut."""

    def __init__(self, desk: Desk, chance: Random) -> None:
        self.desk, self.chance = desk, chance
        self.kinds: dict[str, Callable[[], None]] = {
            "kill -9 web": lambda: self._kill(WEB),
            "kill -9 worker (deliverer)": lambda: self._kill(WORKER),
            "kill -9 beat": lambda: self._kill(BEAT),
            "kill -9 ringer": lambda: self._kill(RINGER),
            "kill -9 mail in": lambda: self._kill(MAIL_IN),
            "SIGSTOP mail in": lambda: self._freeze(MAIL_IN),
            "SIGSTOP web": lambda: self._freeze(WEB),
            "SIGSTOP worker": lambda: self._freeze(WORKER),
            "SIGSTOP ringer": lambda: self._freeze(RINGER),
            "no beat for a while": lambda: self._freeze(BEAT, 12),
            "no ringer for a while": lambda: self._freeze(RINGER, 12),
            "two beats": self._second_beat,
            "sessions killed": self._kill_sessions,
            "PostgreSQL immediate restart": lambda: self._signal(signal.SIGQUIT, POSTGRES),
            "Valkey killed": lambda: self._kill(VALKEY),
            "Valkey flushed": lambda: self._ask_valkey("FLUSHALL"),
            "Valkey frozen": lambda: self._freeze(VALKEY, 8),
            "Valkey out of memory": self._fill_valkey,
            "COMMIT replies cut": lambda: self._cut(4),
            "network black-holed": lambda: self._black_hole(5),
            "wall clock of a ringer wrong": self._wrong_clock,
            "PostgreSQL a minute away": self._postgres_away,
        }
        self._minute_spent = False
        self._frozen: set[int] = set()
        self._side: list[subprocess.Popen[bytes]] = []
        self.wire = Wire(Postgres(desk.var / "postgres").sockets / ".s.PGSQL.5432")
        self._port = free_port()
        self._wired = self._spawn(
            ["-m", "uvicorn", "config.asgi:application", "--port", str(self._port), "--no-access-log"],
            DATABASE_URL=f"postgresql://firstline@127.0.0.1:{self.wire.port}/firstline?sslmode=disable",
        )
        wait_until_ready(self.wired_address)

    @property
    def wired_address(self) -> str:
        """The web server behind the wire."""
        return f"http://127.0.0.1:{self._port}"

    def strike(self, kind: str) -> None:
        """Do it; a victim that is down already is left alone."""
        with suppress(ProcessLookupError, psycopg.Error, redis.RedisError, OSError):
            self.kinds[kind]()

    def calm(self) -> None:
        """Nothing is frozen, cut or dark any more."""
        time.sleep(15)
        self.wire.cutting, self.wire.dark = False, 0.0
        for each in self._side:
            if each.poll() is None:
                each.kill()
            each.wait()

    def close(self) -> None:
        """End what is ours."""
        self._wired.kill()
        self._wired.wait()
        self.wire.close()

    def _spawn(self, words: list[str], **more: str) -> subprocess.Popen[bytes]:
        env = self.desk.env | addresses(self.desk) | more
        quiet = subprocess.DEVNULL
        return subprocess.Popen([sys.executable, *words], cwd=ROOT, env=env, stdout=quiet, stderr=quiet)

    def _signal(self, number: signal.Signals, words: tuple[str, ...]) -> None:
        if number != signal.SIGKILL and self._frozen.intersection(self.desk.processes(*words)):
            return  # it would be obeyed only after the thaw: one fault more than was meant, and later
        self.desk.kill(number, *words)

    def _kill(self, words: tuple[str, ...]) -> None:
        self._signal(signal.SIGKILL, words)

    def _freeze(self, words: tuple[str, ...], seconds: float = 4, *, exactly: bool = False) -> None:
        """All processes with these words; they go on by themselves after a while, somewhat more or less unless `exactly`."""
        pids = [pid for pid in self.desk.processes(*words) if pid not in self._frozen and pid != self._wired.pid]
        self._frozen.update(pids)
        for pid in pids:
            _send(pid, signal.SIGSTOP)

        def thaw() -> None:
            for pid in pids:
                _send(pid, signal.SIGCONT)
            self._frozen.difference_update(pids)

        threading.Timer(seconds * (1 if exactly else self.chance.uniform(0.5, 1.5)), thaw).start()

    def _second_beat(self) -> None:
        schedule = self.desk.var / f"beat-{len(self._side)}"
        beat = self._spawn(["-m", "celery", "-A", "config", "beat", "--pidfile=", "--schedule", str(schedule)])
        self._side.append(beat)
        threading.Timer(15, beat.kill).start()

    def _wrong_clock(self) -> None:
        minutes = self.chance.choice([-60, -5, 2, 60, 1440])
        self._side.append(self._spawn(["-m", "tests.faults.wrong_clock", str(minutes)]))

    def _kill_sessions(self) -> None:
        with psycopg.connect(Postgres(self.desk.var / "postgres").url, connect_timeout=2) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend' AND random() < 0.5"
            )

    def _postgres_away(self) -> None:
        """Frozen: connections hang instead of being refused. A whole minute once, a few seconds otherwise."""
        self._freeze(("postgres",), 6 if self._minute_spent else 60, exactly=not self._minute_spent)
        self._minute_spent = True

    def _ask_valkey(self, *words: str) -> None:
        url = Valkey(self.desk.var / "valkey").url
        redis.Redis.from_url(url, socket_timeout=2).execute_command(*words)  # type: ignore[no-untyped-call] # redis has no types there

    def _fill_valkey(self) -> None:
        self._ask_valkey("CONFIG", "SET", "maxmemory", "1mb")

        def empty() -> None:
            with suppress(redis.RedisError):
                self._ask_valkey("CONFIG", "SET", "maxmemory", "0")

        threading.Timer(8, empty).start()

    def _cut(self, seconds: float) -> None:
        self.wire.cutting = True

        def stop() -> None:
            self.wire.cutting = False

        threading.Timer(seconds, stop).start()

    def _black_hole(self, seconds: float) -> None:
        self.wire.dark = time.monotonic() + seconds


def _send(pid: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, number)
