"""Addresses of the web as browsers read them, whatever was done to make people read them otherwise.

Sources: the URL standard of WHATWG (which part of an address is its host), UTS #46 (names in other scripts), the public
suffix list, whose copy comes with its package and is never fetched.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import parse_qs, unquote

import idna
from publicsuffixlist import PublicSuffixList

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_DOTS = re.compile("[。．｡]")
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_ENDING = re.compile(r"(?:[^\W\d_]{2,63}|xn--[a-z0-9-]{1,59})", re.IGNORECASE)
_BREAKS = re.compile(r"[\t\r\n]")
PLAIN_PORTS = {"", "80", "443"}


@dataclass(frozen=True)
class Address:
    """The parts of an address. `host` is ASCII and lower case without `www.`; `userinfo` is what stands before the last @."""

    scheme: str
    userinfo: str
    host: str
    port: str
    path: str
    query: str

    def asked(self, name: str) -> str:
        """One value of the query, or nothing."""
        return (parse_qs(self.query[:2000]).get(name) or [""])[0]


def read_address(text: str) -> Address | None:
    """The address as a browser would read it; None for what is no web address. `text` has no invisible signs any more."""
    text = _BREAKS.sub("", text).strip()
    found = _SCHEME.match(text)
    scheme = found[1].lower() if found and "." not in found[1] and found[1].lower() != "localhost" else ""
    rest = text[found.end() :] if found and scheme else text
    rest = rest.replace("\\", "/").lstrip("/")
    authority = re.split(r"[/?#]", rest, maxsplit=1)[0]
    userinfo, _at, place = authority.rpartition("@")
    host, port = _host_and_port(place)
    if not host:
        return None
    path, query = _path_and_query(rest[len(authority) :])
    return Address(scheme, userinfo, host, port, path, query)


def _host_and_port(place: str) -> tuple[str, str]:
    name, colon, port = place.rpartition(":")
    if not colon or not (port == "" or port.isdecimal()):
        name, port = place, ""
    return plain_host(unquote(name)), port


def _path_and_query(tail: str) -> tuple[str, str]:
    before, _hash, _fragment = tail.partition("#")
    path, _mark, query = before.partition("?")
    return unquote(path), query


def plain_host(name: str) -> str:
    """A host in the one form in which hosts are compared; empty for what cannot be one."""
    name = _DOTS.sub(".", name).strip().strip(".").lower()
    if not name or len(name) > 500 or any(sign in name for sign in " /@"):
        return ""
    labels = [_plain_label(label) for label in name.split(".")]
    if not all(labels):
        return ""
    return ".".join(labels).removeprefix("www.") if len(labels) > 2 else ".".join(labels)


def _plain_label(label: str) -> str:
    if label.isascii():
        return label if _LABEL.fullmatch(label) or label == "*" else ""
    try:
        return idna.encode(label, uts46=True, transitional=False).decode()
    except (idna.IDNAError, UnicodeError):
        # Nobody can register it, but it is repeated and compared as something that is not ours.
        return "xn--" + label.encode("punycode", "ignore").decode().lower()


def is_address_shaped(text: str) -> bool:
    """Whether this can be meant as a web address without a scheme: dots, and an ending of letters."""
    host = _DOTS.sub(".", re.split(r"[/?#\\]", text, maxsplit=1)[0]).rpartition("@")[2].strip(".")
    name, _colon, port = host.rpartition(":")
    host = name if name and port.isdecimal() else host
    return "." in host and " " not in host and (bool(_ENDING.fullmatch(host.rpartition(".")[2])) or is_ip(host))


def is_ip(host: str) -> bool:
    """Whether a host is a bare number."""
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def unicode_host(host: str) -> str:
    """A host in its own script, to see what it looks like."""
    return ".".join(_unicode_label(label) for label in host.split("."))


def _unicode_label(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return label[4:].encode().decode("punycode")
    except (UnicodeError, ValueError, OverflowError):
        return label


@lru_cache(maxsize=1)
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()


def registrable(host: str) -> str:
    """The part of a host that somebody can own: `a.b.co.uk` gives `b.co.uk`; empty for an ending alone or a bare number."""
    return "" if is_ip(host) else str(_suffixes().privatesuffix(host) or "")
