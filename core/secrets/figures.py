"""Key pairs, codes and numbers of cards and identity documents: by what only they can be, never by their length alone."""

import re
from collections.abc import Iterator
from datetime import date

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from core.secrets.kinds import SecretKind, Span

_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_VALUES = {char: value for value, char in enumerate(_BASE58)}
_PAIR = re.compile(r"(?<![0-9A-Za-z])[1-9A-HJ-NP-Za-km-z]{85,88}(?![0-9A-Za-z])")
_BYTES = re.compile(r"\[\s{0,3}(?:\d{1,3}\s{0,3},\s{0,3}){63}\d{1,3}\s{0,3}\]")
_PAIR_SIZE = 64

_SECOND_LABEL = re.compile(
    r"(?:(?<![A-Za-z])(?:2fa|totp|otp|mfa|google[ -]authenticator|authenticator|two.factor)(?![A-Za-z])"
    r"[ \t]{0,3}(?:secret|key|seed|setup key|backup key)?|谷歌验证器?密钥|双重验证密钥|二次验证密钥|验证器密钥)"
    r"[ \t]{0,3}(?:is|是|为|為)?[ \t]{0,3}[:：=]?[ \t]{0,3}"
    r"((?-i:[A-Z2-7]{16,64}|(?:[A-Z2-7]{4} ){3,15}[A-Z2-7]{4}|(?:[a-z2-7]{4} ){3,15}[a-z2-7]{4}))(?![0-9A-Za-z])",
    re.IGNORECASE,
)
_CODE = re.compile(
    r"(?:(?<![A-Za-z])(?:otp|2fa code|(?:verification|security|login|one.time|authenticator|sms) code)(?![A-Za-z])"
    r"|验证码|驗證碼|动态码|動態碼|校验码)"
    r"[ \t]{0,3}(?:(?:is|was|是|为|為)[ \t]{0,3}[:：]?|[:：=])[ \t]{0,3}"
    r"([0-9０-９]{4,8}|[0-9]{3}[ -][0-9]{3})(?![0-9０-９A-Za-z]|[-/.,:][0-9])",
    re.IGNORECASE,
)

# Most texts have none of these, and are not looked at any closer.
_LABELS = ("otp", "2fa", "mfa", "factor", "authenticator", "code", "验证", "驗證", "动态码", "動態碼", "校验码")
_MANY_DIGITS = re.compile(r"\d{4}(?:[ -]?\d){9}")
# Digits in one row, or in groups of four (American Express: 4-6-5), never a part of something longer.
_CARD = re.compile(
    r"(?<![0-9A-Za-z./#_-])(?:[2-6]\d{12,18}|(?:[2-6]\d{3}[ -]){1}\d{4}[ -]\d{4}[ -]\d{4}(?:[ -]\d{3})?|3[47]\d\d[ -]\d{6}[ -]\d{5})"
    r"(?![0-9A-Za-z_]|[./-][0-9A-Za-z])"
)
# Visa; Mastercard; American Express; Diners; Discover; JCB; UnionPay, with the lengths that each has.
_ISSUER = re.compile(
    r"4\d{12}(?:\d{3}){0,2}|(?:5[1-5]\d\d|222[1-9]|22[3-9]\d|2[3-6]\d\d|27[01]\d|2720)\d{12}|3[47]\d{13}"
    r"|3(?:0[0-5]|[68]\d)\d{11}|6(?:011|5\d\d|4[4-9]\d)\d{12}|35(?:2[89]|[3-8]\d)\d{12}|62\d{14,17}"
)
_NO_CARD = re.compile(
    r"order|ticket|tracking|track|uid|txid|订单|訂單|工单|单号|單號|编号|運單|运单|流水", re.IGNORECASE
)
_NEAR = 24

_IDENTITY = re.compile(r"(?<![0-9A-Za-z])([1-8]\d{5})((?:19|20)\d{6})(\d{3})([0-9Xx])(?![0-9A-Za-z])")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
# The first two digits (GB/T 2260).
_REGIONS = {
    *(11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46),
    *(50, 51, 52, 53, 54, 61, 62, 63, 64, 65, 71, 81, 82, 83),
}


def find(text: str) -> Iterator[Span]:
    """Each of them; they may overlap."""
    yield from _pairs(text)
    low = text.lower()
    if any(each in low for each in _LABELS):
        for pattern, kind in ((_SECOND_LABEL, SecretKind.SECOND_FACTOR), (_CODE, SecretKind.CODE)):
            for match in pattern.finditer(text):
                yield Span(*match.span(1), kind)
    if _MANY_DIGITS.search(text):
        yield from _documents(text)


def _documents(text: str) -> Iterator[Span]:
    for match in _CARD.finditer(text):
        if _is_card(text, match):
            yield Span(*match.span(), SecretKind.CARD)
    for match in _IDENTITY.finditer(text):
        if is_identity_number(match[0]):
            yield Span(*match.span(), SecretKind.IDENTITY)


def _pairs(text: str) -> Iterator[Span]:
    """A pair's second half is the public key of its first: no signature is so by chance (RFC 8032)."""
    for match in _PAIR.finditer(text):
        value = 0
        for char in match[0]:
            value = value * 58 + _VALUES[char]
        if value.bit_length() <= _PAIR_SIZE * 8 and is_pair(value.to_bytes(_PAIR_SIZE, "big")):
            yield Span(*match.span(), SecretKind.KEY)
    for match in _BYTES.finditer(text):
        numbers = [int(each) for each in re.findall(r"\d+", match[0])]
        if max(numbers) < 256 and is_pair(bytes(numbers)):
            yield Span(*match.span(), SecretKind.KEY)


def is_pair(whole: bytes) -> bool:
    """Whether 64 bytes are a private key of Ed25519 and its public one, as wallets of Solana write them."""
    half = _PAIR_SIZE // 2
    return Ed25519PrivateKey.from_private_bytes(whole[:half]).public_key().public_bytes_raw() == whole[half:]


def _is_card(text: str, match: re.Match[str]) -> bool:
    """An issuer's first digits and length, the check digit, and no word beside it for a number of another sort."""
    digits = re.sub(r"[ -]", "", match[0])
    beside = text[max(0, match.start() - _NEAR) : match.start()]
    return bool(_ISSUER.fullmatch(digits)) and luhn_holds(digits) and not _NO_CARD.search(beside)


def luhn_holds(digits: str) -> bool:
    """ISO/IEC 7812-1, annex B."""
    doubled = (sum(divmod(int(each) * 2, 10)) for each in digits[-2::-2])
    return (sum(doubled) + sum(int(each) for each in digits[-1::-2])) % 10 == 0


def is_identity_number(text: str) -> bool:
    """A number of a Chinese resident (GB 11643): region, a real day, check digit."""
    try:
        born = date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return False
    rest = sum(int(digit) * weight for digit, weight in zip(text[:17], _WEIGHTS, strict=True)) % 11
    return int(text[:2]) in _REGIONS and born.year >= 1900 and "10X98765432"[rest] == text[17].upper()
