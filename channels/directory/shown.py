"""How a channel is written for people, and where it leads."""

from collections.abc import Mapping
from types import MappingProxyType

from core.contacts import spaced_phone
from core.lookalikes import HANDLES, Kind

ICONS: Mapping[Kind, str] = MappingProxyType(
    {
        **dict.fromkeys(HANDLES, "at-sign"),
        Kind.PHONE: "phone",
        Kind.SITE: "globe",
        Kind.APP: "smartphone",
        Kind.MAIL: "mail",
        Kind.MAIL_DOMAIN: "mail",
        Kind.TELEGRAM: "send",
        Kind.WHATSAPP: "message-circle",
    }
)
_LINKS: Mapping[str, str] = MappingProxyType(
    {
        Kind.PHONE: "tel:{0}",
        Kind.SITE: "https://{0}/",
        Kind.MAIL: "mailto:{0}",
        Kind.TELEGRAM: "https://t.me/{0}",
        Kind.X: "https://x.com/{0}",
        Kind.WEIBO: "https://weibo.com/{0}",
        Kind.FACEBOOK: "https://www.facebook.com/{0}",
        Kind.INSTAGRAM: "https://www.instagram.com/{0}/",
        Kind.YOUTUBE: "https://www.youtube.com/@{0}",
        Kind.LINKEDIN: "https://www.linkedin.com/company/{0}/",
        Kind.DISCORD: "https://discord.gg/{0}",
    }
)


def shown_value(kind: str, value: str) -> str:
    """As people write it: +65 6000 0000, @aldermoor, id1500000042."""
    if kind in {Kind.PHONE, Kind.WHATSAPP}:
        return spaced_phone(value)
    if kind in HANDLES or kind == Kind.MAIL_DOMAIN:
        return f"@{value}"
    if kind == Kind.APP:
        store, _colon, name = value.partition(":")
        return f"App Store id{name}" if store == "ios" else f"Google Play {name}"
    return value


def link_to(kind: str, value: str) -> str:
    """Where it leads; empty for what is no one place, such as a domain of senders."""
    if kind == Kind.APP:
        store, _colon, name = value.partition(":")
        ios = f"https://apps.apple.com/app/id{name}"
        return ios if store == "ios" else f"https://play.google.com/store/apps/details?id={name}"
    if kind == Kind.WHATSAPP:
        return f"https://wa.me/{value.lstrip('+')}"
    return _LINKS[kind].format(value) if kind in _LINKS and not value.startswith("*.") else ""
