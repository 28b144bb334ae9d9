"""How near something comes to what is ours: the trick by which it would pass for it.

Sources: UTS #39 (skeletons by Unicode's confusables), Damerau's distance (a swap counts one). What is found here only says
what an impostor imitates; whether something is ours never depends on it.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from confusable_homoglyphs import confusables  # type: ignore[import-untyped] # the library's
from rapidfuzz.distance import OSA

from core.lookalikes.hosts import registrable, unicode_host
from core.lookalikes.kinds import HANDLES, Key, Kind, Told, Trick
from core.text import fold

_PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"))
_FIGURES = str.maketrans("01345789$|i!", "oleastbgslll")
_SIGNS = re.compile(r"[\W_]+")
_SHORTEST = 4  # shorter names are near too much
_FREEMAIL = frozenset(
    {"gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "yahoo.com", "qq.com", "163.com", "126.com"}
    | {"foxmail.com", "sina.com", "icloud.com", "proton.me", "protonmail.com", "mail.ru", "gmx.com", "zoho.com"}
)


class Near(NamedTuple):
    """What it comes near to, by which trick, and how far it is from it (0: the same to the eye)."""

    key: Key
    trick: Trick
    distance: int


def nearest(told: Told, ours: Iterable[Key]) -> Near | None:
    """What of ours this could be taken for, or None."""
    found = [near for key in ours for near in _near(told, key)]
    kinds = {key.kind for key in told.keys}
    return min(found, key=lambda near: (near.distance, near.key.kind not in kinds), default=None)


def skeleton(text: str) -> str:
    """What the eye makes of a word: other scripts, figures and pairs read as the Latin letters that they look like."""
    looks = "".join(_looks_like(char) for char in fold(text.lower())).lower().translate(_FIGURES)
    for pair, one in _PAIRS:
        looks = looks.replace(pair, one)
    return _SIGNS.sub("", looks)


@lru_cache(maxsize=4096)
def _looks_like(char: str) -> str:
    if char.isascii():
        return char
    plain = "".join(each for each in unicodedata.normalize("NFKD", char) if each.isascii())
    if plain:
        return plain
    listed = confusables.confusables_data.get(char) or []
    return next((each["c"] for each in listed if each["c"].isascii() and each["c"].isalnum()), char)


def _near(told: Told, ours: Key) -> Iterator[Near]:
    for key in told.keys:
        if key.kind == Kind.PHONE and ours.kind in {Kind.PHONE, Kind.WHATSAPP}:
            yield from _near_number(key.value, ours)
        elif key.kind == Kind.SITE and not key.value.startswith("*."):
            yield from _near_host(told, key.value, ours)
        elif key.kind == Kind.MAIL:
            yield from _near_mail(key.value, ours)
        elif key.kind == Kind.MAIL_DOMAIN and told.kind == Kind.MAIL_DOMAIN:
            yield from _near_host(told, key.value, ours)
        elif key.kind in HANDLES and ours.kind in {*HANDLES, Kind.SITE}:
            yield from _near_name(key.value, ours, name_of(ours))


def name_of(key: Key) -> str:
    """The word by which people know a channel: the owned label of a host, the name of an account."""
    if key.kind in {Kind.SITE, Kind.MAIL_DOMAIN}:
        return registrable(key.value.removeprefix("*.")).partition(".")[0]
    if key.kind == Kind.MAIL:
        return registrable(key.value.rpartition("@")[2]).partition(".")[0]
    return key.value if key.kind in HANDLES else ""


def _near_number(number: str, ours: Key) -> Iterator[Near]:
    distance = OSA.distance(number, ours.value, score_cutoff=2)
    same_end = number[-8:] == ours.value[-8:] and number != ours.value
    if 0 < distance <= 2 or same_end:
        yield Near(ours, Trick.DIGITS, min(distance, 2))


def _near_host(told: Told, host: str, ours: Key) -> Iterator[Near]:
    if ours.kind not in {Kind.SITE, Kind.MAIL_DOMAIN, Kind.MAIL}:
        return
    our_host = ours.value.rpartition("@")[2].removeprefix("*.")
    if any(our_host in decoy for decoy in told.decoys):
        yield Near(ours, Trick.USERINFO, 0)
    if our_host in host.replace("-", ".") and not (host == our_host or host.endswith(f".{our_host}")):
        yield Near(ours, Trick.SUBDOMAIN, 0)
    if told.tricks and (host == our_host or host.endswith(f".{our_host}")):
        yield Near(ours, told.tricks[0], 0)
    owned = registrable(host) or host
    if owned == registrable(our_host):
        if host != our_host:
            yield Near(ours, Trick.DISGUISED, 2)
        return
    yield from _near_label(unicode_host(owned), ours, our_host)
    if owned != host:
        yield from _near_label(unicode_host(host[: -len(owned) - 1]) + ".", ours, our_host)


def _near_label(owned: str, ours: Key, our_host: str) -> Iterator[Near]:
    label, _dot, ending = owned.partition(".")
    if not ending:  # the part of a host before what is owned: each word of it
        words = [each for each in owned.rstrip(".").split(".") if each]
        name = name_of(Key(Kind.SITE, our_host))
        if any(len(name) >= _SHORTEST and skeleton(name) in skeleton(each) for each in words):
            yield Near(ours, Trick.SUBDOMAIN, 1)
        return
    if label == name_of(Key(Kind.SITE, our_host)):
        yield Near(ours, Trick.ENDING, 1)
        return
    yield from _near_name(label, ours, name_of(Key(Kind.SITE, our_host)))


def _near_mail(address: str, ours: Key) -> Iterator[Near]:
    local, _at, host = address.rpartition("@")
    if ours.kind not in {Kind.SITE, Kind.MAIL, Kind.MAIL_DOMAIN}:
        return
    told = Told(Kind.MAIL_DOMAIN, host, ())
    yield from _near_host(told, host, ours)
    name = name_of(ours)
    if len(name) >= _SHORTEST and skeleton(name) in skeleton(local):
        yield Near(ours, Trick.FREEMAIL if host in _FREEMAIL else Trick.WORDS, 1)


def _near_name(theirs: str, ours: Key, name: str) -> Iterator[Near]:
    if len(name) < _SHORTEST or theirs == name:
        return
    looks, our_looks = skeleton(theirs), skeleton(name)
    if looks == our_looks:
        yield Near(ours, Trick.LETTERS if _SIGNS.sub("", theirs) == _SIGNS.sub("", name) else Trick.CONFUSABLE, 0)
        return
    most = 2 if len(our_looks) >= 8 else 1
    distance = OSA.distance(looks, our_looks, score_cutoff=most)
    if distance <= most:
        yield Near(ours, Trick.LETTERS, distance)
    elif our_looks in looks:
        yield Near(ours, Trick.WORDS, 2)
