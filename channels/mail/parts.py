"""What a mail holds: its text, its files, and in a delivery report what is reported. One walk, nothing opened twice."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message
from typing import Final

from channels.mail.wording import MOST_BYTES, decoded, header_text, text_of_html
from core.files import IncomingFile
from tickets.services.attaching import LARGEST, MOST_FILES

_MOST_PARTS: Final = 300
_MOST_TEXT: Final = 200_000
_SMALLEST_PICTURE: Final = 2_000  # bytes: what is smaller and shown inline is a counter or a line


@dataclass
class Content:
    """`report` are the blocks of a delivery report, `returned` the headers of the mail that it is about."""

    plain: list[str] = field(default_factory=list)
    rich: list[str] = field(default_factory=list)
    kept: list[IncomingFile] = field(default_factory=list)
    left_out: int = 0
    report: list[Message] = field(default_factory=list)
    returned: str = ""

    @property
    def text(self) -> str:
        """The plain text if there is any, else what the HTML shows."""
        plain = "\n\n".join(each for each in self.plain if each.strip())
        return (plain or "\n\n".join(filter(None, map(text_of_html, self.rich))))[:_MOST_TEXT]

    @property
    def files(self) -> tuple[IncomingFile, ...]:
        return tuple(self.kept)


def content_of(message: Message) -> Content:
    """Walk a mail."""
    content = Content()
    for count, part in enumerate(_leaves(message, 0)):
        if count >= _MOST_PARTS:
            content.left_out += 1
            break
        _sort(part, content)
    return content


def _leaves(part: Message, depth: int) -> Iterator[Message]:
    """All parts that are no container. A mail inside a mail is one part: what stands in it was not said here."""
    payload = part.get_payload()
    if part.get_content_maintype() == "multipart" and isinstance(payload, list) and depth < 50:
        for each in payload:
            if isinstance(each, Message):
                yield from _leaves(each, depth + 1)
    else:
        yield part


def _sort(part: Message, content: Content) -> None:
    kind = part.get_content_type()
    if kind == "message/delivery-status":
        payload = part.get_payload()
        content.report += [each for each in payload if isinstance(each, Message)] if isinstance(payload, list) else []
    elif kind in {"text/rfc822-headers", "message/rfc822", "message/global-headers", "message/global"}:
        content.returned = content.returned or _heads(part)
        if not content.report and kind in {"message/rfc822", "message/global"}:
            _keep(part, content, _whole(part), "message.eml")
    elif kind in {"text/plain", "text/html"} and not _is_file(part):
        raw = _bytes(part)[:MOST_BYTES]
        (content.plain if kind == "text/plain" else content.rich).append(decoded(raw, _charset(part)))
    elif part.get_content_maintype() != "multipart":
        raw = _bytes(part)
        inline = str(part.get("content-disposition", "")).lower().startswith("inline") or part.get("content-id")
        if not (inline and part.get_content_maintype() == "image" and len(raw) < _SMALLEST_PICTURE):
            _keep(part, content, raw, "")


def _heads(part: Message) -> str:
    payload = part.get_payload()
    if isinstance(payload, list) and payload and isinstance(payload[0], Message):
        return " ".join(str(payload[0].get(name, ""))[:1000] for name in ("message-id",))
    lines = _bytes(part)[:20_000].decode("ascii", "replace").splitlines()
    return " ".join(line for line in lines if line.lower().startswith("message-id:"))


def _keep(part: Message, content: Content, raw: bytes, otherwise: str) -> None:
    if not raw:
        return
    if len(raw) > LARGEST or len(content.kept) >= MOST_FILES:
        content.left_out += 1
        return
    name = _name(part) or otherwise or "file"
    content.kept.append(IncomingFile(name=name, content=raw, claimed_type=part.get_content_type()[:100]))


def _is_file(part: Message) -> bool:
    disposition = str(part.get("content-disposition", "")).strip().lower()
    return disposition.startswith("attachment") or (bool(_name(part)) and not disposition.startswith("inline"))


def _name(part: Message) -> str:
    """The sender's name for a file, in whichever of the ways that programs write it."""
    try:
        return header_text(str(part.get_filename("") or ""))[:255]
    except (LookupError, ValueError, TypeError, AttributeError):
        return ""


def _charset(part: Message) -> str:
    try:
        return str(part.get_param("charset", "") or "")[:40]
    except (LookupError, ValueError, TypeError, AttributeError):
        return ""


def _bytes(part: Message) -> bytes:
    try:
        raw = part.get_payload(decode=True)
    except (LookupError, ValueError, TypeError, AssertionError):
        return b""
    return raw if isinstance(raw, bytes) else b""


def _whole(part: Message) -> bytes:
    payload = part.get_payload()
    try:
        return payload[0].as_bytes() if isinstance(payload, list) and payload else _bytes(part)  # type: ignore[union-attr] # a list of messages
    except (LookupError, ValueError, TypeError, AttributeError, RecursionError):
        return b""
