"""The short code that each of our messages bears: eight signs that can be read aloud, in the alphabet of Crockford's base 32."""

import hashlib
import hmac

from django.conf import settings

_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_HEARD = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})
_LENGTH = 8


def code_of(key: str) -> str:
    """The code of a delivery by its key: always the same, and nobody can guess another's."""
    secret = hashlib.sha256(b"message code:" + settings.SECRET_KEY.encode()).digest()
    return written(hmac.new(secret, key.encode(), hashlib.sha256).digest())


def written(digest: bytes) -> str:
    """`7K3M-9QZX` from the first forty bits of a digest of at least five bytes."""
    number = int.from_bytes(digest[:5], "big")
    signs = "".join(_SIGNS[(number >> 5 * place) & 31] for place in reversed(range(_LENGTH)))
    return f"{signs[:4]}-{signs[4:]}"


def read(typed: str) -> str:
    """A code as somebody typed it, in the form in which it is kept; empty for what cannot be one."""
    if len(typed) > 40:
        return ""
    signs = "".join(typed.upper().replace("-", "").split()).translate(_HEARD)
    if len(signs) != _LENGTH or any(each not in _SIGNS for each in signs):
        return ""
    return f"{signs[:4]}-{signs[4:]}"
