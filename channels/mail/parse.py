"""Bytes to a letter: pure, bounded, and for each input either a Letter or RefusedLetterError.

Sources: RFC 5322 (messages), RFC 2045 to 2049 and 2231 (MIME), RFC 3464 (delivery reports), RFC 3834 (automatic replies).
"""

import email
import hashlib
import re
from collections.abc import Iterator
from email.message import Message
from email.policy import compat32
from email.utils import getaddresses
from typing import Final

from channels.mail.kinds import kind_of
from channels.mail.letters import Bounce, Letter, RefusedLetterError
from channels.mail.parts import Content, content_of
from channels.mail.quoting import own_words
from channels.mail.wording import header_text
from core.contacts import normalise_email
from core.errors import InvalidInput
from tickets.categories import Language

MOST_BYTES: Final = 20 * 2**20
_MOST_NESTED: Final = 60
_MOST_WORK: Final = 3_000_000  # lines times boundaries: what the parser compares
_MOST_HEADER: Final = 4_000
_MOST_HEADERS: Final = 500
_MOST_HEADER_LINES: Final = 5_000
_MOST_REFERENCES: Final = 20
# To this parser a carriage return ends a line, to what checks signatures it does not: two readers, two senders.
_BARE_RETURN = re.compile(rb"\r(?!\n)")
# Visible ASCII: what else a name is made of, such as bytes of no charset or NUL, no column can hold.
_MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,500}>")
_HAN = re.compile(r"[\u3400-\u9fff]")
_LETTER = re.compile(r"[^\W\d_]")


class Headers:
    """The headers of a mail as raw text, by lower-case name, bounded.

    Raises RefusedLetterError (too_long) for too many: a signature may cover what was left unread.
    """

    def __init__(self, message: Message) -> None:
        self._all: dict[str, list[str]] = {}
        given = list(message.raw_items())
        if len(given) > _MOST_HEADERS:
            raise RefusedLetterError("too_long")
        for name, value in given:
            unfolded = " ".join(str(value)[: 2 * _MOST_HEADER].split())[:_MOST_HEADER]
            self._all.setdefault(str(name).lower(), []).append(unfolded)

    def every(self, name: str) -> list[str]:
        """All values under this name, the topmost first."""
        return self._all.get(name, [])

    def one(self, name: str) -> str:
        """The topmost value; empty without one."""
        return next(iter(self.every(name)), "")


def parse(raw: bytes, *, envelope_from: str | None = None, recipients: tuple[str, ...] = ()) -> Letter:
    """Understand a mail. `envelope_from` is what the server was told ("" is the null return path), None when nobody knows.

    Raises RefusedLetterError: too_large, too_deep, too_long, empty, no_sender, unreadable.
    """
    _check_bounds(raw)
    try:
        message = email.message_from_bytes(raw, policy=compat32)
        headers = Headers(message)
        content = content_of(message)
        return _letter(raw, headers, content, envelope_from, recipients)
    except RefusedLetterError:
        raise
    except (RecursionError, ValueError, LookupError, TypeError, AttributeError, AssertionError) as fault:
        # The standard parser has raised each of these on mails that were made to hurt it.
        raise RefusedLetterError("unreadable") from fault


def _check_bounds(raw: bytes) -> None:
    if len(raw) > MOST_BYTES:
        raise RefusedLetterError("too_large")
    if not raw.strip():
        raise RefusedLetterError("empty")
    head = head_of(raw)
    if head.count(b"\n") > _MOST_HEADER_LINES:
        raise RefusedLetterError("too_long")
    if _BARE_RETURN.search(head):
        raise RefusedLetterError("unreadable")
    lowered = raw.lower()
    boundaries, messages = lowered.count(b"boundary"), lowered.count(b"message/")
    if boundaries + messages > _MOST_NESTED or (boundaries + 1) * raw.count(b"\n") > _MOST_WORK:
        raise RefusedLetterError("too_deep")


def head_of(raw: bytes) -> bytes:
    """The lines before the first empty one, with their ends."""
    ends = [end + 1 for end in (raw.find(b"\n\r\n"), raw.find(b"\n\n")) if end >= 0]
    return raw[: min(ends, default=len(raw))]


