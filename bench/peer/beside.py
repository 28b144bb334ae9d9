"""The peer's desk beside ours: installed by hash, filled once for a number of tickets, asked for the same work, told as ratios."""

import base64
import hashlib
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from itertools import cycle
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

import psycopg
from psycopg import sql

from bench.asking import TEXT, Line, Request
from bench.figures import Beside, Grown
from bench.pages import CLIENTS, CREATED, ROUNDS, TIMES, free_port, held_by
from bench.places import HOME
from core import clock
from deploy.children import Child, Running, end_all
from deploy.place import ROOT
from deploy.postgres import Postgres

MOST: Final = 500_000  # beyond that its pages take seconds
NAMED: Final = "django-helpdesk 2.6.1"
_LOCKED: Final = Path(__file__).with_name("requirements.txt")
_FILLING: Final = (_LOCKED, Path(__file__).with_name("filling.py"), ROOT / "bench" / "texts.py")
_CSRF: Final = "benchbenchbenchbenchbenchbench12"
_QUERY: Final = base64.b64encode(
    json.dumps({"filtering": {"status__in": [1, 2]}, "sorting": "created", "sortreverse": True}).encode()
).decode()
_ROWS_OF_PAGE: Final = (
    f"/datatables_ticket_list/{_QUERY}?draw=1&start=0&length=25&order[0][column]=0&order[0][dir]=desc"
)


@dataclass(frozen=True)
class Peer:
    """Its environment, its database on our server, and what it was filled with."""

    postgres: Postgres
    tickets: int

    @property
    def python(self) -> Path:
        return HOME / "peer" / "bin" / "python"

    @cached_property
    def name(self) -> str:
        digest = hashlib.sha256(b"".join(path.read_bytes() for path in _FILLING)).hexdigest()[:10]
        return f"peer_{self.tickets}_{digest}"

    @property
    def stamp(self) -> Path:
        """Written when it is filled: who may ask, and for what."""
        return HOME / "desks" / f"{self.name}.json"

    @property
    def env(self) -> dict[str, str]:
        with psycopg.connect(self.postgres.url) as connection:
            server = connection.info
            given = {"PEER_HOST": server.host, "PEER_USER": server.user, "PEER_NAME": self.name}
        return dict(os.environ) | given | {"DJANGO_SETTINGS_MODULE": "bench.peer.settings", "PYTHONPATH": str(ROOT)}

    def install(self) -> None:
        """An environment of its own from the locked list."""
        kept = HOME / "peer" / "requirements.txt"
        if kept.exists() and kept.read_bytes() == _LOCKED.read_bytes():
            return
        uv = str(ROOT / "var" / "uv" / "bin" / "uv")
        print(f"Installing {NAMED} …", flush=True)
        self._run(uv, "venv", "--quiet", "--clear", "--no-project", "--python", sys.executable, str(HOME / "peer"))
        self._run(uv, "pip", "sync", "--quiet", "--require-hashes", "--python", str(self.python), str(_LOCKED))
        kept.write_bytes(_LOCKED.read_bytes())

    def fill(self) -> None:
        """Once for a number of tickets and a state of what fills; what other states left goes."""
        if self.stamp.exists():
            return
        print(f"Filling {NAMED} with {self.tickets:,} tickets …", flush=True)
        with psycopg.connect(self.postgres.url, autocommit=True) as connection:
            known = connection.execute("SELECT datname FROM pg_database WHERE datname LIKE 'peer\\_%'").fetchall()
            for (name,) in known:
                (HOME / "desks" / f"{name}.json").unlink(missing_ok=True)
                connection.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(self.name)))
        self._run(str(self.python), "-m", "django", "migrate", "--verbosity", "0")
        now = clock.now().isoformat()
        self._run(str(self.python), "-m", "bench.peer.filling", str(self.tickets), now, str(self.stamp))

    def serve(self, port: int) -> Running:
        """One process with as many threads as ours has, under gunicorn."""
        words = f"-m gunicorn --workers 1 --threads 8 --no-control-socket --bind 127.0.0.1:{port} django.core.wsgi:get_wsgi_application()"
        return Running(Child("peer", (str(self.python), *words.split()), env=self.env, cwd=ROOT, log=HOME / "peer.log"))

    def _run(self, *words: str) -> None:
        subprocess.run(words, env=self.env, cwd=ROOT, check=True)  # noqa: S603 - our own modules and pinned tools


