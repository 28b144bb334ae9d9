"""Whether a mail is from the address in its From: by SPF and DKIM, asked ourselves or told by our own border server.

An address is verified when the domain that was proven is the From domain or one above it. That is stricter than the relaxed
alignment of DMARC (RFC 7489 3.1): a sub-domain, which a host may have let to somebody, proves nothing of its parent.
"""

import re
import time
import warnings
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

import authres
import dkim
import dkim.canonicalization
import dns.exception
import dns.resolver

with warnings.catch_warnings():  # its docstrings hold signs that newer compilers warn of
    warnings.simplefilter("ignore")
    import spf

from channels.mail.parse import head_of

# Asks for records: name and type ("TXT" gives bytes, "A", "AAAA", "PTR" text, "MX" pairs of preference and name).
Resolve = Callable[[str, str], list[Any]]

_SECONDS: Final = 4.0
_SECONDS_IN_ALL: Final = 10.0
_MOST_LOOKUPS: Final = 30
_MOST_SIGNATURES: Final = 3
_SMALLEST_KEY: Final = 1024
# Signs of a published key: RSA of 4096 bits needs about 760. The library raises to the power first and looks at the size afterwards.
_LONGEST_KEY: Final = 1_000
_MOST_HEAD: Final = 100_000  # bytes, as Postfix has it
# The library's expressions take quadratic time over white space, and hold the whole process meanwhile.
_MANY_BLANKS = re.compile(rb"\s{200}")
_BLANKS = re.compile(rb"[\t ]+")
_WORD = re.compile(r"[a-z]{1,10}")


class _Relaxed(dkim.canonicalization.Relaxed):  # type: ignore[misc] # the library has no types
    """The relaxed form of a body (RFC 6376 3.4.4) in linear time: runs of blanks become one before line ends are trimmed."""

    @staticmethod
    def canonicalize_body(body: bytes) -> bytes:
        """The same bytes as the library's, which looks at each run of blanks once from every place in it."""
        return bytes(dkim.canonicalization.Relaxed.canonicalize_body(_BLANKS.sub(b" ", body)))


dkim.canonicalization.ALGORITHMS[_Relaxed.name] = _Relaxed


@dataclass(frozen=True)
class Verdict:
    """What each check said ("pass", "fail", "none" …; empty: not asked), and whether the From address is proven."""

    spf: str = ""
    dkim: str = ""
    dmarc: str = ""
    verified: bool = False


@dataclass(frozen=True)
class Peer:
    """Who handed the mail over: network address, the name it gave, and the envelope's sender. `ours`: our own border server."""

    address: str
    helo: str
    mail_from: str
    ours: bool = False


def aligned(proven: str, domain: str) -> bool:
    """Whether a proven domain speaks for the one in From."""
    proven, domain = proven.lower().rstrip("."), domain.lower()
    return "." in proven and (proven == domain or domain.endswith(f".{proven}"))


def told_by(results: Iterable[str], authserv_id: str, sender: str) -> Verdict:
    """What our own border server wrote (RFC 8601). Only its topmost header counts: it removes what strangers wrote in its name."""
    domain = sender.rpartition("@")[2]
    for value in results:
        try:
            told = authres.AuthenticationResultsHeader.parse(f"Authentication-Results: {value}")
        except (authres.AuthResError, ValueError, IndexError, RecursionError):
            continue
        if (told.authserv_id or "").lower() == authserv_id.lower():
            return _verdict_of(told.results, domain)
    return Verdict()


def _verdict_of(results: Iterable[Any], domain: str) -> Verdict:
    said: dict[str, str] = {}
    proven = False
    for each in results:
        method, outcome = str(each.method).lower(), str(each.result).lower()
        found = {(str(p.type), str(p.name)): str(p.value) for p in each.properties}
        names = {
            "dmarc": [found.get(("header", "from"), "")],
            "dkim": [found.get(("header", "d"), ""), found.get(("header", "i"), "").rpartition("@")[2]],
            "spf": [found.get(("smtp", "mailfrom"), "").rpartition("@")[2]],
        }.get(method)
        if names is None or not _WORD.fullmatch(outcome):
            continue
        said[method] = "pass" if "pass" in (said.get(method), outcome) else outcome
        proven = proven or (outcome == "pass" and any(aligned(name, domain) for name in names if name))
    # A border server that says DMARC failed has seen more than the single checks.
    verified = bool(domain) and proven and said.get("dmarc", "pass") not in {"fail", "permerror"}
    return Verdict(said.get("spf", ""), said.get("dkim", ""), said.get("dmarc", ""), verified)


