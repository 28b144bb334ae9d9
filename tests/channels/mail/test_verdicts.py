"""Who is proven: by signatures and policies that are really checked, against records of our own."""

import time

import pytest
from dkim.canonicalization import ALGORITHMS, Relaxed

from channels.mail.letters import RefusedLetterError
from channels.mail.parse import parse
from channels.mail.verdicts import Peer, checked, told_by
from tests.channels.mail.corpus import letter
from tests.channels.mail.domains import Records, endless_key, signed

RAW = letter("hi", sender="Cleo <cleo@mail.test>")
STRANGER = Peer("192.0.2.9", "mx.bad.test", "x@bad.test")
SERVER = Peer("198.51.100.7", "mx.mail.test", "cleo@mail.test")
DNS = (
    Records()
    .signs("mail.test")
    .signs("bad.test")
    .signs("sub.mail.test")
    .sends_from("mail.test", "v=spf1 ip4:198.51.100.0/24 -all")
)


def test_a_signature_of_the_senders_domain_proves() -> None:
    verdict = checked(signed(RAW, "mail.test"), STRANGER, "cleo@mail.test", DNS.resolve)
    assert (verdict.dkim, verdict.verified) == ("pass", True)


@pytest.mark.parametrize("domain", ["bad.test", "sub.mail.test"])
def test_a_signature_of_another_domain_proves_nothing(domain: str) -> None:
    verdict = checked(signed(RAW, domain), STRANGER, "cleo@mail.test", DNS.resolve)
    assert (verdict.dkim, verdict.verified) == ("pass", False)


def test_a_domain_signs_for_those_below_it() -> None:
    raw = letter("hi", sender="cleo@sub.mail.test")
    assert checked(signed(raw, "mail.test"), STRANGER, "cleo@sub.mail.test", DNS.resolve).verified


@pytest.mark.parametrize(
    "change", [(b"hi", b"ho"), (b"Cleo <cleo", b"Sam <cleo"), (b"Subject: Deposit", b"Subject: Other")]
)
def test_what_was_changed_on_the_way_is_not_signed(change: tuple[bytes, bytes]) -> None:
    raw = signed(RAW, "mail.test").replace(*change)
    assert checked(raw, STRANGER, "cleo@mail.test", DNS.resolve).verified is False


@pytest.mark.parametrize(
    "before",
    [
        b"X-A: a\rFrom: victim@mail.test\rReferences: <x@y.test>\r\rx\r\n",
        b"From: victim@mail.test\r\n" + b"X-A: a\r\n" * 600,
    ],
    ids=["bare carriage returns", "more headers than are read"],
)
def test_who_signs_at_the_same_provider_is_not_somebody_else_there(before: bytes) -> None:
    """What is shown as sender is what was signed: no line may be a header to one reader of it and none to the other."""
    with pytest.raises(RefusedLetterError):
        parse(before + signed(RAW, "mail.test"))


def test_a_signature_over_the_beginning_only_is_none() -> None:
    raw = signed(RAW, "mail.test", length=True)
    assert checked(raw, STRANGER, "cleo@mail.test", DNS.resolve).verified is False


def test_a_key_of_any_size_holds_nobody_up() -> None:
    """What a stranger publishes is weighed before it is reckoned with: one power of such numbers takes seconds and stops all threads."""
    key = Records({("s._domainkey.mail.test", "TXT"): [b"v=DKIM1; k=rsa; p=" + endless_key()]})
    raw = signed(RAW, "mail.test")
    began = time.perf_counter()
    assert checked(raw, STRANGER, "cleo@mail.test", key.resolve).dkim == "fail"
    assert time.perf_counter() - began < 0.3


@pytest.mark.parametrize(
    ("raw", "verified"),
    [
        (RAW + b" " * 30_000 + b"x\r\n", True),
        (RAW.replace(b"Subject:", b"X-A:" + b" \r\n " * 4_000 + b"x\r\nSubject:"), False),
    ],
    ids=["blanks in the text", "blanks in a header"],
)
def test_blanks_without_end_hold_nobody_up(raw: bytes, verified: bool) -> None:
    raw = signed(raw, "mail.test", form=b"relaxed/relaxed")
    began = time.perf_counter()
    assert checked(raw, STRANGER, "cleo@mail.test", DNS.resolve).verified is verified
    assert time.perf_counter() - began < 0.5


@pytest.mark.parametrize(
    "body",
    [b"a \t b \r\n", b" \t\r\n\r\n", b"a\r\n \r\n", b" a", b"a  ", b"", b"\r\n", b"a\r\n\r\n\r\n", b"\t\ta \r b\r\n"],
)
def test_a_body_is_signed_in_the_form_that_the_library_gives_it(body: bytes) -> None:
    assert ALGORITHMS[b"relaxed"].canonicalize_body(body) == Relaxed.canonicalize_body(body)
    assert ALGORITHMS[b"relaxed"] is not Relaxed


def test_a_key_that_is_not_published_proves_nothing() -> None:
    assert checked(signed(RAW, "mail.test"), STRANGER, "cleo@mail.test", Records().resolve).verified is False


@pytest.mark.parametrize(
    ("peer", "spf", "verified"),
    [
        (SERVER, "pass", True),
        (Peer("192.0.2.9", "mx", "cleo@mail.test"), "fail", False),
        (Peer("198.51.100.7", "mx", "x@bad.test"), "none", False),
        (Peer("198.51.100.7", "mx", ""), "none", False),
    ],
)
def test_the_servers_address_proves_what_its_policy_says(peer: Peer, spf: str, verified: bool) -> None:
    verdict = checked(RAW, peer, "cleo@mail.test", DNS.resolve)
    assert (verdict.spf, verdict.verified) == (spf, verified)


def test_a_policy_of_a_stranger_proves_only_the_stranger() -> None:
    dns = Records().sends_from("bad.test", "v=spf1 +all")
    verdict = checked(RAW, STRANGER, "cleo@mail.test", dns.resolve)
    assert (verdict.spf, verdict.verified) == ("pass", False)


def test_a_policy_that_asks_for_ever_is_left() -> None:
    dns = Records().sends_from("bad.test", "v=spf1 include:bad.test " + "mx a " * 50 + "redirect=bad.test")
    assert checked(RAW, STRANGER, "x@bad.test", dns.resolve).verified is False


@pytest.mark.parametrize(
    ("results", "verified"),
    [
        (["mx.desk.test; dmarc=pass header.from=mail.test"], True),
        (["mx.desk.test; dkim=pass header.d=mail.test"], True),
        (["mx.desk.test; spf=pass smtp.mailfrom=cleo@mail.test"], True),
        (["mx.desk.test; dkim=pass header.d=bad.test"], False),
        (["mx.desk.test; dkim=fail header.d=mail.test"], False),
        (["mx.desk.test; dkim=pass header.d=mail.test; dmarc=fail header.from=mail.test"], False),
        (["mx.desk.test; none"], False),
        (["evil.test; dmarc=pass header.from=mail.test"], False),
        (["mx.desk.test; dmarc=fail header.from=mail.test", "mx.desk.test; dmarc=pass header.from=mail.test"], False),
        (["((((", "mx.desk.test; dmarc=pass header.from=mail.test"], True),
        ([], False),
    ],
)
def test_only_our_own_border_server_is_believed(results: list[str], verified: bool) -> None:
    assert told_by(results, "mx.desk.test", "cleo@mail.test").verified is verified
