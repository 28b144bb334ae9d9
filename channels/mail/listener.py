"""The SMTP and LMTP listener: a mail is answered with 250 only when it is stored, and with 451 when that cannot be done now.

It takes mail for the desk's own address only, so it relays nothing for anybody. Source: RFC 5321, RFC 2033.
"""

import asyncio
import logging
import ssl
from collections import Counter
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Any, Final, TypeVar

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings
from django.db import DataError, close_old_connections, connection

from channels.mail.letters import Letter, RefusedLetterError
from channels.mail.models import ReceivedMail
from channels.mail.parse import MOST_BYTES
from channels.mail.receiving import Receiver
from channels.mail.tokens import is_ours
from channels.mail.verdicts import Peer, Verdict
from core.errors import DomainError, TooMany
from core.places import network_of

log = logging.getLogger(__name__)
T = TypeVar("T")

_AT_ONCE: Final = 4  # mails that are understood or stored at one time; more senders wait
_ASKED_AT_ONCE: Final = (
    16  # mails about which name servers are asked; each waits up to some fourteen seconds and does nothing else
)
_ASKED_OF_ONE: Final = 2
_MOST_INSIDE: Final = 50  # conversations: each may hold a mail of the largest size, so this is a gigabyte
_MOST_OF_ONE: Final = 5
_MOST_SENT: Final = 3 * MOST_BYTES  # so that most of what is too large is refused with a word
_LONGEST_LINE: Final = 2**20  # RFC 5321 allows a thousand signs, and what is longer is refused at its end
_MOST_RECIPIENTS: Final = 20
_SILENCE_SECONDS: Final = 60.0
_REFUSED = {"too_large": "552 5.3.4 Too large", "no_sender": "550 5.1.7 One sender in From is needed"}


class Hall:
    """Who is inside: so many conversations in all, so many of one network; and how many of its mails may be asked about at one time."""

    def __init__(self, *, most_of_one: int) -> None:
        self._most_of_one = most_of_one
        self._inside: Counter[str] = Counter()
        self._asking: dict[str, asyncio.Semaphore] = {}

    def enter(self, network: str) -> bool:
        """Whether there is room for one more from there."""
        if self._inside.total() >= _MOST_INSIDE or self._inside[network] >= self._most_of_one:
            return False
        self._inside[network] += 1
        return True

    def leave(self, network: str) -> None:
        """One that entered has ended."""
        self._inside[network] -= 1
        if not self._inside[network]:
            del self._inside[network]
            self._asking.pop(network, None)

    def asking(self, network: str) -> asyncio.Semaphore:
        """The places of one network before the domain name system: what its name servers hold up is only its own."""
        return self._asking.setdefault(network, asyncio.Semaphore(min(_ASKED_OF_ONE, self._most_of_one)))


