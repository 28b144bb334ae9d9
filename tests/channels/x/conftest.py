"""An account on X with its server."""

from collections.abc import Iterator

import pytest
from django.test import override_settings

from tests.channels.x.double import KEY, OURS, SECRET, TOKEN, TOKEN_SECRET, X, a_network


@pytest.fixture
def x() -> Iterator[X]:
    """The settings name this server while the test runs."""
    with (
        a_network() as made,
        override_settings(
            X_USER_ID=OURS,
            X_CONSUMER_KEY=KEY,
            X_CONSUMER_SECRET=SECRET,
            X_ACCESS_TOKEN=TOKEN,
            X_ACCESS_SECRET=TOKEN_SECRET,
            X_API_URL=made.url,
            X_FILES_URL=made.url,
        ),
    ):
        yield made
