"""Who writes to the desk while it is hurt, in chat and by mail, and the mail server outside that takes what it sends."""

import asyncio
import email
import re
import smtplib
import threading
import urllib.parse
import urllib.request
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage, Message
from typing import Protocol
from urllib.error import URLError

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.faults.desk import Desk, free_port

SUPPORT = "support@aldermoor.example"
BORDER = "border.test"
# So long the mail server outside thinks about each mail: deliverers are killed in the middle of it.
THINKS_SECONDS = 0.15
# Of so many mails one is kept and never acknowledged: the line breaks first.
UNANSWERED = 5


@dataclass
class Visitor:
    """Says line after line in its chats until told to stop. Each has a key of its own and is sent again with it until it was taken."""

    desk: Desk
    keys: list[str]
    acknowledged: list[str] = field(default_factory=list)
    stopping: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Each third line is sent once more although it was acknowledged."""
        count = 0
        while not self.stopping.is_set():
            chat, key, body = self.keys[count % len(self.keys)], str(uuid.uuid4()), f"Line {count} of the visitor"
            while not self._say(chat, key, body):
                if self.stopping.wait(0.3):
                    return
            self.acknowledged.append(body)
            if count % 3 == 0:
                self._say(chat, key, body)
            count += 1
            self.stopping.wait(0.4)

    def _say(self, chat: str, key: str, body: str) -> bool:
        typed = urllib.parse.urlencode({"key": key, "body": body}).encode()
        request = urllib.request.Request(
            f"{self.desk.address}/chat/frame/say/", data=typed, headers={"X-Chat-Key": chat, "X-Chat": "1"}
        )
        try:
            with urllib.request.urlopen(request, timeout=5) as answer:
                return bool(answer.status == 204)
        except (URLError, OSError):
            return False


@dataclass
class Writer:
    """Hands mails over by SMTP until told to stop, as another mail server does: again until it hears 250."""

    port: int
    acknowledged: list[str] = field(default_factory=list)
    stopping: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Each from an address of its own; each third one is handed over once more although it was taken."""
        count = 0
        while not self.stopping.is_set():
            letter = _letter(count)
            while not self._hand_over(letter):
                if self.stopping.wait(0.3):
                    return
            self.acknowledged.append(str(letter["Subject"]))
            if count % 3 == 0:
                self._hand_over(letter)
            count += 1
            self.stopping.wait(0.4)

    def _hand_over(self, letter: EmailMessage) -> bool:
        try:
            with smtplib.SMTP("127.0.0.1", self.port, timeout=15) as line:
                line.send_message(letter, to_addrs=[SUPPORT])
        except (smtplib.SMTPException, OSError):
            return False
        return True


def _letter(count: int) -> EmailMessage:
    letter = EmailMessage()
    letter["From"], letter["To"] = f"writer{count}@mail.test", SUPPORT
    letter["Subject"], letter["Message-ID"] = f"Mail {count} of the writer", f"<{count}@mail.test>"
    letter.set_content("My deposit is missing.\n")
    return letter


@dataclass
class Outside:
    """A real mail server. It keeps every mail that it was handed, also those of which it could not say so."""

    port: int
    arrived: list[Message] = field(default_factory=list)
    thinking: threading.Event = field(default_factory=threading.Event)

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Keep it, think, say so: or break the line."""
        content = envelope.content
        assert isinstance(content, bytes)
        self.arrived.append(email.message_from_bytes(content))
        unanswered = len(self.arrived) % UNANSWERED == 0
        self.thinking.set()
        await asyncio.sleep(THINKS_SECONDS)
        self.thinking.clear()
        if unanswered and isinstance(server.transport, asyncio.Transport):
            server.transport.abort()
        return "250 OK"

    def in_the_middle(self, seconds: float = 2.0) -> bool:
        """Wait until a mail is being handed over: the worst moment to kill who does it."""
        return self.thinking.wait(seconds)

    @property
    def repeats(self) -> int:
        """How many mails came more than once."""
        return sum(count - 1 for count in Counter(str(each["Message-ID"]) for each in self.arrived).values())

    def renamed(self) -> int:
        """Mails of one content that came under several names."""
        names: dict[tuple[str, str, str], set[str]] = defaultdict(set)
        for each in self.arrived:
            names[(str(each["To"]), str(each["Subject"]), _words(each))].add(str(each["Message-ID"]))
        return sum(len(each) - 1 for each in names.values())


def _words(message: Message) -> str:
    """The text of a mail without its code, which is another one for each delivery."""
    parts = [part for part in message.walk() if part.get_content_type() == "text/plain"]
    text = b"".join(part.get_payload(decode=True) or b"" for part in parts)  # type: ignore[misc] # bytes, being decoded
    return re.sub(r"[0-9A-Z]{4}-[0-9A-Z]{4}", "", text.decode(errors="replace"))


@contextmanager
def outside() -> Iterator[Outside]:
    """It listens while the block runs."""
    box = Outside(free_port())
    controller = Controller(box, hostname="127.0.0.1", port=box.port)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()


def settings_for(box: Outside, mail_in: int) -> dict[str, str]:
    """A desk that takes mail at this port, believes its border server instead of asking far ones, and sends to the mail server outside."""
    return {"MAIL_LISTEN_PORT": str(mail_in), "MAIL_AUTHSERV_ID": BORDER, "EMAIL_URL": f"smtp://127.0.0.1:{box.port}"}


def not_once(desk: Desk, visitor: Visitor, writer: Writer) -> dict[str, int]:
    """What must all be zero: acknowledged words that are no message, and words that are there twice."""
    lines = Counter(str(row[0]) for row in desk.query("SELECT body FROM tickets_message WHERE channel = 'chat'"))
    mails = Counter(str(row[0]) for row in desk.query("SELECT subject FROM tickets_ticket WHERE channel = 'mail'"))
    said = {body: count for body, count in lines.items() if body.startswith("Line ")}
    return {
        "chat lines acknowledged and lost": len(set(visitor.acknowledged) - set(said)),
        "chat lines doubled": sum(said.values()) - len(said),
        "mails answered with 250 and lost": len(set(writer.acknowledged) - set(mails)),
        "mails doubled": sum(mails.values()) - len(mails),
    }


@dataclass(frozen=True)
class Words:
    """All that was written during a storm, and all that was mailed."""

    visitor: Visitor
    writer: Writer
    box: Outside


class Intake(Protocol):
    """Hands things in until `stopping` is set."""

    stopping: threading.Event

    def run(self) -> None: ...


def running(*each: Intake) -> list[threading.Thread]:
    """Let them begin."""
    threads = [threading.Thread(target=one.run, daemon=True) for one in each]
    for thread in threads:
        thread.start()
    return threads
