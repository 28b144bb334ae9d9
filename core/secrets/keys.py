"""Private keys by their checksum or the words beside them, second factors by their address, passwords by their label."""

import hashlib
import re
from collections.abc import Iterator

from core.secrets.kinds import SecretKind, Span

NEAR = 40

# Most texts have none of these, and are not looked at any closer.
_LONG = re.compile(r"[0-9A-Za-z]{51}")
_SAYS = re.compile(r"assw|asscode|assphrase|pwd|密码|密碼|口令", re.IGNORECASE)
_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_VALUES = {char: value for value, char in enumerate(_BASE58)}
_CHECKED = re.compile(
    r"(?<![0-9A-Za-z])(?:[5KLc9][1-9A-HJ-NP-Za-km-z]{50,51}"  # WIF
    r"|[xyztuvYZUV]prv[1-9A-HJ-NP-Za-km-z]{107}"  # BIP-32 and SLIP-132
    r"|6P[1-9A-HJ-NP-Za-km-z]{56})(?![0-9A-Za-z])"  # BIP-38
)
# A transaction hash looks the same: only the words beside it tell. In an address of a page it is never a key.
_HEX = re.compile(r"(?<![0-9A-Za-z/=])(?:0x)?[0-9a-fA-F]{64}(?![0-9A-Za-z])")
_KEY_WORDS = re.compile(r"private.?key|priv.?key|secret.?key|seed|私钥|私鑰|密钥|密鑰", re.IGNORECASE)
_OTHER_WORDS = re.compile(
    r"\btx|hash|transaction|transfer|block|address|public|order|txid|交易|哈希|区块|區塊|转账|轉賬|地址|公钥|公鑰|订单",
    re.IGNORECASE,
)
_OTPAUTH = re.compile(r"otpauth(?:-migration)?://[^\s<>\"]+", re.IGNORECASE)
_MARK = re.compile(r"\[removed: [A-Za-z -]+\]")

_LABEL = r"(?:(?<![A-Za-z])(?:pass(?:word|wd|code|phrase)?|pwd)|登录密码|登錄密碼|交易密码|资金密码|密码|密碼|口令)"
_PASSWORD = re.compile(
    rf"{_LABEL}\s{{0,3}}(?:(?:is|are|was|是|为|為)?\s{{0,3}}[:：=]|是|为|為)\s{{0,3}}([!-~]{{6,64}})", re.IGNORECASE
)
# Without a colon only what cannot be a word.
_PASSWORD_IS = re.compile(
    rf"{_LABEL}\s{{1,3}}is\s{{1,3}}((?=[!-~]*(?-i:[A-Z]))(?=[!-~]*(?-i:[a-z]))(?=[!-~]*\d)[!-~]{{8,64}})", re.IGNORECASE
)
_API_SECRET = re.compile(
    r"(?<![A-Za-z])(?:api[ _-]?secret|secret[ _-]?key|api[ _-]?key)\s{0,3}(?:is\s{0,3})?[:：=]\s{0,3}([0-9A-Za-z+/_-]{16,128}=*)",
    re.IGNORECASE,
)


def find(text: str) -> Iterator[Span]:
    """Each of them; they may overlap."""
    if _LONG.search(text):
        yield from _keys(text)
    if ":" in text or "：" in text or "=" in text or _SAYS.search(text):
        yield from _labelled(text)


def _keys(text: str) -> Iterator[Span]:
    for match in _CHECKED.finditer(text):
        if base58_holds(match[0]):
            yield Span(*match.span(), SecretKind.KEY)
    for match in _HEX.finditer(text):
        if _is_key(text, *match.span()):
            yield Span(*match.span(), SecretKind.KEY)


def _labelled(text: str) -> Iterator[Span]:
    for match in _OTPAUTH.finditer(text):
        yield Span(*match.span(), SecretKind.SECOND_FACTOR)
    for pattern in (_PASSWORD, _PASSWORD_IS):
        for match in pattern.finditer(text):
            if _is_password(match[1]):
                yield Span(*match.span(1), SecretKind.PASSWORD)
    for match in _API_SECRET.finditer(text):
        yield Span(*match.span(1), SecretKind.API_SECRET)


def base58_holds(text: str) -> bool:
    """Whether the last four bytes are those of the double SHA-256 of the others."""
    value = 0
    for char in text:
        value = value * 58 + _VALUES[char]
    zeros = len(text) - len(text.lstrip("1"))
    whole = b"\x00" * zeros + value.to_bytes((value.bit_length() + 7) // 8, "big")
    return hashlib.sha256(hashlib.sha256(whole[:-4]).digest()).digest()[:4] == whole[-4:]


def _is_key(text: str, start: int, end: int) -> bool:
    """A word for a key within reach, and none for a transaction nearer. Marks that were left before are no words."""
    before = _MARK.sub(_blank, text[max(0, start - NEAR - 24) : start])[-NEAR:]
    after = _MARK.sub(_blank, text[end : end + NEAR + 24])[:NEAR]
    key = _distance(_KEY_WORDS, before, after)
    return key is not None and key <= (_distance(_OTHER_WORDS, before, after) or key)


def _blank(mark: re.Match[str]) -> str:
    return "\0" * len(mark[0])


def _distance(words: re.Pattern[str], before: str, after: str) -> int | None:
    """How far the nearest of these words is, at least 1; None when there is none."""
    left = [len(before) - match.end() + 1 for match in words.finditer(before)]
    right = [match.start() + 1 for match in words.finditer(after)]
    return min(left + right, default=None)


def _is_password(value: str) -> bool:
    """A letter and a digit, and neither a link nor a mark: a word alone may be a sentence about passwords."""
    known = value.startswith(("http://", "https://", "[removed"))
    return not known and any(char.isdigit() for char in value) and any(char.isalpha() for char in value)