def beside(ours: Sequence[Grown], postgres: Postgres, *, tickets: int) -> Iterator[Beside]:
    """Its figures beside those that our large desk of this run has; where ours is larger, the ratio is in its favour."""
    peer = Peer(postgres, min(tickets, MOST))
    peer.install()
    peer.fill()
    port = free_port()
    server = peer.serve(port)
    try:
        line = _first_line(port, server)
        asks = Asks(json.loads(peer.stamp.read_text(encoding="utf-8")))
        known = {each.what: each for each in ours}
        for what, ask in asks.rows.items():
            yield Beside(what, "ms", known[what].large, _median(line, ask))
        created = next(each for each in ours if each.unit == "/s")
        yield Beside(created.what, "/s", created.large, _rate(port, asks), more=True)
        memory = next(each for each in ours if each.unit == "MiB")
        yield Beside(memory.what, "MiB", memory.large, held_by(server.pid))
    finally:
        end_all([server])


class Asks:
    """The requests that do there what our rows do here. A page of a queue comes in two: the page, and its rows."""

    def __init__(self, facts: Mapping[str, Any]) -> None:
        self._facts, self._tickets = facts, cycle(facts["open"])
        self.rows: dict[str, Callable[[], list[Request]]] = {
            "queue page, the team's": lambda: [self._page("/tickets/"), self._page(_ROWS_OF_PAGE)],
            "ticket page": lambda: [self._page(f"/tickets/{next(self._tickets)}/")],
            "reply, sent at once": lambda: [self._reply()],
            "wall (dashboard)": lambda: [self._page("/dashboard/")],
        }

    def create(self) -> Request:
        """A ticket by its API, as our app opens one by ours."""
        body = {"queue": self._facts["queue"], "title": "提币 USDT 未到账", "description": TEXT, "priority": 3}
        body |= {"submitter_email": "somebody@mail.test"}
        headers = self._headers | {"Content-Type": "application/json"}
        return Request("/api/tickets/", 201, "POST", json.dumps(body).encode(), headers)

    def _reply(self) -> Request:
        place = next(self._tickets)
        typed = {"comment": TEXT, "public": 1, "new_status": 1, "owner": -1, "priority": 3, "title": "提币 USDT 未到账"}
        typed |= {"queue": self._facts["queue"]}
        headers = self._headers | {"Content-Type": "application/x-www-form-urlencoded"}
        return Request(f"/tickets/{place}/update/", 302, "POST", urlencode(typed).encode(), headers)

    def _page(self, path: str) -> Request:
        return Request(path, headers=self._headers)

    @property
    def _headers(self) -> dict[str, str]:
        return {"Cookie": f"sessionid={self._facts['session']}; csrftoken={_CSRF}", "X-CSRFToken": _CSRF}


def _median(line: Line, ask: Callable[[], list[Request]]) -> float:
    """Milliseconds at p50; a slow one is asked less often."""
    took: list[float] = []
    began = time.monotonic()
    for turn in range(TIMES + 3):
        seconds = sum(line.ask(each)[0] for each in ask())
        if turn >= 3:
            took.append(seconds * 1000)
        if len(took) >= 5 and time.monotonic() - began > TIMES:
            break
    return statistics.median(took)


def _rate(port: int, asks: Asks) -> float:
    rates = []
    for _round in range(ROUNDS):
        asked = [[asks.create() for _each in range(CREATED)] for _client in range(CLIENTS)]
        began = time.perf_counter()
        with ThreadPoolExecutor(CLIENTS) as pool:
            list(pool.map(lambda requests: [Line(port).ask(each) for each in requests], asked))
        rates.append(CLIENTS * CREATED / (time.perf_counter() - began))
    return statistics.median(rates)


def _first_line(port: int, server: Running) -> Line:
    until = time.monotonic() + 60
    while True:
        line = Line(port)
        try:
            line.ask(Request("/login/", 302))
        except OSError:
            if time.monotonic() > until or server.exit_code() is not None:
                raise
            time.sleep(0.05)
        else:
            return line