def checked(raw: bytes, peer: Peer, sender: str, resolve: Resolve) -> Verdict:
    """Ask the domain name system ourselves. A resolver that does not answer proves nothing and refuses nobody."""
    domain = sender.rpartition("@")[2]
    resolve = _within_budget(resolve)
    by_spf, spf_domain = _spf(peer, resolve)
    by_dkim, signers = _dkim(raw, resolve)
    proven = [spf_domain] if by_spf == "pass" else []
    verified = bool(domain) and any(aligned(each, domain) for each in [*proven, *signers])
    return Verdict(spf=by_spf, dkim=by_dkim, verified=verified)


def _within_budget(resolve: Resolve) -> Resolve:
    """A stranger's records say how often we ask: at most so many times, and for so long, for one mail."""
    until, left = time.monotonic() + _SECONDS_IN_ALL, _MOST_LOOKUPS

    def ask(name: str, kind: str) -> list[Any]:
        nonlocal left
        left -= 1
        return resolve(name, kind) if left >= 0 and time.monotonic() < until else []

    return ask


def _spf(peer: Peer, resolve: Resolve) -> tuple[str, str]:
    if "@" not in peer.mail_from:
        return "none", ""

    class Query(spf.query):  # type: ignore[misc] # the library has no types
        def dns(self, name: str, qtype: str, *_more: object, **_named: object) -> list[Any]:
            found = resolve(str(name).rstrip(".").lower(), qtype) if 0 < len(str(name)) < 254 else []
            return [(each,) for each in found] if qtype == "TXT" else list(found)

    try:
        asked = Query(i=peer.address, s=peer.mail_from, h=peer.helo or "unknown", timeout=_SECONDS, querytime=_SECONDS)
        result = str(asked.check()[0])
    except Exception:  # noqa: BLE001 - a record is a stranger's text, and this library trusts it: no answer is no proof
        return "temperror", ""
    return result, peer.mail_from.rpartition("@")[2]


def _dkim(raw: bytes, resolve: Resolve) -> tuple[str, list[str]]:
    """The outcome of the first signatures, and the domains that signed truly."""

    def txt(name: bytes | str, timeout: float = _SECONDS) -> bytes | None:  # noqa: ARG001 - the library's signature
        wanted = name.decode("ascii", "replace") if isinstance(name, bytes) else name
        found: bytes | None = next(iter(resolve(wanted.rstrip(".").lower(), "TXT")), None)
        return found if found is None or len(found) <= _LONGEST_KEY else None

    said = "none"
    signers: list[str] = []
    head = head_of(raw)
    if len(head) > _MOST_HEAD or _MANY_BLANKS.search(head):
        return said, signers
    for index in range(min(head.lower().count(b"dkim-signature:"), _MOST_SIGNATURES)):
        said = said if said == "pass" else "fail"
        try:
            signed = dkim.DKIM(raw, minkey=_SMALLEST_KEY, timeout=_SECONDS)
            if not signed.verify(index, dnsfunc=txt):
                continue
            fields = signed.signature_fields
        except Exception:  # noqa: BLE001, S112 - as above: what cannot be read is no signature
            continue
        if b"l" in fields:  # signs only the beginning: anything may have been added
            continue
        said = "pass"
        signers.append(fields[b"d"].decode("ascii", "replace"))
    return said, signers


def ask_dns(name: str, kind: str) -> list[Any]:
    """The records of a name, by the machine's resolver; none when nobody answers in time."""
    try:
        answer = dns.resolver.resolve(name, kind, lifetime=_SECONDS, raise_on_no_answer=False)
    except (dns.exception.DNSException, OSError, ValueError):
        return []
    shapes: dict[str, Callable[[Any], Any]] = {
        "TXT": lambda record: b"".join(record.strings),
        "MX": lambda record: (record.preference, str(record.exchange).rstrip(".")),
        "PTR": lambda record: str(record.target).rstrip("."),
    }
    wanted = dns.rdatatype.from_text(kind)
    shape = shapes.get(kind, lambda record: str(record.address))
    return [shape(record) for record in answer if record.rdtype == wanted]  # type: ignore[no-untyped-call] # the library leaves its types out
