"""Fills desks that are not there yet, measures, prints one table and keeps it in var/bench. docs/speed.md tells what it means.

The large desk has a hundred thousand tickets; FULL=1 makes it a million, LARGE any number of hundreds. ONLY names some of the workloads:
pages, sweep, live, chat. PEER=1 puts another desk beside the pages (bench.peer).
"""

import json
import os
import platform
import sys
from collections.abc import Callable

from bench import pages
from bench.figures import Figure, Grown, beside_table, grown_table, table
from bench.peer.beside import MOST, NAMED, beside
from bench.places import HOME, Desk, serving
from core import clock
from deploy.postgres import Postgres
from deploy.valkey import Valkey

FULL = os.environ.get("FULL", "") not in {"", "0"}
PEER = os.environ.get("PEER", "") not in {"", "0"}
SMALL, LARGE = 10_000, int(os.environ.get("LARGE") or (1_000_000 if FULL else 100_000))
Servers = tuple[Postgres, Valkey]


def main() -> int:
    """0 when every figure holds."""
    HOME.mkdir(parents=True, exist_ok=True)
    wanted = os.environ.get("ONLY", "pages sweep live chat").split()
    _fill({"pages": [SMALL, LARGE], "live": ["live"], "chat": ["chat"], "sweep": ["sweep"]}, wanted)
    with serving(filling=False) as servers:
        parts = [_WORKLOADS[name](servers) for name in wanted]
    holds = all(each for each, _words in parts)
    words = "\n\n".join([_headline(), *(words for _holds, words in parts)])
    print(words)
    (HOME / f"figures-{clock.now():%Y%m%d-%H%M}.txt").write_text(words + "\n", encoding="utf-8")
    return 0 if holds else 1


def _fill(desks: dict[str, list[int | str]], wanted: list[str]) -> None:
    """Make what is missing, on a server that is set up for it."""
    servers = (Postgres(HOME / "postgres"), Valkey(HOME / "valkey"))
    named = [str(each) for name in wanted for each in desks[name]]
    missing = [each for each in named if not Desk(*servers, each).exists()]
    if not missing:
        return
    with serving(filling=True) as servers:
        for each in missing:
            desk = Desk(*servers, each)
            desk.make()
            if each == "sweep":  # it fills itself
                desk.keep({})
            else:
                tickets = each if each.isdecimal() else "200"
                desk.run("-m", "bench.filling", tickets, str(desk.stamp))


def _pages(servers: Servers) -> tuple[bool, str]:
    small, large = Desk(*servers, str(SMALL)), Desk(*servers, str(LARGE))
    small.run("manage.py", "prepare")
    figures: list[Grown] = list(pages.figures(small, large))
    words = [grown_table(figures, small=f"{SMALL:,}", large=f"{LARGE:,}")]
    if PEER:
        others = list(beside(figures, servers[0], tickets=LARGE))
        named = {"ours": f"Firstline, {LARGE:,}", "theirs": f"{NAMED}, {min(LARGE, MOST):,}"}
        words.append(beside_table(others, **named))
    return all(each.holds for each in figures), "\n\n".join(words)


def _alone(what: str) -> Callable[[Servers], tuple[bool, str]]:
    """A workload that has a desk of its own."""

    def run(servers: Servers) -> tuple[bool, str]:
        desk, told = Desk(*servers, what), HOME / f"{what}.json"
        desk.run("manage.py", "prepare")
        desk.run("-m", "bench.work", what, str(told))
        figures = [Figure(**each) for each in json.loads(told.read_text(encoding="utf-8"))]
        return all(each.holds for each in figures), table(figures)

    return run


_WORKLOADS: dict[str, Callable[[Servers], tuple[bool, str]]] = {
    "pages": _pages,
    "sweep": _alone("sweep"),
    "live": _alone("live"),
    "chat": _alone("chat"),
}


def _headline() -> str:
    return f"{clock.now():%Y-%m-%d %H:%M} UTC, {os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"


if __name__ == "__main__":
    sys.exit(main())
