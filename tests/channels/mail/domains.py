"""Mail domains of the tests: a signing key each, and records as the domain name system would give them."""

import base64
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import dkim
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat


@cache
def key_pair(domain: str) -> tuple[bytes, bytes]:
    """PEM of the private key and the record's base 64, made once for each domain."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    assert domain
    return pem, b"".join(line for line in public.splitlines() if not line.startswith(b"-"))


@dataclass
class Records:
    """A domain name system of these records only."""

    known: dict[tuple[str, str], list[Any]] = field(default_factory=dict)

    def signs(self, domain: str) -> "Records":
        """Publish the key of a domain."""
        self.known["s._domainkey." + domain, "TXT"] = [b"v=DKIM1; k=rsa; p=" + key_pair(domain)[1]]
        return self

    def sends_from(self, domain: str, policy: str) -> "Records":
        """Publish from where a domain sends."""
        self.known[domain, "TXT"] = [policy.encode()]
        return self

    def resolve(self, name: str, kind: str) -> list[Any]:
        """As channels.mail.verdicts.ask_dns."""
        return list(self.known.get((name, kind), []))


def signed(raw: bytes, domain: str, *, length: bool = False, form: bytes = b"relaxed/simple") -> bytes:
    """The mail with a signature of this domain on top. `form` is what it signs (RFC 6376 3.4): headers and text."""
    heads = [b"from", b"to", b"subject", b"message-id"]
    key, canonicalize = key_pair(domain)[0], tuple(form.split(b"/"))
    named: dict[str, Any] = {"include_headers": heads, "length": length, "canonicalize": canonicalize}
    return bytes(dkim.sign(raw, b"s", domain.encode(), key, **named)) + raw


def endless_key() -> bytes:
    """A record's base 64 for a modulus and an exponent of 16,000 bits each: more than anybody signs with."""
    modulus, exponent = 3**10_100, 3**10_099
    return base64.b64encode(_der(0x30, _number(modulus) + _number(exponent)))


def _number(value: int) -> bytes:
    return _der(0x02, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def _der(tag: int, content: bytes) -> bytes:
    length = len(content).to_bytes(2, "big")
    return bytes([tag, 0x82]) + length + content
