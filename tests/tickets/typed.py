"""What the tests of fields type, and how: one field of each kind, values that are public, a way in and a way out."""

from datetime import UTC, datetime

import pytest

from core.errors import InvalidInput
from tickets.fields import Checked, Field, FieldKind, check

AT = datetime(2026, 11, 19, 5, 0, tzinfo=UTC)
ZONE = "Asia/Singapore"
CHOICES = (("yes", "Yes"), ("no", "No"))
FIELDS = {
    kind: Field(kind.value, kind, kind.value, f"{kind.value}?", choices=CHOICES if kind is FieldKind.CHOICE else ())
    for kind in FieldKind
}

# Addresses that are public: contracts, genesis blocks, examples of the standards.
ADDRESSES = [
    ("bitcoin", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"),
    ("bitcoin", "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy"),
    ("bitcoin", "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq"),
    ("bitcoin", "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0"),
    ("litecoin", "LaMT348PWRnrqeeWArpwQPbuanpXDZGEUz"),
    ("litecoin", "ltc1qg42tkwuuxefutzxezdkdel39gfstuap288mfea"),
    ("dogecoin", "DH5yaieqoZN36fDVciNyRueRGvGLR3mr7L"),
    ("ethereum", "0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96045"),
    ("bsc", "0x55d398326f99059ff775485246999027b3197955"),
    ("tron", "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"),
    ("solana", "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v"),
    ("xrp", "rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh"),
    ("xrp", "XVLhHMPHU98es4dbozjVtdWzVrDjtV18pX8yuPT7y4xaEHi"),
    ("ton", "EQCD39VS5jcptHL8vMjEXrzGaRcCVYto7HUn4bpAOg8xqB2N"),
    ("ton", "UQCD39VS5jcptHL8vMjEXrzGaRcCVYto7HUn4bpAOg8xqEBI"),
    ("ton", "0:83dfd552e63729b472fcbcc8c45ebcc6691702558b68ec7527e1ba403a0f31a8"),
]
WITH_CHECKSUM = [
    (network, text) for network, text in ADDRESSES if network not in ("ethereum", "bsc", "solana") and ":" not in text
]
HASH = "4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b"
SIGNATURE = "5VERv8NMvzbJMEkV8xnrLkEaWRtSz9CosKDYjCJjBRnbJLgp8uirBgmQkjKhoR4tjF3ZpRzrFmBV6UjKdiSZkQUW"
TXIDS = [
    ("bitcoin", HASH),
    ("tron", HASH),
    ("ton", HASH),
    ("litecoin", HASH),
    ("dogecoin", HASH),
    ("xrp", HASH.upper()),
    ("ethereum", "0x5c504ed432cb51138bcf09aa5e8a410dd4a1e204ef84bfed1be16dfba1b22060"),
    ("polygon", "0x5c504ed432cb51138bcf09aa5e8a410dd4a1e204ef84bfed1be16dfba1b22060"),
    ("solana", SIGNATURE),
]
# Keys printed in the standards themselves, emptied long ago.
PRIVATE_KEYS = [
    "5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ",
    "L4rK1yDtCWekvXuE6oXD9jCYfFNV2cWRpVuPLBcCU2z8TrisoyY1",
    "6PRVWUbkzzsbcVac2qwfssoUJAN1Xhrg6bNk8J7Nzm5H7kxEbn2Nh2ZoGg",
    "xprv9s21ZrQH143K3QTDL4LXw2F7HEK3wJUD2nW2nRk4stbPy6cq3jPPqjiChkVvvNKmPGJxWUtg6LnF5kejMRNNU3TGtRBeJgk33yuGBxrMPHi",
    "snoPBrXtMeMyMHUVTgbuqAfg1SUTb",
]


def checked(kind: FieldKind, value: str, *, zone: str = ZONE, **others: str) -> Checked:
    return check(FIELDS[kind], value, others=others, zone=zone, at=AT)


def refused(kind: FieldKind, value: str, *, zone: str = ZONE, **others: str) -> str:
    with pytest.raises(InvalidInput) as caught:
        checked(kind, value, zone=zone, **others)
    assert list(caught.value.fields) == [kind.value]
    return str(caught.value.fields[kind.value])
