"""The IMAP fetcher: reads what is unseen in a mailbox, and marks it as seen only when it is stored. Source: RFC 3501."""

import imaplib
import logging
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import unquote, urlsplit

from django.db import InterfaceError, OperationalError

from channels.mail.letters import RefusedLetterError
from channels.mail.parse import MOST_BYTES
from channels.mail.receiving import Receiver
from core import clock
from core.errors import TooMany

log = logging.getLogger(__name__)

_SECONDS: Final = 30
_MOST_AT_ONCE: Final = 200
_PUT_OFF: Final = timedelta(hours=1)  # the budget of a sender is by the hour
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


# The mails that could not be taken, and when each may be tried again.
PutOff = dict[str, datetime]


def fetch(url: str, receiver: Receiver, *, put_off: PutOff | None = None) -> int:
    """Take in what is unseen in the mailbox of `url` (user, password, path); how many mails were stored.

    imaps is TLS from the first byte, imap+tls is STARTTLS, both with a certificate that this machine trusts; imap is neither.

    What can never be taken is marked as seen and flagged, for a person to look at. What cannot be stored now stays unseen, and the next
    call with the same `put_off` tries it after all that was never tried: no sender keeps another's mail out.
    """
    put_off = {} if put_off is None else put_off
    stored = 0
    with _mailbox(url) as box:
        for uid in _unseen(box, put_off):
            stored += _take(box, uid, receiver, put_off)
    return stored


@contextmanager
def _mailbox(url: str) -> Iterator[imaplib.IMAP4]:
    parts = urlsplit(url)
    box = _connected(parts.scheme, parts.hostname or "", parts.port or 0)
    try:
        box.login(unquote(parts.username or ""), unquote(parts.password or ""))
        name = unquote(parts.path.strip("/")) or "INBOX"
        answer, _count = box.select(f'"{name}"')
        if answer != "OK":
            raise imaplib.IMAP4.error(f"no mailbox {name}")
        yield box
    finally:
        try:
            box.logout()
        except (imaplib.IMAP4.error, OSError):  # it may be gone already
            log.debug("the mail server did not say goodbye")


def _connected(scheme: str, host: str, port: int) -> imaplib.IMAP4:
    # Given by us: of itself imaplib looks at no certificate, and our password would go to whoever answers.
    context = ssl.create_default_context()
    if scheme == "imaps":
        return imaplib.IMAP4_SSL(host, port or 993, ssl_context=context, timeout=_SECONDS)
    if scheme not in {"imap", "imap+tls"}:
        raise imaplib.IMAP4.error("MAIL_IMAP_URL begins with imaps://, imap+tls:// (STARTTLS) or imap://")
    box = imaplib.IMAP4(host, port or 143, timeout=_SECONDS)
    if scheme == "imap+tls":
        try:
            box.starttls(context)
        except (imaplib.IMAP4.error, OSError):
            with suppress(OSError):  # the failed handshake has closed it already
                box.shutdown()
            raise
    return box


def _unseen(box: imaplib.IMAP4, put_off: PutOff) -> list[str]:
    """What was never tried, then what may be tried again; of what is gone nothing is remembered."""
    _answer, found = box.uid("SEARCH", "UNSEEN")
    there = (found[0] or b"").decode("ascii").split()
    for uid in put_off.keys() - set(there):
        del put_off[uid]
    at = clock.now()
    fresh = [uid for uid in there if uid not in put_off]
    return [*fresh, *(uid for uid in there if uid in put_off and put_off[uid] <= at)][:_MOST_AT_ONCE]


def _take(box: imaplib.IMAP4, uid: str, receiver: Receiver, put_off: PutOff) -> bool:
    try:
        if _size(box, uid) > MOST_BYTES:
            raise RefusedLetterError("too_large")
        receiver.receive(_content(box, uid))
    except RefusedLetterError as refusal:
        log.warning("mail %s in the mailbox was refused: %s", uid, refusal.code)
        box.uid("STORE", uid, "+FLAGS", r"(\Seen \Flagged)")
        return False
    except TooMany:
        put_off[uid] = clock.now() + _PUT_OFF
        return False
    except (imaplib.IMAP4.error, OSError, OperationalError, InterfaceError):
        put_off[uid] = clock.now()  # behind the others, should it be this mail after all
        raise
    except Exception:  # one mail that breaks something must not stop all that follow
        log.exception("mail %s in the mailbox could not be stored, and is left", uid)
        box.uid("STORE", uid, "+FLAGS", r"(\Seen \Flagged)")
        return False
    box.uid("STORE", uid, "+FLAGS", r"(\Seen)")
    return True


def _size(box: imaplib.IMAP4, uid: str) -> int:
    _answer, found = box.uid("FETCH", uid, "(RFC822.SIZE)")
    # A server may say other things first, such as flags that changed.
    match = _SIZE.search(b" ".join(each for each in found if isinstance(each, bytes)))
    return int(match[1]) if match else 0


def _content(box: imaplib.IMAP4, uid: str) -> bytes:
    """The whole mail, without marking it."""
    _answer, found = box.uid("FETCH", uid, "(BODY.PEEK[])")
    return next((each[1] for each in found if isinstance(each, tuple)), b"")
