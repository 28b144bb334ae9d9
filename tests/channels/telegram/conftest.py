"""A bot with its server."""

from collections.abc import Iterator

import pytest
from django.test import override_settings

from tests.channels.telegram.bot_api import SECRET, TOKEN, BotApi, bot_api


@pytest.fixture
def api() -> Iterator[BotApi]:
    """The settings name this server while the test runs."""
    with (
        bot_api() as made,
        override_settings(
            TELEGRAM_BOT_TOKEN=TOKEN,
            TELEGRAM_BOT_NAME="aldermoor_bot",
            TELEGRAM_WEBHOOK_SECRET=SECRET,
            TELEGRAM_API_URL=made.url,
        ),
    ):
        yield made
