"""A thousand open chats: how soon a word stands at the other end, whether all arrive, once and in order, and what the lines cost."""

import asyncio
import os
import random
import re
import resource
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field, replace
from typing import Final
from urllib.parse import urlencode
from uuid import uuid4

from bench.asking import Line, Request, posted
from bench.figures import Figure
from bench.live import funds_agents, memory_of, processor_of, sessions_of, web_server
from channels.chat.models import Chat, ChatState
from channels.chat.services import start_chat
from channels.inbound import InboundMessage, Sender
from core import clock
from portal.chat_page import key_of, stream_key_of
from tickets.categories import Category, ChannelKind
from tickets.models import Message, Ticket

CHATS: Final = int(os.environ.get("CHATS") or 1000)
SECONDS: Final = int(os.environ.get("CHAT_SECONDS") or 90)
RATE: Final = 5  # words a second, of all chats and of both ends together
AT_ONCE: Final = 4  # chats of one agent
BUSY: Final = 40  # chats in which four of five words are said: only where there are several can an order change
MOST_MS: Final = 1000
PATIENCE: Final = 20.0
_CONNECTIONS: Final = 8
_LATER: Final = (60.0, 120.0)  # seconds, as in the script of the desk
_WORD: Final = re.compile(rb"Word (\d+) of the bench")
_MESSAGE: Final = re.compile(rb'id="message-(\d+)"')
_LAST: Final = re.compile(rb'data-last="(\d+)"')
_ENDS: Final = ("customer", "agent")
_HEARD: Final = {"customer": b"event: lines", "agent": b"event: changed"}


class Rung(asyncio.Event):
    """That there is something to read; and since when."""

    at = 0.0

    def ring(self) -> None:
        """Many rings before a reading are one."""
        if not self.is_set():
            self.at = time.perf_counter()
        self.set()


@dataclass(eq=False)
class Talk:
    """One chat with an open page at each end. `read`: the words on the two pages, in the order in which they came there."""

    chat: Chat
    session: str
    last: dict[str, int]
    speaking: dict[str, asyncio.Lock] = field(default_factory=lambda: {end: asyncio.Lock() for end in _ENDS})
    rung: dict[str, "Rung"] = field(default_factory=lambda: {end: Rung() for end in _ENDS})
    whole: "asyncio.Task[None] | None" = None
    read: dict[str, list[int]] = field(default_factory=lambda: {end: [] for end in _ENDS})


@dataclass
class Word:
    """One line: who says it, when it was due to be said, and when the other end was told of it and had read it."""

    number: int
    talk: Talk
    end: str
    due: float
    acknowledged: bool = False
    told: float = 0.0
    read: float = 0.0


@dataclass
class Run:
    """Pages are asked of one process, streams of another one, as docker-compose.yml has it."""

    pages: int
    streams: int
    talks: list[Talk]
    words: list[Word] = field(default_factory=list)
    free: "asyncio.Queue[Line]" = field(default_factory=asyncio.Queue)
    opened: int = 0
    # Of the live process: MiB with one chat open and with all. Of both: seconds of processor while words were said.
    memory: tuple[float, float] = (0.0, 0.0)
    worked: tuple[float, float] = (0.0, 0.0)

    async def ask(self, request: Request) -> bytes:
        """What is answered, over one of the kept connections."""
        line = await self.free.get()
        try:
            return (await asyncio.to_thread(line.read, request))[2]
        finally:
            self.free.put_nowait(line)


