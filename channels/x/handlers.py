"""The way by which answers go back to X."""

from django.conf import settings

from channels.ways import Way, register
from channels.x.transport import line
from tickets.categories import ChannelKind

MOST = 10_000


def usable() -> bool:
    """All of it or nothing (config.channel_checks)."""
    needed = (settings.X_CONSUMER_KEY, settings.X_CONSUMER_SECRET, settings.X_ACCESS_TOKEN, settings.X_ACCESS_SECRET)
    return bool(settings.X_USER_ID) and all(needed)


def _send(account: str, text: str, key: str) -> str:
    return line().send(account, text, key=key)


def _fetch(path: str, most: int) -> bytes:
    return line().fetch(path, most)


# X takes a message out of our own view only, so nothing is deleted: the customer is asked to do it.
register(Way(kind=ChannelKind.X, most=MOST, usable=usable, send=_send, fetch=_fetch))
