"""An account on Weibo with its server."""

from collections.abc import Iterator

import pytest
from django.test import override_settings

from tests.channels.weibo.double import OURS, SECRET, TOKEN, Weibo, a_network


@pytest.fixture
def weibo() -> Iterator[Weibo]:
    """The settings name this server while the test runs."""
    with (
        a_network() as made,
        override_settings(
            WEIBO_USER_ID=OURS,
            WEIBO_APP_SECRET=SECRET,
            WEIBO_ACCESS_TOKEN=TOKEN,
            WEIBO_API_URL=made.url,
            WEIBO_FILES_URL=made.url,
        ),
    ):
        yield made
