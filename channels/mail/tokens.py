"""The reply address of a ticket: `support+<token>@domain`. The token says which ticket is meant, and proves only that we wrote it down.

Whoever forwards our mail hands it on, so it lets nobody in: channels.mail.services also asks who writes.
"""

import base64
import hashlib
import hmac

from django.conf import settings

_MAC_SIGNS = 10


def token_of(ticket_id: int) -> str:
    """Lower-case letters and digits: the ticket's row id and ten signs of a keyed digest over it."""
    digits = _base32(ticket_id.to_bytes(max(1, (ticket_id.bit_length() + 7) // 8), "big"))
    return digits + _mac(digits)


def ticket_id_of(token: str) -> int | None:
    """The row id in a token of ours, whatever its case; None for all others."""
    typed = token.strip().lower()
    digits, mac = typed[:-_MAC_SIGNS], typed[-_MAC_SIGNS:]
    if not digits or len(digits) > 13 or not typed.isascii() or not hmac.compare_digest(mac, _mac(digits)):
        return None
    return int.from_bytes(base64.b32decode(digits.upper() + "=" * (-len(digits) % 8)), "big")


def reply_address(ticket_id: int) -> str:
    """Where an answer to a mail about this ticket goes."""
    local, _at, domain = settings.OPERATOR["support_mail"].partition("@")
    return f"{local}+{token_of(ticket_id)}@{domain}"


def token_in(address: str) -> str:
    """What stands behind the plus of our own address; empty for other addresses and without one."""
    local, _at, domain = address.strip().lower().rpartition("@")
    ours, _at, our_domain = settings.OPERATOR["support_mail"].lower().partition("@")
    name, plus, token = local.partition("+")
    return token if plus and (name, domain) == (ours, our_domain) else ""


def is_ours(address: str) -> bool:
    """Whether mail to this address is for the desk."""
    local, _at, domain = address.strip().lower().rpartition("@")
    ours, _at, our_domain = settings.OPERATOR["support_mail"].lower().partition("@")
    return (local.partition("+")[0], domain) == (ours, our_domain)


def _base32(value: bytes) -> str:
    return base64.b32encode(value).decode().rstrip("=").lower()


def _mac(digits: str) -> str:
    key = hashlib.sha256(b"mail token:" + settings.SECRET_KEY.encode()).digest()
    return _base32(hmac.new(key, digits.encode(), hashlib.sha256).digest())[:_MAC_SIGNS]
