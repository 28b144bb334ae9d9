"""Settings of the networks that cannot work, found at the start."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register  # noqa: A004 - Django's name

from config.checks import TAG

_X = ("X_USER_ID", "X_CONSUMER_KEY", "X_CONSUMER_SECRET", "X_ACCESS_TOKEN", "X_ACCESS_SECRET")
_WEIBO = ("WEIBO_USER_ID", "WEIBO_APP_SECRET", "WEIBO_ACCESS_TOKEN")
_NEWS = ("TELEGRAM_NEWS_CHAT_EN", "TELEGRAM_NEWS_CHAT_ZH")
_CHAT = re.compile(r"@[A-Za-z][A-Za-z0-9_]{3,31}|-\d{1,20}")
_SECRET = re.compile(r"[A-Za-z0-9_-]{16,256}")


@register(TAG)
def networks_are_guarded(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:  # noqa: ARG001 - Django's signature
    """A webhook that anybody may post to would let strangers speak as customers."""
    return [*_telegram(), *_news(), *_whole("X", _X, "E022"), *_whole("Weibo", _WEIBO, "E023")]


def _telegram() -> Iterator[CheckMessage]:
    secret = settings.TELEGRAM_WEBHOOK_SECRET
    if secret and not _SECRET.fullmatch(secret):
        hint = "Use 16 to 256 of the characters A-Z, a-z, 0-9, _ and -, such as openssl rand -hex 32 prints."
        yield Error("TELEGRAM_WEBHOOK_SECRET cannot be used.", hint=hint, id="firstline.E020")
    if secret and not settings.TELEGRAM_BOT_TOKEN:
        hint = "Set TELEGRAM_BOT_TOKEN too, or remove TELEGRAM_WEBHOOK_SECRET."
        yield Error("Telegram's webhook is open, but there is no bot to answer.", hint=hint, id="firstline.E021")
    if settings.TELEGRAM_BOT_TOKEN and not settings.TELEGRAM_BOT_NAME:
        hint = "Set TELEGRAM_BOT_NAME to the name in t.me/<name>: groups are told to write there."
        yield Warning("The bot on Telegram has no name.", hint=hint, id="firstline.W020")


def _news() -> Iterator[CheckMessage]:
    named = [each for each in _NEWS if getattr(settings, each)]
    if named and not settings.TELEGRAM_BOT_TOKEN:
        hint = f"Set TELEGRAM_BOT_TOKEN too, or remove {', '.join(named)}."
        yield Error(
            "Announcements have a chat on Telegram, but there is no bot to post.", hint=hint, id="firstline.E024"
        )
    for each in named:
        if not _CHAT.fullmatch(getattr(settings, each)):
            hint = "Use the name of the channel with its @, or its id, which begins with a minus."
            yield Error(f"{each} names no chat.", hint=hint, id="firstline.E025")


def _whole(network: str, names: Sequence[str], number: str) -> Iterator[CheckMessage]:
    """A network is on with all of its settings, off with none."""
    missing = [each for each in names if not getattr(settings, each)]
    if missing and len(missing) < len(names):
        hint = f"Set {', '.join(missing)} too, or remove the others."
        yield Error(f"{network} is configured by half: it stays off.", hint=hint, id=f"firstline.{number}")
