"""Real servers for the tests: named before Django reads its settings, started when the first test needs them.

conftest.py calls `announce()` while it is imported; the hooks below do the rest. DATABASE_URL and REDIS_URL, when
given, name servers that run already; then nothing is started in their place.

Where the tests are shared out among processes (deploy.run_tests), each of these names and starts servers of its own; the one that
shares out starts none.
"""

import atexit
import errno
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import pytest

from deploy.children import Running, end_all, tail
from deploy.place import ROOT
from deploy.postgres import Postgres
from deploy.pytest_database import FirstDatabase
from deploy.valkey import Valkey, broker_url

PATIENCE_SECONDS = 30.0
# Folders of tests without servers: a run of nothing else starts in a moment.
PURE = tuple(ROOT / "tests" / name for name in ("core", "deploy"))
_NEEDS_DATABASE = {"db", "transactional_db", "django_db_reset_sequences", "live_server", "django_db_setup"}


class Servers:
    """The servers of one test run, in a folder that goes with it."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix=f"firstline-test-{os.getpid()}-"))
        self.postgres = None if os.environ.get("DATABASE_URL") else Postgres(self.folder / "postgres", durable=False)
        self.valkey = None if os.environ.get("REDIS_URL") else Valkey(self.folder / "valkey", durable=False)
        self._running: list[Running] = []
        self._named: dict[str, str] = {}

    def name(self) -> None:
        """Tell Django, by the environment, where the servers will be."""
        named = {"FIRSTLINE_VAR": str(self.folder)}  # mail and uploads of tests do not mix with those of `make run`
        if self.postgres:
            named["DATABASE_URL"] = self.postgres.url
        if self.valkey:
            named |= {"REDIS_URL": self.valkey.url, "CELERY_BROKER_URL": self.valkey.broker_url}
        elif "CELERY_BROKER_URL" not in os.environ:
            named["CELERY_BROKER_URL"] = broker_url(os.environ["REDIS_URL"])
        os.environ.update(named)
        self._named = named

    def unname(self) -> None:
        """Take back what `name` said: the processes that are started next shall begin as this one did."""
        for name in self._named:
            os.environ.pop(name, None)

    def start(self) -> None:
        """Start them unless they run, and wait until they answer. Our own PostgreSQL begins with the migrated database."""
        if self._running:
            return
        if self.postgres:
            FirstDatabase().lay(self.postgres, self._migrate)
        self._start(server for server in (self.valkey, self.postgres) if server)

    def _migrate(self) -> None:
        """Make the database that all runs begin with. Another process does it, so that this one has not used a connection yet."""
        if self.postgres:
            self._start([self.postgres])
            for command in ("migrate", "createcachetable"):
                asked = [sys.executable, "manage.py", command, "--verbosity", "0"]
                done = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)
                if done.returncode:
                    pytest.exit(f"manage.py {command} failed:\n{done.stdout}{done.stderr}", returncode=3)
            end_all(self._running)
            self._running.clear()

    def _start(self, servers: Iterable[Postgres | Valkey]) -> None:
        waiting = []
        for server in servers:
            server.prepare()
            log = self.folder / f"{type(server).__name__.lower()}.log"
            self._running.append(Running(server.child(log)))
            waiting.append((server, log))
        deadline = time.monotonic() + PATIENCE_SECONDS
        for server, log in waiting:
            while not server.ready():
                if time.monotonic() > deadline:
                    pytest.exit("\n".join([f"{log.stem} did not start:", *tail(log, 20)]), returncode=3)
                time.sleep(0.01)

    def stop(self) -> None:
        """Stop them and remove their folder. A second call does nothing."""
        end_all(self._running)
        self._running.clear()
        shutil.rmtree(self.folder, ignore_errors=True)


def announce() -> Servers:
    """Choose the servers' addresses and put them into the environment. Call it before Django's settings are read."""
    _sweep()
    servers = Servers()
    servers.name()
    atexit.register(servers.stop)
    return servers


def _sweep() -> None:
    """Remove the folders of test runs that were killed; their servers died with them."""
    for folder in Path(tempfile.gettempdir()).glob("firstline-test-*"):
        owner = re.match(r"firstline-test-(\d+)-", folder.name)
        # Several processes of one run sweep at once: what another one has just removed is no fault.
        with suppress(FileNotFoundError):
            if owner and folder.lstat().st_uid == os.geteuid() and not _alive(int(owner[1])):
                shutil.rmtree(folder, ignore_errors=True)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except OSError as error:
        return error.errno != errno.ESRCH
    return True


def is_pure(item: pytest.Item) -> bool:
    """True when this test can do without servers."""
    asks = set(getattr(item, "fixturenames", ())) & _NEEDS_DATABASE
    return not asks and item.get_closest_marker("django_db") is None and any(item.path.is_relative_to(p) for p in PURE)


class ServersPlugin:
    """Starts the servers between collection and the first test, when a test of this run needs them."""

    def __init__(self, servers: Servers) -> None:
        self.servers = servers

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        if not session.config.option.collectonly and not all(is_pure(item) for item in session.items):
            self.servers.start()

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_setupnodes(self) -> None:
        """Just before the processes are started among which the tests are shared out."""
        self.servers.unname()
        os.environ.pop("DJANGO_SETTINGS_MODULE", None)

    def pytest_unconfigure(self) -> None:
        self.servers.stop()
