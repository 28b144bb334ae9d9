"""What the bench asks of a desk, request by request: as bytes for the server, and the same in process to count statements."""

import http.client
import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count, cycle
from typing import Any, Final
from urllib.parse import urlencode
from uuid import uuid4

import psycopg

from bench.places import Desk

_CSRF: Final = "benchbenchbenchbenchbenchbench12"
_FORM: Final = {"Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": _CSRF}
_DRAWN: Final = """
    SELECT number, version, (SELECT email FROM accounts_customer WHERE id = customer_id) FROM tickets_ticket
    WHERE team_id = (SELECT id FROM accounts_team WHERE name = 'Funds') AND state = %s ORDER BY md5(number) LIMIT 2000
"""
TEXT: Final = (
    "We have asked the wallet team and will come back to you within the hour. 我们已经联系钱包组，一小时内回复您。"
)


@dataclass(frozen=True)
class Request:
    """One request, and the status that says it was done."""

    path: str
    status: int = 200
    method: str = "GET"
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Sample:
    """What a filled desk gives to ask for; `draw` numbers one after the other, each once until all were asked."""

    facts: dict[str, Any]
    tickets: Iterator[tuple[str, int, str]]
    done: Iterator[str]
    agents: Iterator[str]
    serial: Iterator[int] = field(default_factory=count)
    visit: str = ""

    @classmethod
    def of(cls, desk: Desk) -> "Sample":
        """Of the Funds team, as its agents see it."""
        with psycopg.connect(desk.url) as connection:
            rows = connection.execute(_DRAWN, ["open"]).fetchall()
            done = connection.execute(_DRAWN, ["closed"]).fetchall()
        facts = desk.facts
        agents = cycle(facts["agents"])
        return cls(
            facts, cycle([(str(a), int(b), str(c)) for a, b, c in rows]), cycle([row[0] for row in done]), agents
        )


Ask = Callable[[Sample], Request]


def page(path: str, *, who: str = "agent") -> Ask:
    """A page of the desk, as one agent or the supervisor."""

    def ask(sample: Sample) -> Request:
        key = sample.facts["supervisor"] if who == "supervisor" else sample.facts["agents"][0]
        return Request(path, headers=_cookies(key))

    return ask


def ticket_page(sample: Sample) -> Request:
    """Each time another one, so that the look is written into the read log."""
    number, _version, _email = next(sample.tickets)
    return Request(f"/desk/tickets/{number}/?from=team", headers=_cookies(sample.facts["agents"][0]))


def done_page(sample: Sample) -> Request:
    """The page of a ticket that was closed long ago."""
    return Request(f"/desk/tickets/{next(sample.done)}/?from=closed", headers=_cookies(sample.facts["agents"][0]))


def reply(sample: Sample) -> Request:
    """A public answer that goes out at once: statement by statement what the ringer does later, and the draft beside it."""
    number, version, _email = next(sample.tickets)
    typed = {"version": version, "visibility": "public", "body": TEXT, "key": str(uuid4()), "then": "send"}
    return posted(f"/desk/tickets/{number}/reply/?from=team", typed, key=sample.facts["agents"][0], status=303)


def find_number(sample: Sample) -> Request:
    """A number as a caller reads it out."""
    number, _version, _email = next(sample.tickets)
    spoken = f"{number[:4]} {number[4:8]} {number[8:]}"
    return posted("/desk/search/", {"q": spoken}, key=sample.facts["agents"][0], status=302)


def find_contact(sample: Sample) -> Request:
    """An exact address; many ask, because each may ask only so often in an hour."""
    _number, _version, email = next(sample.tickets)
    return posted("/desk/search/", {"q": email}, key=next(sample.agents))


def check_status(sample: Sample) -> Request:
    """A customer with number and contact: the way in."""
    number, _version, email = next(sample.tickets)
    return posted("/status/", {"number": number, "contact": email}, status=303)


def status_page(sample: Sample) -> Request:
    """The same customer looks again."""
    return Request("/status/", headers=_cookies(sample.visit))


def create(sample: Sample) -> Request:
    """The exchange's own app opens a ticket for an account."""
    place = next(sample.serial)
    body = {
        "customer": {"exchange_uid": f"U-{place % sample.facts['tickets'] // 5:08d}", "email": "somebody@mail.test"},
        "subject": f"提币 {place} USDT 未到账",
        "body": TEXT,
        "category": "funds",
        "language": "zh-hans",
    }
    headers = {
        "Content-Type": "application/json",
        "Authorization": f"Token {sample.facts['token']}",
        "Idempotency-Key": str(uuid4()),
    }
    return Request("/api/v1/tickets/", 201, "POST", json.dumps(body).encode(), headers)


def _cookies(session: str) -> dict[str, str]:
    return {"Cookie": f"sessionid={session}; csrftoken={_CSRF}" if session else f"csrftoken={_CSRF}"}


def posted(path: str, typed: Mapping[str, object], *, key: str = "", status: int = 200) -> Request:
    """A form as a browser sends it; `key` is the session's."""
    return Request(path, status, "POST", urlencode(typed).encode(), _FORM | _cookies(key))


class Line:
    """One connection to a server, kept open."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def ask(self, request: Request) -> tuple[float, http.client.HTTPResponse]:
        """Seconds until all of the answer is here. Raises RuntimeError for an answer that was not meant."""
        took, response, _content = self.read(request)
        return took, response

    def read(self, request: Request) -> tuple[float, http.client.HTTPResponse, bytes]:
        """As `ask`, with what was answered."""
        headers = {"Host": "localhost", **request.headers}
        while True:
            began = time.perf_counter()
            try:
                self._connection.request(request.method, request.path, request.body or None, headers)
                response = self._connection.getresponse()
                break
            except (
                ConnectionResetError,
                BrokenPipeError,
            ):  # it hung up on a line that was idle for seconds: nothing was done
                self._connection.close()
        content = response.read()
        took = time.perf_counter() - began
        if response.status != request.status:
            raise RuntimeError(
                f"{request.method} {request.path}: {response.status}\n{content[:2000].decode(errors='replace')}"
            )
        return took, response, content

    def close(self) -> None:
        """Hang up."""
        self._connection.close()