def _letter(
    raw: bytes, headers: Headers, content: Content, envelope_from: str | None, recipients: tuple[str, ...]
) -> Letter:
    sender, name = _sender(headers)
    if envelope_from is None and headers.every("return-path"):
        envelope_from = headers.one("return-path").strip().strip("<>").strip()
    bounce = _bounce(content, headers)
    subject = header_text(headers.one("subject"))[:1000]
    full = content.text.strip()
    kind = kind_of(headers, sender=sender, envelope_from=envelope_from, subject=subject, bounced=bounce is not None)
    if not sender and not bounce and not (headers.every("from") or envelope_from):
        raise RefusedLetterError("no_sender")
    return Letter(
        message_id=_message_id(headers, raw),
        sender=sender,
        sender_name=name,
        recipients=_recipients(headers, recipients),
        subject=subject,
        text=own_words(full),
        full=full,
        language=language_of(f"{subject} {full[:5000]}"),
        kind=kind,
        references=_references(headers),
        files=content.files,
        left_out=content.left_out,
        bounce=bounce,
        results=tuple(headers.every("authentication-results")[:10]),
    )


def _sender(headers: Headers) -> tuple[str, str]:
    """Address and name of the one who writes. Two From headers, or two addresses in one, name nobody: which one was checked?"""
    froms = headers.every("from")
    if len(froms) != 1:
        return "", ""
    found = _addresses(froms[0])
    if len(found) != 1:
        return "", ""
    name, address = found[0]
    return address, header_text(name)[:120]


def _addresses(value: str) -> list[tuple[str, str]]:
    """Names and normalised addresses. Parted before encoded words are read: what is inside them is only a name."""
    try:
        pairs = getaddresses([value[:2000]])
    except (RecursionError, ValueError, IndexError):
        return []
    found = []
    for name, address in pairs[:100]:
        try:
            found.append((name, normalise_email(address)))
        except InvalidInput:
            if address:
                found.append((name, ""))
    return found


def _recipients(headers: Headers, envelope: tuple[str, ...]) -> tuple[str, ...]:
    names = ("to", "cc", "delivered-to", "x-original-to", "envelope-to")
    found = [address for name in names for value in headers.every(name)[:5] for _name, address in _addresses(value)]
    return tuple(dict.fromkeys([each.lower() for each in envelope] + [each for each in found if each]))


def _message_id(headers: Headers, raw: bytes) -> str:
    """Its name. A mail without one gets it from its content: the same mail again is the same."""
    match = _MESSAGE_ID.search(headers.one("message-id"))
    return match[0] if match else f"<{hashlib.sha256(raw).hexdigest()}@nameless.invalid>"


def _references(headers: Headers) -> tuple[str, ...]:
    nearest = _MESSAGE_ID.findall(headers.one("in-reply-to"))
    chain = _MESSAGE_ID.findall(headers.one("references"))[::-1]
    return tuple(dict.fromkeys([*nearest, *chain]))[:_MOST_REFERENCES]


def _bounce(content: Content, headers: Headers) -> Bounce | None:
    """What a delivery report says; None for what is none. Reports without the format, as old servers write them, have only their names."""
    if not content.report:
        return None
    fields = {name.lower(): str(value)[:500] for block in content.report for name, value in _pairs(block)}
    status = re.search(
        r"\b[245]\.\d{1,3}\.\d{1,3}\b", fields.get("status", "") + " " + fields.get("diagnostic-code", "")
    )
    recipient = (fields.get("final-recipient") or fields.get("original-recipient") or "").rpartition(";")[2]
    found = _addresses(recipient.strip())
    ids = [*_MESSAGE_ID.findall(content.returned), *_references(headers)]
    return Bounce(
        failed=fields.get("action", "").strip().lower() == "failed",
        status=status[0] if status else "",
        recipient=found[0][1] if found else "",
        message_ids=tuple(dict.fromkeys(ids))[:_MOST_REFERENCES],
    )


def _pairs(block: Message) -> Iterator[tuple[str, str]]:
    return ((str(name), str(value)) for name, value in list(block.raw_items())[:50])


def language_of(text: str) -> str:
    """Chinese when a tenth of the letters are Han: names and amounts are Latin in Chinese mails too."""
    letters = len(_LETTER.findall(text))
    return Language.ZH if letters and len(_HAN.findall(text)) * 10 >= letters else Language.EN
