"""The two ways in, by the real protocols: SMTP and LMTP into our listener, IMAP from a server that speaks it."""

import asyncio
import imaplib
import secrets
import smtplib
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from email.message import Message
from functools import partial
from typing import Any

import pytest
import time_machine
from django.db import DataError, OperationalError, connection
from django.test import Client

from channels.mail.fetching import PutOff, fetch
from channels.mail.letters import Letter
from channels.mail.listener import listening, tls_context
from channels.mail.models import ReceivedMail
from channels.mail.receiving import Receiver
from channels.mail.verdicts import Peer, Verdict
from core import clock
from core.errors import TooMany
from outbox.services import deliver_due, forget_old_keys
from tests.channels.mail.corpus import DESK, letter
from tests.channels.mail.domains import Records, signed
from tests.notifications.test_mail_server import Mailbox as Outside
from tests.notifications.test_mail_server import mailbox as outside
from tests.notifications.test_mail_server import port, to_smtp
from tests.people import House, sign_in
from tickets.models import Message as Said
from tickets.models import Ticket

__all__ = ["outside", "port", "to_smtp"]
DNS = Records().signs("mail.test")


@contextmanager
def door(receiver: Receiver | None = None, *, lmtp: bool = False) -> Iterator[int]:
    """Our listener on a free port, in a thread with a loop of its own."""
    ready, stop, told = threading.Event(), asyncio.Event(), {"port": 0}
    loop = asyncio.new_event_loop()

    async def run() -> None:
        async with listening(
            receiver or Receiver(DNS.resolve), host="127.0.0.1", port=0, lmtp=lmtp, tls=tls_context()
        ) as port:
            told["port"] = port
            ready.set()
            await stop.wait()

    def serve() -> None:
        loop.run_until_complete(run())
        loop.run_until_complete(loop.shutdown_default_executor())
        loop.close()

    thread = threading.Thread(target=serve)
    thread.start()
    assert ready.wait(10)
    try:
        yield told["port"]
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(20)


def send(
    port: int, raw: bytes, *, to: str = DESK, sender: str = "cleo@mail.test", kind: Any = smtplib.SMTP
) -> tuple[int, bytes]:
    """One mail; what the server answered to its content."""
    with kind("127.0.0.1", port) as server:
        server.ehlo_or_helo_if_needed()
        server.mail(sender)
        code, said = server.rcpt(to)
        return server.data(raw) if code == 250 else (code, said)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("house")
@pytest.mark.parametrize("lmtp", [False, True], ids=["SMTP", "LMTP"])
def test_250_means_stored(lmtp: bool) -> None:
    kind = partial(smtplib.LMTP, local_hostname="mx.mail.test") if lmtp else smtplib.SMTP
    with door(lmtp=lmtp) as port:
        assert send(port, signed(letter("hello"), "mail.test"), kind=kind)[0] == 250
    kept = ReceivedMail.objects.get()
    assert kept.message is not None
    assert kept.verified


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("house")
def test_we_relay_for_nobody() -> None:
    with door() as port:
        for to in (
            "victim@mail.test",
            "support@aldermoor.example.bad.test",
            "other@aldermoor.example",
            "victim%mail.test@aldermoor.example",
        ):
            assert send(port, letter("x"), to=to)[0] in {501, 550, 553}
    assert not ReceivedMail.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("house")
def test_what_cannot_be_read_is_refused_for_good() -> None:
    with door() as port:
        assert send(port, b"Subject: x\r\n\r\nhello", sender="")[0] in {550, 554}
        assert send(port, letter("fine"))[0] == 250


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("house")
def test_a_database_that_is_away_makes_the_sender_come_again() -> None:
    """Its connection is cut while the mail is kept; the sender keeps the mail, and its second try is the first ticket."""
    cuts = iter([True])

    class Cut(Receiver):
        def keep(self, letter: Letter, verdict: Verdict, peer: Peer | None) -> ReceivedMail:
            if next(cuts, False):
                with suppress(OperationalError), connection.cursor() as cursor:
                    cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
            return super().keep(letter, verdict, peer)

    with door(Cut(DNS.resolve)) as port:
        assert send(port, letter("hello"))[0] == 451
        assert not ReceivedMail.objects.exists()
        assert send(port, letter("hello"))[0] == 250
    assert Ticket.objects.count() == 1


