"""One browser for this folder, a window for each person, and a clock that can be moved."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta
from threading import Condition
from typing import Any, Protocol

import pytest
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.test import Client
from playwright.sync_api import Page, ViewportSize, expect, sync_playwright

from accounts.models import User
from core import clock
from tests.browser.windows import Windows
from tests.people import NOON, sign_in
from tests.serving import served

FLAGS = [
    *("--disable-gpu-compositing", "--disable-dev-shm-usage", "--disable-extensions"),
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    "--font-render-hinting=none",  # the shell would hint letters, and draw them wider than the whole browser does
]
DESK = ViewportSize(width=1440, height=900)
PHONE = ViewportSize(width=360, height=740)
PATIENCE_MS = 20_000


class Clock:
    """The desk's clock: it runs on, and a story moves it forward."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack

    def to(self, moment: datetime) -> datetime:
        """It is `moment` now (aware); from here time runs as always. Returns the moment."""
        self._stack.enter_context(clock.shifted(moment - clock.now()))
        return moment

    def on(self, span: timedelta) -> datetime:
        """Time goes by."""
        return self.to(clock.now() + span)


class OpenWindow(Protocol):
    """See the fixture `window`."""

    def __call__(
        self, user: User | None = None, *, language: str = "en", size: ViewportSize = DESK, **more: Any
    ) -> Page: ...


class Traffic:
    """How many requests the server is busy with: tables are emptied only when it is none."""

    def __init__(self) -> None:
        self._busy, self._changed = 0, Condition()

    def began(self, **_signal: object) -> None:
        with self._changed:
            self._busy += 1

    def ended(self, **_signal: object) -> None:
        with self._changed:
            self._busy -= 1
            self._changed.notify_all()

    def wait_until_idle(self) -> None:
        """At most five seconds; a request that hangs longer is the next test's failure to report."""
        with self._changed:
            self._changed.wait_for(lambda: self._busy <= 0, timeout=5)


@pytest.fixture(scope="package")
def windows(chromium: str) -> Iterator[Windows]:
    """Chromium. It ends with this folder, and its event loop with it: other tests may need a thread without one."""
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=chromium, args=FLAGS)
        yield Windows(running)
        running.close()


@pytest.fixture(scope="package")
def address(django_db_setup: None) -> Iterator[str]:
    """The address of the desk."""
    with served() as there:
        yield there


@pytest.fixture
def moving() -> Iterator[Clock]:
    """The clock, standing at noon of the day on which the house was founded when the test begins."""
    with ExitStack() as stack:
        moved = Clock(stack)
        moved.to(NOON)
        yield moved


@pytest.fixture
def faults() -> list[str]:
    """What went wrong in any window of this test: errors in the console, refused by the policy, failed requests."""
    return []


@pytest.fixture
def window(address: str, transactional_db: None, windows: Windows, faults: list[str]) -> Iterator[OpenWindow]:
    """Opens a window of its own, signed in as `user` if one is given. After the test no window may have had a fault."""
    cache.clear()  # the sign-in counts attempts there, and codes that were used

    def open_window(user: User | None = None, *, language: str = "en", size: ViewportSize = DESK, **more: Any) -> Page:
        window = windows.open(address, faults, language=language, size=size, **more)
        window.context.set_default_timeout(PATIENCE_MS)
        if user:
            session = sign_in(Client(), user).cookies["sessionid"].value
            window.context.add_cookies([{"name": "sessionid", "value": session, "url": address}])
        return window.page

    traffic = Traffic()
    request_started.connect(traffic.began)
    request_finished.connect(traffic.ended)
    yield open_window
    windows.shut()
    traffic.wait_until_idle()
    request_started.disconnect(traffic.began)
    request_finished.disconnect(traffic.ended)
    assert not faults
