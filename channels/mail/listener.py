"""The SMTP and LMTP listener: a mail is answered with 250 only when it is stored, and with 451 when that cannot be done now.

It takes mail for the desk's own address only, so it relays nothing for anybody. Source: RFC 5321, RFC 2033.
"""

import asyncio
import logging
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings
from django.db import close_old_connections, connection

from channels.mail.letters import RefusedLetterError
from channels.mail.parse import MOST_BYTES
from channels.mail.receiving import Receiver
from channels.mail.tokens import is_ours
from channels.mail.verdicts import Peer
from core.errors import TooMany

log = logging.getLogger(__name__)

_AT_ONCE: Final = 4  # mails that are understood at one time; more senders wait
_MOST_RECIPIENTS: Final = 20
_SILENCE_SECONDS: Final = 60.0
_REFUSED = {"too_large": "552 5.3.4 Too large", "no_sender": "550 5.1.7 One sender in From is needed"}


class Door:
    """What aiosmtpd asks at each step of a conversation."""

    def __init__(self, receiver: Receiver) -> None:
        self.receiver = receiver
        self._room = asyncio.Semaphore(_AT_ONCE)

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
        content = envelope.original_content or b""
        address = session.peer[0] if isinstance(session.peer, tuple) else "127.0.0.1"
        peer = Peer(address=address, helo=session.host_name or "", mail_from=envelope.mail_from or "")
        async with self._room:
            return await asyncio.to_thread(self._store, content, peer, tuple(envelope.rcpt_tos))

    def _store(self, content: bytes, peer: Peer, recipients: tuple[str, ...]) -> str:
        close_old_connections()
        try:
            self.receiver.receive(content, peer=peer, recipients=recipients)
        except RefusedLetterError as refusal:
            return _REFUSED.get(refusal.code, "554 5.6.0 This mail cannot be read")
        except TooMany:
            return "451 4.7.0 Too many mails from this address, try again later"
        except Exception:  # a fault of ours or the database is away: the sender keeps the mail and comes again
            log.exception("a mail could not be stored")
            return "451 4.3.0 Not now, try again later"
        finally:
            connection.close()
        return "250 2.0.0 Stored"


@asynccontextmanager
async def listening(
    receiver: Receiver, *, host: str, port: int, lmtp: bool = False, tls: ssl.SSLContext | None = None
) -> AsyncIterator[int]:
    """Listens while the block runs; gives the port, which is a free one when 0 is asked for."""
    door = Door(receiver)
    kind = LMTP if lmtp else SMTP
    named: dict[str, Any] = {
        "data_size_limit": MOST_BYTES,
        "hostname": settings.OPERATOR["support_mail"].partition("@")[2],
        "ident": "Firstline",
        "timeout": _SILENCE_SECONDS,
        "enable_SMTPUTF8": True,
        "decode_data": False,
        "tls_context": tls,
    }
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
