"""Whose account a link of a platform leads to."""

import re
from collections.abc import Sequence

from core.contacts import normalise_phone, spaced_phone
from core.errors import InvalidInput
from core.lookalikes.hosts import Address
from core.lookalikes.kinds import PLATFORMS, Key, Kind

_NOT_A_NAME = {
    "s",
    "c",
    "u",
    "n",
    "p",
    "user",
    "channel",
    "company",
    "in",
    "invite",
    "i",
    "intent",
    "home",
    "share",
    "hashtag",
}
_NAME = re.compile(r"@?[\w.+-]{1,64}")
_APPLE_ID = re.compile(r"id(\d{5,12})")


def account_of(address: Address, regions: Sequence[str]) -> tuple[Key, str] | None:
    """The key of the account and how it is shown; None for a host that is no platform, or a page of it that is nobody's."""
    kind = PLATFORMS.get(address.host)
    if kind is None:
        return _telegram_host(address.host) or (_app_scheme(address) if address.scheme == "tg" else None)
    if kind == Kind.APP:
        return _app(address)
    if kind == Kind.WHATSAPP:
        return _whatsapp(address, regions)
    parts = [each for each in address.path.split("/") if each]
    named = [each for each in parts if each.lower() not in _NOT_A_NAME]
    if not named or not _NAME.fullmatch(named[0]):
        return None
    return _account(kind, named[0])


def _account(kind: Kind, name: str) -> tuple[Key, str]:
    plain = name.lower().lstrip("@")
    return Key(kind, plain), f"{kind.label} @{plain}"


def _telegram_host(host: str) -> tuple[Key, str] | None:
    """aldermoor.t.me leads to the account of that name."""
    name, dot, rest = host.partition(".")
    return _account(Kind.TELEGRAM, name) if dot and rest == "t.me" else None


def _app_scheme(address: Address) -> tuple[Key, str] | None:
    name = address.asked("domain")
    return _account(Kind.TELEGRAM, name) if address.host == "resolve" and _NAME.fullmatch(name) else None


def _app(address: Address) -> tuple[Key, str] | None:
    if address.host == "play.google.com":
        name = address.asked("id").lower()
        return (Key(Kind.APP, f"android:{name}"), f"Google Play {name}") if name else None
    found = _APPLE_ID.search(address.path)
    return (Key(Kind.APP, f"ios:{found[1]}"), f"App Store id{found[1]}") if found else None


def _whatsapp(address: Address, regions: Sequence[str]) -> tuple[Key, str] | None:
    digits = address.asked("phone") or address.path.strip("/").partition("/")[0]
    try:
        number = normalise_phone("+" + digits.lstrip("+ "), regions[0] if regions else None)
    except InvalidInput:
        return None
    return Key(Kind.WHATSAPP, number), f"WhatsApp {spaced_phone(number)}"
