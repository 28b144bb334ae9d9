"""What somebody pasted, read as telephone numbers, web addresses, mail addresses, names of accounts and apps.

Generous in form (full-width, disguised, percent signs, links of platforms), and never more than it can be sure of.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from django.utils.translation import gettext_lazy as _
from phonenumbers import region_code_for_number
from phonenumbers.phonenumberutil import NumberParseException
from phonenumbers.phonenumberutil import parse as parse_phone

from core.contacts import normalise_email, normalise_phone, spaced_phone
from core.errors import InvalidInput
from core.lookalikes.hosts import PLAIN_PORTS, Address, is_address_shaped, is_ip, read_address, registrable
from core.lookalikes.kinds import HANDLES, Key, Kind, Told, Trick
from core.lookalikes.platforms import account_of
from core.text import fold

LONGEST = 2_000

_REFANG = (
    (re.compile(r"\bhxxp", re.IGNORECASE), "http"),
    (re.compile(r"\s?[\[({]\s?(?:\.|dot)\s?[\])}]\s?", re.IGNORECASE), "."),
)
_REFANG_AT = re.compile(r"\s?[\[({]\s?(?:@|at)\s?[\])}]\s?", re.IGNORECASE)
_QUOTES = "\"'“”‘’«»「」『』《》【】（）()[]<>{}"
_TAIL = ".,;:!?。,、;:!?"
# A sender as mail programs show it.
_ANGLED = re.compile(r"([^<>]*)<([^<>@\s]+@[^<>@\s]+)>")
_HANDLE = re.compile(r"@?([^\W_][\w.-]{1,38}\w|\w{2,40})")
_EXTENSION = re.compile(r"(?:ext\.?|extn\.?|extension|x|#|转|轉|分机|分機)\W*\d+\W*$", re.IGNORECASE)
_PHONE = re.compile(r"[+(]?[\d(][\d() \-./·\u2010-\u2015]{5,24}\d")
_PACKAGE = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z0-9_]+){2,}")
_DISGUISES = "/\\@?#%"
_IN_TEXT = re.compile(
    r"(?P<link>\b[a-z][a-z0-9+.-]*://[^\s<>\"'，。；！？、）】》]+)"
    r"|(?P<mail>[^\s@<>\"'，。；：、（）【】]+@[^\s@<>\"'，。；、（）【】]+)"
    r"|(?P<host>(?<![\w@.-])(?:[\w-]+\.)+(?:[a-z]{2,24}|xn--[a-z0-9-]+)(?::\d+)?(?:/[^\s<>\"'，。；、）】]*)?)"
    r"|(?P<handle>(?<![\w.])@[a-z0-9_]{3,32}\b)"
    r"|(?P<phone>[+(]?\d[\d() \-./]{6,22}\d)",
    re.IGNORECASE,
)


def read(text: str, *, regions: Sequence[str]) -> list[Told]:
    """All that is named in a pasted text, each once; one for what is one thing.

    `regions` (ISO 3166) are those in which a number without its country may have been dialled. Raises InvalidInput
    (`official_empty`, `official_too_long`, `official_unreadable`).
    """
    if len(text) > LONGEST:
        raise InvalidInput(_("This is too long. Paste only the number, address or name."), code="official_too_long")
    plain = fold(text).strip()
    if len(plain) > LONGEST:  # one sign can stand for a word: what is read is bounded by what it becomes
        raise InvalidInput(_("This is too long. Paste only the number, address or name."), code="official_too_long")
    if not plain:
        raise InvalidInput(_("Paste a telephone number, web address, e-mail address or name."), code="official_empty")
    plain = _refanged(plain)
    whole = _one(plain, text, regions)
    told = [whole] if whole else _sender(plain, regions) or list(_inside(plain, regions))
    if not told:
        sentence = _("We find no number, address or name in this. Paste only the part that you want to check.")
        raise InvalidInput(sentence, code="official_unreadable")
    return told


def _refanged(text: str) -> str:
    for shape, plain in _REFANG:
        text = shape.sub(plain, text)
    return _REFANG_AT.sub("@", text)


def _one(text: str, typed: str, regions: Sequence[str]) -> Told | None:
    """The whole text as one thing."""
    dialled = _EXTENSION.sub("", text.lower().removeprefix("tel:")).strip()
    if "://" not in text and (phone := _phone(dialled, regions)):
        return phone
    text = text.strip(_QUOTES).strip()
    if " " in text or "\n" in text:
        return None
    text = text.rstrip(_TAIL)
    lowered = text.lower()
    if lowered.startswith("mailto:"):
        return _mailto(text)
    if "://" in text or text.startswith("//") or lowered.startswith(("javascript:", "data:")):
        return _link(text, typed, regions)
    return _bare(text, typed, regions)


def _sender(text: str, regions: Sequence[str]) -> list[Told]:
    """An address with a name before it. What the name names is told too, as what it is: anybody writes there what they like."""
    angled = _ANGLED.fullmatch(text)
    address = _mail(angled[2]) if angled else None
    if angled is None or address is None:
        return []
    return [address, *(replace(each, label=True) for each in _inside(angled[1], regions))]


def _bare(text: str, typed: str, regions: Sequence[str]) -> Told | None:
    """Something without a scheme."""
    if text.startswith("@") and "." in text and registrable(text[1:].lower()):
        return _mail_domain(text[1:])
    if text.count("@") == 1 and not text.startswith("@") and not re.search(r"[/\\:]", text):
        return _mail(text)
    if is_address_shaped(text):
        return _link(text, typed, regions)
    found = _HANDLE.fullmatch(text)
    return _handle(found[1]) if found and not text.isdecimal() else None


def _inside(text: str, regions: Sequence[str]) -> Iterator[Told]:
    """What stands in a longer text, such as a whole message."""
    seen: set[tuple[Key, ...]] = set()
    for found in _IN_TEXT.finditer(text):
        piece = found[0].strip(_QUOTES).rstrip(_TAIL)
        if found["phone"]:
            told = _phone(piece, regions)
        elif found["handle"]:
            told = _handle(piece[1:])
        else:
            told = _one(piece, piece, regions)
        if told and told.keys not in seen:
            seen.add(told.keys)
            yield told


def _phone(text: str, regions: Sequence[str]) -> Told | None:
    if not _PHONE.fullmatch(text) or is_ip(text):
        return None
    dialled = text.replace("·", " ")  # the tables end a number there
    numbers: dict[str, None] = {}
    tried: Sequence[str | None] = regions or [None]
    for region in tried:
        try:
            numbers[normalise_phone(dialled, region)] = None
        except InvalidInput:
            continue
    if not numbers:
        return None
    keys = tuple(Key(Kind.PHONE, number) for number in numbers)
    return Told(Kind.PHONE, spaced_phone(keys[0].value) if len(keys) == 1 else text, keys)


def region_of(e164: str) -> str:
    """The country of a number as ISO 3166, empty where it has none."""
    try:
        return region_code_for_number(parse_phone(e164, None)) or ""
    except NumberParseException:
        return ""


def _mail(text: str) -> Told | None:
    try:
        address = normalise_email(text)
    except InvalidInput:
        return None
    return Told(Kind.MAIL, address, (Key(Kind.MAIL, address), Key(Kind.MAIL_DOMAIN, address.rpartition("@")[2])))


def _mailto(text: str) -> Told | None:
    """Whom a link writes to. One that names more of them behind a question mark is no plain address."""
    address, _mark, more = text.partition(":")[2].partition("?")
    return _unusable(text) if "@" in more or "%40" in more else _mail(address)


def _mail_domain(text: str) -> Told | None:
    found = _mail(f"name@{text}")
    return Told(Kind.MAIL_DOMAIN, f"@{found.keys[1].value}", found.keys[1:]) if found else None


def _handle(name: str, kinds: Sequence[Kind] = HANDLES) -> Told:
    plain = name.lower().strip("@/")
    kind = kinds[0] if len(kinds) == 1 else ""
    return Told(kind, f"@{plain}", tuple(Key(each, plain) for each in kinds))


def _link(text: str, typed: str, regions: Sequence[str]) -> Told | None:
    address = read_address(text)
    if address is None:
        return _unusable(text) if "://" in text or ":" in text else None
    account = account_of(address, regions)
    tricks = tuple(_tricks(address, text, typed))
    if account:
        return Told(account[0].kind, account[1], (account[0],), tricks, _decoys(address))
    return Told(Kind.SITE, address.host, _site_keys(address, text), tricks, _decoys(address))


def _unusable(text: str) -> Told:
    """A link that leads to no host: javascript:, data:."""
    return Told(Kind.SITE, text[:80], (Key(Kind.SITE, text[:80].lower()),), (Trick.DISGUISED,))


def _site_keys(address: Address, text: str) -> tuple[Key, ...]:
    above = address.host.split(".")
    wild = [".".join(["*", *above[place:]]) for place in range(len(above) - 1)] if not is_ip(address.host) else []
    keys = [Key(Kind.SITE, address.host), *(Key(Kind.SITE, each) for each in wild)]
    if _PACKAGE.fullmatch(text.lower()):
        keys.append(Key(Kind.APP, f"android:{text.lower()}"))
    return tuple(keys)


def _decoys(address: Address) -> tuple[str, ...]:
    return (address.userinfo.lower(),) if address.userinfo else ()


def _tricks(address: Address, text: str, typed: str) -> Iterator[Trick]:
    if address.userinfo:
        yield Trick.USERINFO
    odd = address.port not in PLAIN_PORTS or address.scheme not in {"", "http", "https", "tg"}
    if odd or "\\" in text or _disguised(typed, text):
        yield Trick.DISGUISED


def _disguised(typed: str, text: str) -> bool:
    """Whether a sign that divides an address only came to be by folding: a slash that was none, say."""
    after = text.partition("://")[2] or text
    before = re.split(r"[:：][/／]{2}", typed, maxsplit=1)[-1]
    return any(after.count(sign) > before.count(sign) for sign in _DISGUISES)
