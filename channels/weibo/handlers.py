"""The way by which answers go back to Weibo."""

from django.conf import settings

from channels.ways import Way, register
from channels.weibo.transport import line
from tickets.categories import ChannelKind

MOST = 300


def usable() -> bool:
    """All of it or nothing (config.channel_checks)."""
    return bool(settings.WEIBO_USER_ID and settings.WEIBO_APP_SECRET and settings.WEIBO_ACCESS_TOKEN)


def _send(account: str, text: str, key: str) -> str:
    return line().send(account, text, key=key)


def _fetch(file_id: str, most: int) -> bytes:
    return line().fetch(file_id, most)


register(Way(kind=ChannelKind.WEIBO, most=MOST, usable=usable, send=_send, fetch=_fetch))