class Door:
    """What aiosmtpd asks at each step of a conversation. `ours`: behind our own border server, which stands for all senders."""

    def __init__(self, receiver: Receiver, threads: Executor, *, ours: bool) -> None:
        self.receiver, self.ours = receiver, ours
        self.hall = Hall(most_of_one=_MOST_INSIDE if ours else _MOST_OF_ONE)
        self._threads = threads
        self._room = asyncio.Semaphore(_AT_ONCE)
        self._asked = asyncio.Semaphore(_ASKED_AT_ONCE)

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Only our own address, with or without a token."""
        if not is_ours(address):
            return "550 5.1.1 Not here"
        if len(envelope.rcpt_tos) >= _MOST_RECIPIENTS:
            return "452 4.5.3 Too many recipients"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, _server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - idem
        """Store the mail, then say so."""
        raw, recipients = envelope.original_content or b"", tuple(envelope.rcpt_tos)
        address = str(session.peer[0]) if session.peer else "127.0.0.1"
        peer = Peer(address, session.host_name or "", envelope.mail_from or "", ours=self.ours)
        receiver = self.receiver
        try:
            async with self._room:
                letter = await self._apart(lambda: receiver.understand(raw, peer=peer, recipients=recipients))
            async with self.hall.asking(network_of(address)), self._asked:
                verdict = await self._apart(lambda: receiver.weigh(raw, letter, peer))
            async with self._room:
                await self._apart(lambda: _stored(receiver, letter, verdict, peer))
        except Exception as fault:  # noqa: BLE001 - each has its answer; without one the sender's server would hang
            return _answer_to(fault)
        return "250 2.0.0 Stored"

    async def _apart(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)


def _stored(receiver: Receiver, letter: Letter, verdict: Verdict, peer: Peer) -> ReceivedMail:
    """On a connection to the database that ends with it."""
    close_old_connections()
    try:
        return receiver.keep(letter, verdict, peer)
    finally:
        connection.close()


def _answer_to(fault: Exception) -> str:
    """For good when it is the mail; when it is us or the database is away, the sender keeps the mail and comes again."""
    if isinstance(fault, RefusedLetterError):
        return _REFUSED.get(fault.code, "554 5.6.0 This mail cannot be read")
    if isinstance(fault, TooMany):
        return "451 4.7.0 Too many mails from this address, try again later"
    log.error("a mail could not be stored", exc_info=fault)
    if isinstance(fault, DataError | ValueError | DomainError):
        return "554 5.6.0 This mail cannot be kept"
    return "451 4.3.0 Not now, try again later"


class Guarded(SMTP):
    """A conversation that ends when there is no room for it, or when it sends more than any mail needs: aiosmtpd bounds neither."""

    def __init__(self, door: Door, **named: Any) -> None:
        super().__init__(door, **named)
        self._hall = door.hall
        self._network = ""
        self._arrived = self._unended = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Called again for STARTTLS, in the same conversation."""
        super().connection_made(transport)
        if self._network:
            return
        peer = transport.get_extra_info("peername")
        network = network_of(str(peer[0]) if peer else "127.0.0.1")
        if self._hall.enter(network):
            self._network = network
        else:
            self._cut_off("there is no room")

    def connection_lost(self, error: Exception | None) -> None:
        """Whatever ended it."""
        super().connection_lost(error)
        if self._network:
            self._hall.leave(self._network)
            self._network = ""

    def data_received(self, data: bytes) -> None:
        """A line without an end would be kept whole, and what is too large is read to its end before it is refused."""
        end = data.rfind(b"\n")
        self._unended = self._unended + len(data) if end < 0 else len(data) - end
        self._arrived += len(data)
        if self._unended > _LONGEST_LINE or self._arrived > _MOST_SENT:
            self._cut_off("it sent too much")
        else:
            super().data_received(data)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - aiosmtpd's name
        """Each mail is counted anew."""
        self._arrived = 0
        await super().smtp_DATA(arg)

    def _cut_off(self, why: str) -> None:
        log.warning("a conversation with %s was cut off: %s", self._network or "a stranger", why)
        if isinstance(self.transport, asyncio.WriteTransport):
            self.transport.abort()


class GuardedLMTP(Guarded, LMTP):
    """The same by LMTP."""


@asynccontextmanager
async def listening(
    receiver: Receiver, *, host: str, port: int, lmtp: bool = False, tls: ssl.SSLContext | None = None
) -> AsyncIterator[int]:
    """Listens while the block runs; gives the port, which is a free one when 0 is asked for."""
    kind = GuardedLMTP if lmtp else Guarded
    named: dict[str, Any] = {
        "data_size_limit": MOST_BYTES,
        "hostname": settings.OPERATOR["support_mail"].partition("@")[2],
        "ident": "Firstline",
        "timeout": _SILENCE_SECONDS,
        "enable_SMTPUTF8": True,
        "decode_data": False,
        "tls_context": tls,
    }
    with ThreadPoolExecutor(_AT_ONCE + _ASKED_AT_ONCE) as threads:
        door = Door(receiver, threads, ours=lmtp or bool(settings.MAIL_AUTHSERV_ID))
        server = await asyncio.get_running_loop().create_server(lambda: kind(door, **named), host, port)
        async with server:
            yield int(server.sockets[0].getsockname()[1])


def tls_context() -> ssl.SSLContext | None:
    """STARTTLS by the settings; None without a certificate."""
    if not settings.MAIL_TLS_CERTIFICATE:
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(settings.MAIL_TLS_CERTIFICATE, settings.MAIL_TLS_KEY or None)
    return context
