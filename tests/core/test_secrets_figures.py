"""Key pairs, second factors, codes, cards and identity numbers are taken out; hashes, amounts and numbers of other sorts stay."""

import random

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from core.numbers import grouped, new_number
from core.secrets import SecretKind, scan
from core.secrets.figures import is_identity_number, luhn_holds

ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def base58(whole: bytes) -> str:
    value, text = int.from_bytes(whole, "big"), ""
    while value:
        value, rest = divmod(value, 58)
        text = ALPHABET[rest] + text
    return "1" * (len(whole) - len(whole.lstrip(b"\0"))) + text


def a_pair(dice: random.Random) -> tuple[bytes, bytes]:
    """A key pair as wallets of Solana write it, and a signature made with it."""
    key = Ed25519PrivateKey.from_private_bytes(dice.randbytes(32))
    return key.private_bytes_raw() + key.public_key().public_bytes_raw(), key.sign(dice.randbytes(40))


def test_a_key_pair_never_stays_and_a_signature_always_does() -> None:
    dice = random.Random(58)
    for _ in range(300):
        pair, signature = a_pair(dice)
        for written in (base58(pair), str(list(pair)), str(list(pair)).replace(" ", "")):
            assert scan(f"here: {written} ok").text == "here: [removed: private key] ok"
        for other in (base58(signature), str(list(signature))):
            assert scan(f"here: {other} ok").found == ()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("2FA secret: JBSWY3DPEHPK3PXP", SecretKind.SECOND_FACTOR),
        ("TOTP key is JBSW Y3DP EHPK 3PXP", SecretKind.SECOND_FACTOR),
        ("谷歌验证密钥：JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", SecretKind.SECOND_FACTOR),
        ("验证码：493021", SecretKind.CODE),
        ("我的验证码是 493 021", SecretKind.CODE),
        ("动态码:４９３０２１", SecretKind.CODE),
        ("My verification code is 493021.", SecretKind.CODE),
        ("OTP: 4930", SecretKind.CODE),
        ("card 4111 1111 1111 1111", SecretKind.CARD),
        ("我的卡5555555555554444被冻结", SecretKind.CARD),
        ("378282246310005", SecretKind.CARD),
        ("6200 0000 0000 0005", SecretKind.CARD),
        ("身份证11010519491231002X", SecretKind.IDENTITY),
    ],
)
def test_what_only_they_can_be_is_taken_out(text: str, kind: SecretKind) -> None:
    seen = scan(f"Hello,\n{text}\nthanks")
    assert seen.found == (kind,)
    assert f"[removed: {kind}]" in seen.text
    assert scan(seen.text).text == seen.text


@pytest.mark.parametrize(
    "text",
    [
        "I never got the verification code, sent at 08:40 on 2026-11-19",
        "验证码收不到，已等 3000 秒",
        "error code: 50012",
        "The code 493021 is the postal code of my city",
        "OTP: 2026-11-19",
        "Google Authenticator does not work on my phone",
        "2FA RESETREQUESTED please",
        "订单号 4111111111111111",
        "Tracking 6200000000000005, ticket 5555555555554444",
        "card 4111 1111 1111 1112",
        "uid 110105194912310021",
        "110105199902301234",
        "0x52908400098527886E0F7030069857D2E4169EE7 and 2,400.00 USDC",
        "txid 4111111111111111411111111111111141111111111111114111111111111111",
        "https://explorer.example/block/4111111111111111",
        "+86 138 0013 8000, IBAN DE89370400440532013000",
    ],
)
def test_what_only_looks_like_one_stays(text: str) -> None:
    assert scan(text).text == text


def test_our_numbers_and_amounts_stay() -> None:
    dice = random.Random(4111)
    for _ in range(3000):
        amount = f"{dice.randrange(10**9):,}.{dice.randrange(10**8):08}"
        text = f"Ticket {grouped(new_number())} / {new_number()}: {amount} BTC on 2026{dice.randrange(10**10):010}, 13{dice.randrange(10**9):09}"
        assert scan(text).text == text


def test_the_check_digits_are_those_of_the_standards() -> None:
    assert luhn_holds("4111111111111111")
    assert not luhn_holds("4111111111111112")
    assert is_identity_number("11010519491231002X")
    assert not is_identity_number("110105194912310021")