def figures() -> Iterator[Figure]:
    """Each page asks for what it is told of, as its script does; both ends speak in turn."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    talks = _talks()
    with web_server() as pages, web_server() as streams:
        run = asyncio.run(_held(Run(pages[0], streams[0], talks), pages[1], streams[1]))
    said = [word for word in run.words if word.acknowledged]
    among = f"{len(talks):,} open chats, {RATE} words a second"
    for what, moments in (
        ("a word told to the other end", [word.told - word.due for word in said if word.told]),
        ("a word read at the other end", [word.read - word.due for word in said if word.read]),
    ):
        yield Figure(f"{what}, {among}, p99", _share(moments, 0.99), "ms", most=MOST_MS, raw=_spread(moments))
    yield Figure("words acknowledged", len(said), "", least=SECONDS * RATE)
    yield Figure("words read at the other end and kept once", _arrived(run), "", least=len(said))
    yield Figure("chats in which an order changed", sum(_disordered(run, talk) for talk in run.talks), "", most=0)
    yield Figure(
        f"memory of the live process, {2 * len(talks):,} open pages",
        run.memory[1],
        "MiB",
        most=300,
        raw=f"with two: {run.memory[0]:.0f} MiB",
    )
    # Work, not time: a machine that is busy elsewhere makes it later and not more.
    for what, worked in zip(("pages", "live"), run.worked, strict=True):
        yield Figure(f"processor of the {what} process, at that rate", worked / len(run.words) * RATE * 100, "%")


def _talks() -> list[Talk]:
    """So many chats, each taken by an agent; those of an earlier run are opened again."""
    agents = funds_agents(-(-CHATS // AT_ONCE))
    sessions = dict(zip(agents, sessions_of(agents), strict=True))
    at = clock.now()
    have = Ticket.objects.filter(channel=ChannelKind.CHAT).count()
    if have < CHATS:
        print(f"beginning {CHATS - have:,} chats …", flush=True)
    for place in range(have, CHATS):
        start_chat(opening=_opening(place), at=at)
    chats = list(Chat.objects.select_related("ticket").order_by("pk")[:CHATS])
    talks, newest = [], Message.objects.latest("pk").pk
    for place, chat in enumerate(chats):
        agent = agents[place // AT_ONCE]
        chat.state, chat.agent, chat.taken_at, chat.ended_at, chat.ended_by = ChatState.TALKING, agent, at, None, ""
        chat.started_at = chat.last_word_at = at
        chat.ticket.assignee, chat.ticket.team = agent, agent.team
        # Both pages have just been opened: what was said before stands on them.
        talks.append(Talk(chat, sessions[agent], last=dict.fromkeys(_ENDS, newest)))
    Ticket.objects.bulk_update([chat.ticket for chat in chats], ["assignee", "team"])
    Chat.objects.bulk_update(
        chats, ["state", "agent", "taken_at", "ended_at", "ended_by", "started_at", "last_word_at"]
    )
    return talks


def _opening(place: int) -> InboundMessage:
    return InboundMessage(
        kind=ChannelKind.CHAT,
        source_id=f"start:{uuid4()}",
        sender=Sender(name=f"Visitor {place}", email=f"visitor{place}@mail.test"),
        body="My withdrawal hangs. 提币没到账。",
        category=Category.FUNDS,
    )


async def _held(run: Run, pages: int, live: int) -> Run:
    """The conversation, and what both processes took for it."""
    for _each in range(_CONNECTIONS):
        run.free.put_nowait(Line(run.pages))
    listening = _listen(run, run.talks[:1])
    await _opened(run, 2)
    before = memory_of(live)
    listening += _listen(run, run.talks[1:])
    await _opened(run, 2 * len(run.talks))
    await asyncio.sleep(2)
    used = [processor_of(pages), processor_of(live)]
    await asyncio.gather(*[asyncio.create_task(_say(run, word)) async for word in _schedule(run)])
    until = time.perf_counter() + PATIENCE
    while time.perf_counter() < until and not all(word.read for word in run.words):  # noqa: ASYNC110 - as below
        await asyncio.sleep(0.2)
    run.worked = (processor_of(pages) - used[0], processor_of(live) - used[1])
    run.memory = (before, memory_of(live))
    for task in listening:
        task.cancel()
    ended = await asyncio.gather(*listening, return_exceptions=True)
    faults = [each for each in ended if not isinstance(each, asyncio.CancelledError)]
    if faults:
        raise RuntimeError(f"{len(faults)} pages went away") from faults[0]
    return run


def _listen(run: Run, talks: list[Talk]) -> list["asyncio.Task[None]"]:
    tasks = [asyncio.create_task(_stream(run, talk, end)) for talk in talks for end in _ENDS]
    return tasks + [asyncio.create_task(_reading(run, talk, end)) for talk in talks for end in _ENDS]


async def _opened(run: Run, pages: int) -> None:
    while run.opened < pages:  # noqa: ASYNC110 - a bench may look now and then
        await asyncio.sleep(0.05)


async def _schedule(run: Run) -> AsyncIterator[Word]:
    """Word after word at its moment, whatever became of the ones before."""
    chance, began = random.Random(7), time.perf_counter()
    for number in range(SECONDS * RATE):
        due = began + number / RATE
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        busy = run.talks[:BUSY] if chance.random() < 0.8 else run.talks
        word = Word(number, chance.choice(busy), _ENDS[number % 2], due)
        run.words.append(word)
        yield word


async def _say(run: Run, word: Word) -> None:
    """One after the other at each end, as people press Enter."""
    talk = word.talk
    async with talk.speaking[word.end]:
        said = {"key": str(uuid4()), "body": f"Word {word.number} of the bench. 提币没到账。"}
        if word.end == "customer":
            await run.ask(_by_customer(talk, "say", said))
        else:
            typed = {**said, "version": talk.chat.ticket.version, "visibility": "public", "then": "send"}
            await run.ask(_in_place(posted(f"{_page(talk)}reply/?from=mine", typed, key=talk.session, status=204)))
        word.acknowledged = True
        if word.end == "customer":
            talk.rung[word.end].ring()  # their page does not wait for the stream


async def _reading(run: Run, talk: Talk, end: str) -> None:
    """What a page does when it was told of something: it reads what is behind its last line."""
    while True:
        await talk.rung[end].wait()
        told = talk.rung[end].at
        talk.rung[end].clear()
        if end == "customer":
            page = await run.ask(_by_customer(talk, f"lines/?after={talk.last[end]}"))
            talk.last[end] = int(_LAST.findall(page)[0])
        else:
            asked = f"/desk/chats/{talk.chat.ticket.number}/lines/?after={talk.last[end]}"
            page = await run.ask(Request(asked, headers={"Cookie": f"sessionid={talk.session}"}))
            talk.last[end] = max([talk.last[end], *map(int, _MESSAGE.findall(page))])
            talk.whole = talk.whole or asyncio.create_task(_whole(run, talk))
        _note(run, talk, end, [int(each) for each in _WORD.findall(page)], told)


async def _whole(run: Run, talk: Talk) -> None:
    """The rest of the agent's page, which follows later: clocks, lists, counts."""
    await asyncio.sleep(random.uniform(*_LATER))
    talk.whole = None
    await run.ask(Request(_page(talk), headers={"Cookie": f"sessionid={talk.session}", "X-Live": "1"}))


