"""Five hundred open desks: how soon a change stands on every one of them, and what they cost the server."""

import asyncio
import os
import re
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from django.contrib.sessions.models import Session

from accounts.models import Customer, Team, User
from bench.figures import Figure
from bench.house import session_of
from core import clock
from tickets.services import open_ticket

DESKS: Final = int(os.environ.get("DESKS", "500"))
CHANGES: Final = 40
PAUSE: Final = 0.5
# What they look at: next up, the team's queue, what nobody holds.
PAGES: Final = ("next", "queue:team", "queue:unassigned", "next", "queue:team")
_NUMBER: Final = re.compile(rb'"number": "(\d{12})"')


def figures() -> Iterator[Figure]:
    """Every change concerns every desk: all look at the work of one team."""
    people = funds_agents(DESKS)
    cookies = sessions_of(people)
    with web_server() as (port, pid):
        late, before, after, busy = asyncio.run(_watched(port, cookies, people[0], pid))
    late.sort()
    p99, said = late[int(len(late) * 0.99)] * 1000, f"median {statistics.median(late) * 1000:.0f} ms"
    wanted = DESKS * CHANGES
    yield Figure(f"a change on {DESKS} open desks, p99", p99, "ms", most=300, raw=said)
    yield Figure(f"changes that reached their desk, of {wanted:,}", len(late), "", least=wanted)
    yield Figure(
        f"memory of the web server, {DESKS} open desks", after, "MiB", most=300, raw=f"with one: {before:.0f} MiB"
    )
    yield Figure(f"processor of the server, {DESKS} desks, {1 / PAUSE:g} changes a second", busy * 100, "%")


@contextmanager
def web_server() -> Iterator[tuple[int, int]]:
    """One process of the web server, while the block runs: its port and its process id."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    words = [sys.executable, "-m", "uvicorn", "config.asgi:application", "--port", str(port), "--log-level", "error"]
    server = subprocess.Popen(words)  # noqa: S603 - our own server
    try:
        asyncio.run(_ready(port))
        yield port, server.pid
    finally:
        server.terminate()
        server.wait()


def funds_agents(count: int) -> list[User]:
    """So many agents of one team; who is missing is hired."""
    team = Team.objects.get(name="Funds")
    have = User.objects.filter(email__startswith="desk-").count()
    User.objects.bulk_create(
        User(
            email=f"desk-{number}@desk.test",
            name=f"Agent {number}",
            agent_number=str(5000 + number),
            team=team,
            skills=["funds"],
            languages=["en", "zh-hans"],
            password="!",  # noqa: S106 - nobody signs in by it
        )
        for number in range(have, count)
    )
    return list(User.objects.filter(email__startswith="desk-").order_by("pk")[:count])


def sessions_of(people: list[User]) -> list[str]:
    """A fresh session key of each."""
    rows = [session_of(each) for each in people]
    Session.objects.filter(pk__in=[each.pk for each in rows]).delete()
    Session.objects.bulk_create(rows)
    return [each.pk for each in rows]


async def _ready(port: int) -> None:
    for _try in range(600):
        try:
            _reader, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.1)
        else:
            writer.close()
            return
    raise RuntimeError("the web server did not start")


async def _watched(port: int, cookies: list[str], actor: User, pid: int) -> tuple[list[float], float, float, float]:
    """Seconds from each commit to each desk; memory with one desk open and with all; the share of a processor that was used."""
    seen: dict[str, list[float]] = {}
    streams = [asyncio.create_task(_desk(port, cookies[0], 0, seen))]
    await _opened(seen, 1)
    await asyncio.to_thread(_change, actor, CHANGES)
    before = memory_of(pid)
    streams += [asyncio.create_task(_desk(port, cookie, place, seen)) for place, cookie in enumerate(cookies) if place]
    await _opened(seen, len(cookies))
    await asyncio.sleep(2)
    after, began, used = memory_of(pid), time.perf_counter(), processor_of(pid)
    done = [await asyncio.to_thread(_change, actor, place) for place in range(CHANGES)]
    await asyncio.sleep(5)
    busy = (processor_of(pid) - used) / (time.perf_counter() - began)
    for stream in streams:
        stream.cancel()
    await asyncio.gather(*streams, return_exceptions=True)
    return [each - at for number, at in done for each in seen.get(number, [])], before, after, busy


async def _opened(seen: dict[str, list[float]], desks: int) -> None:
    while len(seen.get("open", [])) < desks:  # noqa: ASYNC110 - a bench may look now and then
        await asyncio.sleep(0.05)


def _change(actor: User, place: int) -> tuple[str, float]:
    """A ticket comes in; the moment is that after its commit."""
    time.sleep(PAUSE)
    ticket = open_ticket(
        customer=Customer.objects.order_by("pk")[0],
        subject=f"Deposit {place} not credited",
        body="Sent, not arrived.",
        category="funds",
        channel="hotline",
        by=actor,
        at=clock.now(),
        assignee=None,
    )
    committed = time.perf_counter()
    return ticket.number, committed


async def _desk(port: int, cookie: str, place: int, seen: dict[str, list[float]]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    page, language = PAGES[place % len(PAGES)], ("en", "zh-hans")[place % 2]
    asked = f"GET /live/desk/?page={page}&lang={language}&at={clock.now().isoformat().replace('+', '%2B')} HTTP/1.1"
    writer.write(f"{asked}\r\nHost: localhost\r\nCookie: sessionid={cookie}\r\n\r\n".encode())
    opened = False
    try:
        while line := await reader.readline():
            if line.startswith(b"id:") and not opened:
                opened = True
                seen.setdefault("open", []).append(0)
            elif line.startswith(b"data:") and (found := _NUMBER.search(line)):
                seen.setdefault(found[1].decode(), []).append(time.perf_counter())
    finally:
        writer.close()


def memory_of(pid: int) -> float:
    """MiB that the process holds."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return int(re.findall(r"VmRSS:\s+(\d+)", status)[0]) / 1024


def processor_of(pid: int) -> float:
    """Seconds of processor that the process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / 100