class Mailbox:
    """The mailbox of a mail server that speaks IMAP: where mails are put, and what was marked."""

    def __init__(self, port: int, name: str) -> None:
        self.port, self.name, self.url = port, name, f"imap://desk:secret@127.0.0.1:{port}/{name}"

    @contextmanager
    def opened(self) -> Iterator[imaplib.IMAP4]:
        """Signed in, with the mailbox chosen."""
        with imaplib.IMAP4("127.0.0.1", self.port, timeout=10) as box:
            box.login("desk", "secret")
            box.select(self.name)
            yield box

    def append(self, raw: bytes) -> None:
        """Put a mail in."""
        with self.opened() as box:
            box.append(self.name, "", "", raw)

    def flags(self) -> list[set[str]]:
        """How each mail is marked."""
        with self.opened() as box:
            _answer, found = box.uid("FETCH", "1:*", "(FLAGS)")
        return [
            {name for name in ("Seen", "Flagged") if name.encode() in line} for line in found if isinstance(line, bytes)
        ]


@pytest.fixture(scope="module")
def mail_server() -> Iterator[int]:
    """Its port: a server in memory (pymap), a process of its own, one for all tests."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    words = f"--host 127.0.0.1 --port {port} --no-tls dict --demo-user desk --demo-password secret"
    server = subprocess.Popen(
        [sys.executable, "-c", "from pymap.main import main; main()", *words.split()],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(100):
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            time.sleep(0.1)
        yield port
    finally:
        server.kill()
        server.wait()


@pytest.fixture
def mailbox(mail_server: int) -> Mailbox:
    """A mailbox that nobody has written to."""
    name = f"box-{secrets.token_hex(4)}"
    with imaplib.IMAP4("127.0.0.1", mail_server, timeout=10) as box:
        box.login("desk", "secret")
        box.create(name)
    return Mailbox(mail_server, name)


@pytest.mark.usefixtures("house")
def test_a_mailbox_is_read_once(mailbox: Mailbox) -> None:
    mailbox.append(letter("one"))
    mailbox.append(letter("two", sender="new@mail.test"))
    assert fetch(mailbox.url, Receiver()) == 2
    assert fetch(mailbox.url, Receiver()) == 0
    assert mailbox.flags() == [{"Seen"}, {"Seen"}]
    assert sorted(Said.objects.values_list("body", flat=True)) == ["one", "two"]


@pytest.mark.usefixtures("house")
def test_what_was_stored_and_not_marked_is_not_stored_again(mailbox: Mailbox) -> None:
    raw = letter("one")
    mailbox.append(raw)
    Receiver().receive(raw)
    assert fetch(mailbox.url, Receiver()) == 1
    assert Said.objects.count() == 1


@pytest.mark.usefixtures("house")
def test_a_mail_that_cannot_be_read_is_flagged_and_stops_nothing(mailbox: Mailbox) -> None:
    mailbox.append(b"Subject: nobody\r\n\r\nhello\r\n")
    mailbox.append(letter("fine"))
    assert fetch(mailbox.url, Receiver()) == 1
    assert mailbox.flags() == [{"Seen", "Flagged"}, {"Seen"}]


class Away(Receiver):
    """A receiver whose database is away."""

    def receive(self, raw: bytes, **_more: object) -> ReceivedMail:
        """As a connection that is cut would."""
        raise OperationalError(str(len(raw)))


@pytest.mark.usefixtures("house")
def test_a_mail_that_could_not_be_stored_stays_unseen(mailbox: Mailbox) -> None:
    mailbox.append(letter("one"))

    with pytest.raises(OperationalError):
        fetch(mailbox.url, Away())
    assert mailbox.flags() == [set()]
    assert fetch(mailbox.url, Receiver()) == 1


MADE_TO_STOP = {
    "a name of no charset": b"Message-ID: <\xff1@x.test>",
    "a name with NUL": b"Message-ID: <\x001@x.test>",
    "a reference of no charset": b"Message-ID: <1@x.test>\r\nIn-Reply-To: <\xff1@x.test>",
}


def _made_to_stop(name: str) -> bytes:
    """A mail that the desk cannot keep as it is."""
    if name in MADE_TO_STOP:
        return b"From: evil@bad.test\r\n" + MADE_TO_STOP[name] + b"\r\n\r\nhello"
    return {
        "secrets without end": letter("pwd:abcde1\n" * 4000, sender="evil@bad.test"),
        "signs that come apart": letter("\ufb2c" * 40_000, sender="evil@bad.test"),
        "a name that comes apart": letter("hi", sender="=?utf-8?b?" + "76ys" * 100 + "?= <evil@bad.test>"),
    }[name]


STOPPING = [*MADE_TO_STOP, "secrets without end", "signs that come apart", "a name that comes apart"]


@pytest.mark.usefixtures("house")
@pytest.mark.parametrize("name", STOPPING)
def test_no_mail_keeps_out_the_next_one(mailbox: Mailbox, name: str) -> None:
    mailbox.append(_made_to_stop(name))
    mailbox.append(letter("fine", sender="new@mail.test"))
    assert fetch(mailbox.url, Receiver()) == 2
    assert Said.objects.filter(body="fine").exists()


@pytest.mark.usefixtures("house")
def test_a_mail_that_comes_again_after_its_key_was_forgotten_is_the_same(mailbox: Mailbox) -> None:
    raw = letter("one", sender="new@mail.test")
    Receiver().receive(raw)
    forget_old_keys(at=clock.now() + timedelta(days=31))
    mailbox.append(raw)
    mailbox.append(letter("two", sender="new@mail.test"))
    assert fetch(mailbox.url, Receiver()) == 2
    assert sorted(Said.objects.values_list("body", flat=True)) == ["one", "two"]


class Broken(Receiver):
    """A receiver that one mail breaks, as no mail should."""

    def understand(self, raw: bytes, **more: Any) -> Letter:
        """By the word in it."""
        if b"poison" in raw:
            raise DataError("what no column can hold")
        if b"busy" in raw:
            raise TooMany
        return super().understand(raw, **more)


@pytest.mark.usefixtures("house")
def test_what_breaks_the_desk_is_flagged_and_stops_nothing(mailbox: Mailbox) -> None:
    mailbox.append(letter("poison"))
    mailbox.append(letter("fine"))
    assert fetch(mailbox.url, Broken()) == 1
    assert mailbox.flags() == [{"Seen", "Flagged"}, {"Seen"}]


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("house")
def test_a_line_without_an_end_is_cut_off() -> None:
    with door() as port, socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        for said in (b"HELO x.test", b"MAIL FROM:<a@x.test>", f"RCPT TO:<{DESK}>".encode(), b"DATA"):
            line.recv(1000)
            line.sendall(said + b"\r\n")
        line.recv(1000)
        with pytest.raises((BrokenPipeError, ConnectionResetError)):
            line.sendall(b"x" * (70 * 2**20))


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("house")
def test_one_network_holds_up_nobody_else() -> None:
    """Its name servers take their time, and it sends twenty mails at once; somebody else's mail is stored meanwhile."""

    def resolve(name: str, kind: str) -> list[Any]:
        if "bad.test" in name:
            time.sleep(4)
        return DNS.resolve(name, kind)

    def slow(place: int) -> None:
        with suppress(OSError, smtplib.SMTPException), smtplib.SMTP("127.0.0.1", place, timeout=30) as server:
            server.sendmail("x@bad.test", [DESK], letter("slow", sender="x@bad.test"))

    with door(Receiver(resolve)) as port:
        crowd = [threading.Thread(target=slow, args=(port,)) for _ in range(20)]
        for each in crowd:
            each.start()
        time.sleep(1)
        began = time.perf_counter()
        with smtplib.SMTP("127.0.0.1", port, timeout=30, source_address=("127.0.0.2", 0)) as server:
            server.sendmail("dora@mail.test", [DESK], letter("fine", sender="dora@mail.test"))
        took = time.perf_counter() - began
        for each in crowd:
            each.join()
    assert took < 3
    assert 0 < Said.objects.filter(body="slow").count() <= 5


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("house")
def test_what_breaks_the_desk_does_not_come_again_by_smtp() -> None:
    with door(Broken(DNS.resolve)) as port:
        assert send(port, letter("poison"))[0] == 554
        assert send(port, letter("busy"))[0] == 451


