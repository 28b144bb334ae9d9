"""`make run`: starts the servers and the processes of Firstline, says where to look, and ends all of it on Ctrl-C."""

import http.client
import os
import signal
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from deploy.bytecode import keeping_bytecode
from deploy.children import Child, tail
from deploy.leash import PR_SET_PDEATHSIG, linux_prctl
from deploy.place import ROOT, Place
from deploy.postgres import Postgres, without_postgres_variables
from deploy.prepared import Prepared
from deploy.refusal import Refusal, spoken
from deploy.sockets import free_port
from deploy.supervisor import Supervisor
from deploy.valkey import Valkey, broker_url

SERVERS_SECONDS = 60.0
HEAD_START_SECONDS = 10.0
READY_SECONDS = 90.0


def say(line: str) -> None:
    """One line for the terminal; a terminal that is gone must not keep us from ending everything in order."""
    try:
        print(line, flush=True)
    except OSError:
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - for the rest of this process


@dataclass
class Start:
    """One start of everything. `given` is the environment we were called with."""

    place: Place
    given: Mapping[str, str]
    supervisor: Supervisor
    began: float
    python: tuple[str, ...]
    root: Path = ROOT
    postgres: Postgres | None = field(init=False)
    valkey: Valkey | None = field(init=False)

    def __post_init__(self) -> None:
        self.postgres = None if self.given.get("DATABASE_URL") else Postgres(self.place.var / "postgres")
        self.valkey = None if self.given.get("REDIS_URL") else Valkey(self.place.var / "valkey")

    def run(self) -> int:
        """Start, wait, announce, watch; returns the exit code."""
        supervisor = self.supervisor
        try:
            self.start_servers()
            if not supervisor.asked_to_stop:
                self.prepare()
            if not supervisor.asked_to_stop:
                self.start_processes()
            supervisor.watch()
            return 0
        finally:
            say("\nStopping …")
            supervisor.stop()
            say("Stopped. Nothing is left running.")

    def start_servers(self) -> None:
        """Start the servers that nobody named, side by side, and wait until they answer."""
        ready = []
        if self.valkey:
            self.valkey.prepare()
            self.supervisor.start(self.valkey.child(self.log("valkey")))
            ready.append(self.valkey.ready)
        if self.postgres:
            say("Starting PostgreSQL and Valkey …" if self.valkey else "Starting PostgreSQL …")
            self.postgres.prepare()
            self.supervisor.start(self.postgres.child(self.log("postgres")))
            ready.append(self.postgres.ready)
        answered = self.supervisor.until(lambda: all(each() for each in ready), seconds=SERVERS_SECONDS)
        if not answered and not self.supervisor.asked_to_stop:
            logs = self.place.var / "log"
            raise Refusal(f"The servers did not start within {SERVERS_SECONDS:.0f} s. The reason stands in {logs}.")

    def prepare(self) -> None:
        """Migrate, collect, translate, load the demo: unless nothing changed since that was done (PREPARE=1 insists)."""
        data = self.postgres.data if self.postgres else None
        prepared = Prepared(self.root, self.place.var / "prepared", data, self.env)
        if prepared.holds():
            return
        say("Preparing the database and the pages …")
        code = self.supervisor.run(self.manage("prepare"))
        if code:
            raise Refusal("Preparing failed; the reason stands above. Repair it and start again: nothing was lost.")
        if code == 0:
            prepared.keep()

    def start_processes(self) -> None:
        """Start the processes, the web server first: on two cores all at once would double the wait for the first page."""
        web, *others = self.processes()
        self.supervisor.start(web)
        ready = self.supervisor.until(self.answers, seconds=HEAD_START_SECONDS)
        if self.supervisor.asked_to_stop:
            return
        for child in others:
            self.supervisor.start(child)
        if ready or self.supervisor.until(self.answers, seconds=READY_SECONDS):
            self.announce()
        elif not self.supervisor.asked_to_stop:
            self.confess()

    @cached_property
    def env(self) -> dict[str, str]:
        """What every process of Firstline gets to know. Read it after the servers' start, which settles their URLs."""
        env = keeping_bytecode(self.given, self.place.var / "bytecode")
        if self.postgres:
            env = without_postgres_variables(env)
            env["DATABASE_URL"] = self.postgres.url
            env.setdefault("DEMO", "1")
        if self.valkey:
            env["REDIS_URL"] = self.valkey.url
        env.setdefault("CELERY_BROKER_URL", broker_url(env["REDIS_URL"]))
        for name in ("SECRET_KEY", "LOOKUP_KEY"):
            env[name] = env.get(name) or self.place.key(name.removesuffix("_KEY").lower())
        return env | {
            "PORT": str(self.place.port),
            "MAIL_LISTEN_PORT": env.get("MAIL_LISTEN_PORT") or str(free_port()),
            "FIRSTLINE_VAR": str(self.place.var),
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "PYTHONUNBUFFERED": "1",
        }

    @property
    def demo(self) -> bool:
        return self.env.get("DEMO", "").lower() in {"1", "true", "yes", "on", "y", "t", "ok"}

    def processes(self) -> list[Child]:
        """The five processes of Firstline. Modules, not scripts: scripts in .venv hold the path that it was made in."""
        celery = "-m celery -A config"
        alone = "--without-gossip --without-mingle --without-heartbeat"  # one worker has nobody to talk to
        # Open live pages would hold the web server for ever; one second keeps Ctrl-C short.
        web = "-m uvicorn config.asgi:application --timeout-graceful-shutdown 1 --no-access-log"
        schedule = ("--schedule", str(self.place.var / "beat-schedule"))
        return [
            self.child("web", web, "--host", self.place.host, "--port", str(self.place.port)),
            self.child("worker", f"{celery} worker --concurrency 2 --loglevel WARNING {alone}"),
            self.child("beat", f"{celery} beat --loglevel WARNING --pidfile=", *schedule),
            self.child("ringer", "manage.py runtimers"),
            self.child("mailin", "manage.py receivemail"),
        ]

    def child(self, name: str, words: str, *more: str) -> Child:
        """A process of this Python: `words` are parted at blanks, `more` may hold any character."""
        return Child(name, (*self.python, *words.split(), *more), env=self.env, cwd=self.root, log=self.log(name))

    def manage(self, command: str) -> Child:
        """A command of Django that prints to our terminal."""
        return Child(command, (*self.python, "manage.py", command), env=self.env, cwd=self.root)

    def log(self, name: str) -> Path:
        return self.place.var / "log" / f"{name}.log"

    def answers(self) -> bool:
        """True once /readyz says that database, broker and outbox are there."""
        connection = http.client.HTTPConnection(self.place.reachable_host, self.place.port, timeout=2)
        try:
            connection.request("GET", "/readyz", headers={"Host": f"localhost:{self.place.port}"})
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def announce(self) -> None:
        """The block that a person reads: where to go and how to sign in."""
        address, seconds = self.place.address, time.monotonic() - self.began
        say(f"\nFirstline is ready after {seconds:.1f} s:  {address}   staff: {address}desk/")
        if self.demo:
            self.supervisor.run(self.manage("signins"))
        if not self.supervisor.asked_to_stop:
            say(f"Logs: {self.place.var / 'log'}\nCtrl-C stops everything.")

    def confess(self) -> None:
        """It runs, but it is not ready: say where to look, and keep trying."""
        log = self.log("web")
        say(f"Not ready after {READY_SECONDS:.0f} s; still trying. The last words of the web server ({log}):")
        for line in tail(log, 10):
            say(f"    {line[:200]}")


def stay_with_make() -> None:
    """Under make, a `kill -9` of make must end us too; a runner started by hand may outlive its shell."""
    if os.environ.get("MAKELEVEL"):
        linux_prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def main(python: tuple[str, ...] = (sys.executable,)) -> int:
    """Start everything with this Python. Returns the exit code: 0 after Ctrl-C; refuses when something is in the way."""
    began = time.monotonic()
    supervisor = Supervisor(say)
    supervisor.listen()
    stay_with_make()
    place = Place.of(os.environ)
    with place.claimed():
        place.check()
        return Start(place, dict(os.environ), supervisor, began, python).run()


if __name__ == "__main__":
    sys.exit(spoken(main, ROOT))
