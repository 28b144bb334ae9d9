"""Mail over TLS: our listener takes it, and our password goes to no server whose certificate nobody vouches for."""

import imaplib
import secrets
import smtplib
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest

from channels.mail.fetching import fetch
from channels.mail.models import ReceivedMail
from channels.mail.receiving import Receiver
from tests.channels.mail.certificates import Papers, papers
from tests.channels.mail.corpus import DESK, letter
from tests.channels.mail.test_ways_in import DNS, Mailbox, door, mail_server, mailbox

__all__ = ["mail_server", "mailbox"]


@pytest.fixture(scope="module")
def cert(tmp_path_factory: pytest.TempPathFactory) -> Papers:
    """Of 127.0.0.1."""
    return papers(tmp_path_factory.mktemp("papers"))


@pytest.fixture
def trusted(cert: Papers, monkeypatch: pytest.MonkeyPatch) -> None:
    """This machine trusts who signed it."""
    monkeypatch.setenv("SSL_CERT_FILE", str(cert.authority))


@pytest.fixture(scope="module")
def server(cert: Papers) -> Iterator[int]:
    """The port of a mail server in memory that offers STARTTLS and lets nobody sign in before it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    words = f"--host 127.0.0.1 --port {port} dict --demo-user desk --demo-password secret".split()
    tls = ["--cert", str(cert.certificate), "--key", str(cert.key)]
    running = subprocess.Popen([sys.executable, "-c", "from pymap.main import main; main()", *tls, *words])
    try:
        for _ in range(100):
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            time.sleep(0.1)
        yield port
    finally:
        running.kill()
        running.wait()


@contextmanager
def wrapped(port: int, cert: Papers) -> Iterator[int]:
    """A port that speaks TLS from the first byte, before a server that does not."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert.certificate, cert.key)

    def pump(source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while part := source.recv(65536):
                sink.sendall(part)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(10)

        def serve() -> None:
            with (
                suppress(OSError),
                context.wrap_socket(listening.accept()[0], server_side=True) as front,
                socket.create_connection(("127.0.0.1", port), timeout=10) as back,
            ):
                threading.Thread(target=pump, args=(back, front), daemon=True).start()
                pump(front, back)

        threading.Thread(target=serve, daemon=True).start()
        yield int(listening.getsockname()[1])


def sealed_mailbox(port: int, cert: Papers) -> str:
    """The name of a mailbox in which one mail lies."""
    name = f"box-{secrets.token_hex(4)}"
    box = imaplib.IMAP4("127.0.0.1", port, timeout=10)
    box.starttls(ssl.create_default_context(cafile=str(cert.authority)))
    box.login("desk", "secret")
    box.create(name)
    box.append(name, "", "", letter("sealed"))
    box.logout()
    return name


@pytest.mark.usefixtures("house", "trusted")
def test_a_mailbox_is_read_by_tls_from_the_first_byte(mailbox: Mailbox, cert: Papers) -> None:
    mailbox.append(letter("sealed"))
    with wrapped(mailbox.port, cert) as port:
        assert fetch(f"imaps://desk:secret@127.0.0.1:{port}/{mailbox.name}", Receiver(DNS.resolve)) == 1


@pytest.mark.usefixtures("house", "trusted")
def test_a_mailbox_is_read_by_starttls(server: int, cert: Papers) -> None:
    name = sealed_mailbox(server, cert)
    assert fetch(f"imap+tls://desk:secret@127.0.0.1:{server}/{name}", Receiver(DNS.resolve)) == 1


@pytest.mark.usefixtures("house")
def test_a_server_that_nobody_vouches_for_hears_no_password(server: int, cert: Papers) -> None:
    with pytest.raises(ssl.SSLCertVerificationError):
        fetch(f"imap+tls://desk:secret@127.0.0.1:{server}/Sealed", Receiver(DNS.resolve))
    with wrapped(server, cert) as port, pytest.raises(ssl.SSLCertVerificationError):
        fetch(f"imaps://desk:secret@127.0.0.1:{port}/Sealed", Receiver(DNS.resolve))


@pytest.mark.usefixtures("house", "trusted")
def test_a_certificate_of_another_name_is_none(server: int) -> None:
    with pytest.raises(ssl.SSLCertVerificationError):
        fetch(f"imap+tls://desk:secret@localhost:{server}/Sealed", Receiver(DNS.resolve))


@pytest.mark.usefixtures("house")
def test_an_address_of_no_known_kind_is_refused() -> None:
    with pytest.raises(imaplib.IMAP4.error, match="imaps://"):
        fetch("pop3://desk:secret@127.0.0.1/INBOX", Receiver(DNS.resolve))


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("house")
def test_our_listener_takes_mail_by_starttls(cert: Papers, settings: Any) -> None:
    settings.MAIL_TLS_CERTIFICATE, settings.MAIL_TLS_KEY = str(cert.certificate), str(cert.key)
    with door() as port, smtplib.SMTP("127.0.0.1", port, timeout=10) as line:
        line.starttls(context=ssl.create_default_context(cafile=str(cert.authority)))
        assert isinstance(line.sock, ssl.SSLSocket)
        line.sendmail("cleo@mail.test", [DESK], letter("sealed"))
    assert ReceivedMail.objects.get().message is not None


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("house")
def test_what_is_sent_before_the_seal_does_not_count_behind_it(cert: Papers, settings: Any) -> None:
    """A command put in by somebody on the line, before TLS begins, is not carried out after it (CVE-2011-0411)."""
    settings.MAIL_TLS_CERTIFICATE, settings.MAIL_TLS_KEY = str(cert.certificate), str(cert.key)
    context = ssl.create_default_context(cafile=str(cert.authority))
    with door() as port, socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        said = line.makefile("rb")
        said.readline()
        line.sendall(b"EHLO x.test\r\n")
        while not said.readline().startswith(b"250 "):
            pass
        line.sendall(b"STARTTLS\r\nNOOP injected\r\n")
        assert said.readline().startswith(b"220")
        with suppress(OSError), context.wrap_socket(line, server_hostname="127.0.0.1") as sealed:
            sealed.settimeout(1)
            with pytest.raises(TimeoutError):
                sealed.recv(1000)