@pytest.mark.usefixtures("house")
def test_what_must_wait_waits_behind_what_was_never_tried(mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sender over its limit keeps nobody out, however many of its mails are older."""
    monkeypatch.setattr("channels.mail.fetching._MOST_AT_ONCE", 20)
    with mailbox.opened() as box:
        for n in range(22):
            box.append(mailbox.name, "", "", letter(f"busy {n}"))
        box.append(mailbox.name, "", "", letter("Where is my deposit?", sender="Dora <dora@mail.test>"))
    put_off: PutOff = {}
    with time_machine.travel(clock.now(), tick=False) as now:
        assert fetch(mailbox.url, Broken(), put_off=put_off) == 0
        assert fetch(mailbox.url, Broken(), put_off=put_off) == 1
        assert Ticket.objects.get().customer.email == "dora@mail.test"
        assert fetch(mailbox.url, Receiver(), put_off=put_off) == 0
        now.shift(timedelta(hours=1, seconds=1))
        assert fetch(mailbox.url, Receiver(), put_off=put_off) > 0


def _text(message: Message) -> str:
    """The plain text of a mail that arrived."""
    parts = [part.get_payload(decode=True) for part in message.walk() if part.get_content_type() == "text/plain"]
    return b"".join(part for part in parts if isinstance(part, bytes)).decode()


@pytest.mark.django_db(transaction=True)
def test_from_the_first_mail_to_the_answer_to_our_answer(house: House, outside: Outside) -> None:
    """SMTP in, the agent's page, SMTP out, and the customer's answer by the token and References on the same ticket."""
    with door() as port:
        raw = signed(letter("Where is my deposit?", sender="Dora <dora@mail.test>"), "mail.test")
        assert send(port, raw, sender="dora@mail.test")[0] == 250
        ticket = Ticket.objects.get()
        agent = sign_in(Client(), house.bob)
        page = f"/desk/tickets/{ticket.number}/"
        assert "Sender verified" in agent.get(page).content.decode()
        agent.post(
            f"{page}reply/",
            {"visibility": "public", "body": "It is on its way.", "key": str(uuid.uuid4()), "version": ticket.version},
        )
        deliver_due(at=clock.now())
        heads = next(each for each in outside.arrived if "It is on its way." in _text(each))
        assert raw.split(b"Message-ID: ")[1].split(b"\r\n")[0].decode() in heads["References"]
        again = letter(
            "Thank you!\n\nOn Tue, Nov 3, 2026 at 10:00 Aldermoor <x@y.test> wrote:\n> It is on its way.\n> Bob",
            sender="Dora <dora@mail.test>",
            to=heads["Reply-To"],
            more=f"In-Reply-To: {heads['Message-ID']}\r\nReferences: {heads['Message-ID']}\r\n",
        )
        assert send(port, signed(again, "mail.test"), to=heads["Reply-To"], sender="dora@mail.test")[0] == 250
    assert Ticket.objects.count() == 1
    assert [each.body for each in ticket.messages.order_by("id")] == [
        "Where is my deposit?",
        "It is on its way.",
        "Thank you!",
    ]
    assert "The whole mail" in agent.get(page).content.decode()