def _in_place(request: Request) -> Request:
    return replace(request, headers={**request.headers, "X-Chat": "1"})


def _note(run: Run, talk: Talk, end: str, numbers: list[int], told: float) -> None:
    known = set(talk.read[end])
    for number in dict.fromkeys(numbers):
        if number in known:
            continue
        talk.read[end].append(number)
        word = run.words[number]
        if word.end != end:
            word.told, word.read = told, time.perf_counter()


def _page(talk: Talk) -> str:
    return f"/desk/tickets/{talk.chat.ticket.number}/"


def _by_customer(talk: Talk, what: str, typed: dict[str, str] | None = None) -> Request:
    headers = {"X-Chat-Key": key_of(talk.chat), "X-Chat": "1"}
    if typed is None:
        return Request(f"/chat/frame/{what}", headers=headers)
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    return Request(f"/chat/frame/{what}/", 204, "POST", urlencode(typed).encode(), headers | kind)


async def _stream(run: Run, talk: Talk, end: str) -> None:
    """Told of something, a page asks; and what the other end has said by then was told."""
    reader, writer = await asyncio.open_connection("127.0.0.1", run.streams)
    where = (
        f"/live/chat/?key={stream_key_of(talk.chat)}"
        if end == "customer"
        else f"/live/desk/?page=ticket:{talk.chat.ticket.number}&lang=en"
    )
    cookie = "" if end == "customer" else f"Cookie: sessionid={talk.session}\r\n"
    writer.write(f"GET {where} HTTP/1.1\r\nHost: localhost\r\n{cookie}\r\n".encode())
    opened = False
    try:
        while line := await reader.readline():
            if line.startswith(b"id:") and not opened:
                opened = True
                run.opened += 1
            elif line.startswith(_HEARD[end]):
                talk.rung[end].ring()
    finally:
        writer.close()
    raise RuntimeError(f"a stream of chat {talk.chat.pk} ended")


def _arrived(run: Run) -> int:
    """How many acknowledged words both pages show and the database holds once."""
    bodies = Message.objects.filter(
        ticket__in=[talk.chat.ticket_id for talk in run.talks], at__gte=run.talks[0].chat.started_at
    )
    kept = Counter(
        int(found[0]) for body in bodies.values_list("body", flat=True) if (found := _WORD.findall(body.encode()))
    )
    return sum(word.acknowledged and bool(word.read) and kept[word.number] == 1 for word in run.words)


def _disordered(run: Run, talk: Talk) -> bool:
    """Whether a page got the words of one end in another order than they were said."""
    said = [[each for each in page if run.words[each].end == end] for page in talk.read.values() for end in _ENDS]
    return any(each != sorted(each) for each in said)


def _share(moments: list[float], share: float) -> float:
    ordered = sorted(moments) or [0.0]
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000


def _spread(moments: list[float]) -> str:
    return (
        ", ".join(f"p{each} {_share(moments, each / 100):.0f} ms" for each in (50, 95))
        + f", at most {_share(moments, 1):.0f} ms"
    )
