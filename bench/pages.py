"""Every row on a small and a large desk at once: in turns, so that whatever else the machine does falls on both alike."""

import json
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from bench import asking
from bench.asking import Line, Request, Sample
from bench.figures import Grown
from bench.places import Desk, web
from bench.rows import ROWS, Row, enter
from deploy.children import Running, end_all
from deploy.place import ROOT

TIMES: Final = int(os.environ.get("TIMES", "60"))
CLIENTS: Final = 4
CREATED: Final = 60  # by each client in each round
ROUNDS: Final = 3


@dataclass
class Side:
    """One desk with its server."""

    desk: Desk
    port: int
    server: Running
    sample: Sample
    line: Line


def figures(small: Desk, large: Desk) -> Iterator[Grown]:
    """All rows, the large desk beside the small one."""
    inside = [_inside(each) for each in (small, large)]
    with _served(small) as one, _served(large) as other:
        for side in (one, other):
            enter(side.sample, lambda request, side=side: _session(side, request))  # type: ignore[misc] # a lambda's default
        for row in ROWS:
            counts = [each["statements"][row.what] for each in inside]
            yield from _created(one, other, counts) if row.ask is asking.create else _asked(row, one, other, counts)
        memory = [held_by(side.server.pid) for side in (one, other)]
    idle = [each["idle"] for each in inside]
    yield Grown("sweep with nothing due", "ms", idle[0], idle[1], most=5)
    yield Grown("memory of the web process after all that", "MiB", memory[0], memory[1], most=300)
    cold = _cold(small, large)
    yield Grown("cold start of the web server", "s", cold[0], cold[1], most=1.5)


def _asked(row: Row, one: Side, other: Side, counts: Sequence[Sequence[int]]) -> Iterator[Grown]:
    """TIMES on each side, in turns; what comes first changes."""
    took: dict[int, list[float]] = {one.port: [], other.port: []}
    for turn in range(TIMES + 3):
        for side in (one, other) if turn % 2 else (other, one):
            seconds, _answer = side.line.ask(row.ask(side.sample))
            if turn >= 3:  # the first find templates that nobody has read
                took[side.port].append(seconds * 1000)
    small, large = sorted(took[one.port]), sorted(took[other.port])
    yield Grown(
        row.what,
        "ms",
        statistics.median(small),
        statistics.median(large),
        most=row.most,
        worst=(_p99(small), _p99(large)),
        statements=(counts[0][0], counts[1][0], counts[1][1]),
        most_statements=row.statements,
    )


def _p99(ordered: Sequence[float]) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]


def _created(one: Side, other: Side, counts: Sequence[Sequence[int]]) -> Iterator[Grown]:
    """Four clients at a time, one desk after the other, in rounds."""
    rates: dict[int, list[float]] = {one.port: [], other.port: []}
    for turn in range(ROUNDS):
        for side in (one, other) if turn % 2 else (other, one):
            asked = [[asking.create(side.sample) for _each in range(CREATED)] for _client in range(CLIENTS)]
            began = time.perf_counter()
            with ThreadPoolExecutor(CLIENTS) as pool:
                list(pool.map(lambda requests, port=side.port: _all(port, requests), asked))
            rates[side.port].append(CLIENTS * CREATED / (time.perf_counter() - began))
    yield Grown(
        f"create, by the app, {CLIENTS} clients",
        "/s",
        statistics.median(rates[one.port]),
        statistics.median(rates[other.port]),
        least=250,
        statements=(counts[0][0], counts[1][0], counts[1][1]),
        most_statements=12,
    )


def _all(port: int, requests: Sequence[Request]) -> None:
    line = Line(port)
    for each in requests:
        line.ask(each)
    line.close()


def _session(side: Side, request: Request) -> str:
    _seconds, answer = side.line.ask(request)
    cookies = [each for each in answer.headers.get_all("Set-Cookie", []) if each.startswith("sessionid=")]
    return cookies[0].partition("=")[2].partition(";")[0]


def _inside(desk: Desk) -> dict[str, Any]:
    words = [sys.executable, "-m", "bench.inside", str(desk.stamp)]
    told = subprocess.run(words, env=desk.env, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own module
    found: dict[str, Any] = json.loads(told.stdout)
    return found


@contextmanager
def _served(desk: Desk) -> Iterator[Side]:
    """The desk at its own present, behind the server of production."""
    port = free_port()
    child = web(desk, port=port, module="bench.present")
    server = Running(child)
    try:
        _until_ready(port, server)
        yield Side(desk, port, server, Sample.of(desk), Line(port))
    finally:
        end_all([server])


def _cold(*desks: Desk) -> list[float]:
    """Seconds from the start of the process to its first answer that asked the database; the best of three for each."""
    best: dict[str, float] = {}
    for _each in range(3):
        for desk in desks:
            port = free_port()
            began = time.perf_counter()
            server = Running(web(desk, port=port, module="config.asgi"))
            try:
                _until_ready(port, server)
                best[desk.what] = min(best.get(desk.what, 1e9), time.perf_counter() - began)
            finally:
                end_all([server])
    return [best[each.what] for each in desks]


def free_port() -> int:
    """One of this machine's that nobody listens at."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _until_ready(port: int, server: Running) -> None:
    until = time.monotonic() + 60
    while True:
        line = Line(port)
        try:
            line.ask(Request("/readyz"))
        except OSError:
            if time.monotonic() > until or server.exit_code() is not None:
                raise
            time.sleep(0.02)
        else:
            return
        finally:
            line.close()


def held_by(leash: int) -> float:
    """MiB that the server behind this leash (its process id) holds, all of its processes."""
    parents, held = {}, {}
    for status in Path("/proc").glob("[0-9]*/status"):
        with suppress(OSError):  # it has just ended
            facts = dict(
                line.split(":\t", 1) for line in status.read_text(encoding="utf-8").splitlines() if ":\t" in line
            )
            parents[int(status.parent.name)] = int(facts["PPid"])
            held[int(status.parent.name)] = int(facts.get("VmRSS", "0").split()[0]) / 1024

    def behind(process: int) -> bool:
        parent = parents.get(process, 0)
        return parent == leash or (parent > 1 and behind(parent))

    return sum(each for process, each in held.items() if behind(process))
