"""The key that signs the directory. Its public half is published; its private half lies encrypted beside it.

Sources: RFC 8032 (Ed25519), RFC 7515 (JWS), RFC 8037 (Ed25519 in JWS and JWK), RFC 7638 (the thumbprint that names a key).
"""

import hashlib
import json
from base64 import urlsafe_b64encode
from datetime import datetime, timedelta
from typing import Any, Final

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import IntegrityError, transaction

from channels.directory.document import LASTS
from channels.directory.events import KeyRotated
from channels.directory.models import SigningKey
from outbox.actors import SYSTEM
from outbox.services import record

# An old public half is published until the last document that it signed has expired, and some days more.
STAYS: Final = LASTS + timedelta(days=7)


def sign(payload: bytes, *, at: datetime) -> str:
    """A compact JWS with the payload in it: three parts with dots, which any JOSE library reads. Makes the first key."""
    key = _signing_key(at)
    try:
        private = Ed25519PrivateKey.from_private_bytes(_cipher().decrypt(bytes(key.private)))
    except InvalidToken:  # the secret key of the desk was changed: what it locked is lost
        key = rotate_key(at=at)
        private = Ed25519PrivateKey.from_private_bytes(_cipher().decrypt(bytes(key.private)))
    head = json.dumps({"alg": "EdDSA", "kid": key.kid, "typ": "JOSE"}, separators=(",", ":"))
    signed = f"{_encoded(head.encode())}.{_encoded(payload)}"
    return f"{signed}.{_encoded(private.sign(signed.encode()))}"


def _signing_key(at: datetime) -> SigningKey:
    """The present one, or the first. Of two who make it at the same moment one is let through by the constraint."""
    key = SigningKey.objects.filter(retired_at__isnull=True).first()
    if key is None:
        try:
            key = rotate_key(at=at)
        except IntegrityError:
            key = SigningKey.objects.get(retired_at__isnull=True)
    return key


@transaction.atomic
def rotate_key(*, at: datetime) -> SigningKey:
    """A new key signs from now on. The public half of the last one stays published for a while."""
    before = SigningKey.objects.select_for_update().filter(retired_at__isnull=True).first()
    if before:
        before.retired_at = at
        before.save(update_fields=["retired_at"])
    private = Ed25519PrivateKey.generate()
    public = _encoded(private.public_key().public_bytes_raw())
    key = SigningKey.objects.create(
        kid=_thumbprint(public),
        public=public,
        private=_cipher().encrypt(private.private_bytes_raw()),
        created_at=at,
    )
    record(KeyRotated(subject_id=key.pk, kid=key.kid), by=SYSTEM, at=at)
    return key


def published_keys(*, at: datetime) -> list[dict[str, Any]]:
    """The public halves as a JWK set holds them: the one that signs, and those that signed what has not expired."""
    keys = SigningKey.objects.published(at - STAYS)
    return [
        {"kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig", "kid": each.kid, "x": each.public}
        for each in keys
    ]


def _thumbprint(public: str) -> str:
    told = json.dumps({"crv": "Ed25519", "kty": "OKP", "x": public}, separators=(",", ":"))
    return _encoded(hashlib.sha256(told.encode()).digest())


def _encoded(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()


def _cipher() -> Fernet:
    secret = hashlib.sha256(b"official directory:" + settings.SECRET_KEY.encode()).digest()
    return Fernet(urlsafe_b64encode(secret))
