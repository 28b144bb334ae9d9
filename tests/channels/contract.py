"""What every network must keep, whatever its protocol: one table, passed by Telegram and by the toy that follows the recipe."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from accounts.models import User
from core import clock
from outbox.models import Event
from outbox.services import deliver_due
from tickets.models import Message, Ticket
from tickets.services import close_ticket, reply, resolve_ticket

MALFORMED: list[bytes] = [
    *(b"", b"{", b"[]", b"null", b"\xff\xfe", b"[" * 100_000, b"9" * 5000, b'{"id":1e999}', b'{"text":"\\ud800"}'),
    b'{"id":true,"name":[],"text":{},"update_id":{},"message":[]}',
    b"x" * (2**20 + 1),
]


@dataclass(frozen=True)
class Network:
    """A network as the contract sees it. `says` gives what it posts for a text of one person, a new one each time; `posts` is the
    status of posting that; `heard` what this person has read; `leave` makes them unreachable.
    """

    says: Callable[[str], bytes]
    posts: Callable[[bytes, bool], int]
    heard: Callable[[], list[str]]
    leave: Callable[[], Any]


def keeps_the_contract(network: Network, agent: User) -> None:
    """The whole table, in the order in which a conversation goes."""
    first = network.says("My deposit is missing.")
    assert network.posts(first, False) == 403, "who cannot prove that they are the network speaks for nobody"
    assert not Ticket.objects.exists()
    assert {network.posts(first, True) for _again in range(3)} == {200}, "taken in, and a repeat is no fault"
    assert Message.objects.count() == 1, "a repeat is the same message"
    deliver_due(at=clock.now())
    ticket = Ticket.objects.get()
    assert len(network.heard()) == 1, "the first answer: one, with the number"
    assert network.posts(network.says("Any news?"), True) == 200
    assert Ticket.objects.count() == 1, "one conversation, one running ticket"
    reply(ticket=ticket, body="It was credited.", by=agent, at=clock.now())
    deliver_due(at=clock.now())
    assert "It was credited." in network.heard()[-1], "the answer arrives back"
    resolve_ticket(ticket=ticket, solution="Credited.", by=agent, at=clock.now())
    close_ticket(ticket=ticket, by=agent, at=clock.now())
    assert network.posts(network.says("Again missing."), True) == 200
    assert Ticket.objects.count() == 2, "after a closed ticket the next one begins"
    for body in MALFORMED:
        began = time.thread_time()
        assert network.posts(body, True) < 500, f"no fault of ours for {body[:40]!r}"
        assert time.thread_time() - began < 1
    network.leave()
    reply(ticket=Ticket.objects.latest("id"), body="Are you there?", by=agent, at=clock.now())
    deliver_due(at=clock.now())
    assert Event.objects.filter(name="ticket.answer_undelivered").exists(), "who cannot be reached is told to the desk"
