"""Browser tests (marker `browser`) need Chromium: without it they fail in CI and are skipped, loudly, elsewhere."""

import os
import shutil
from pathlib import Path
from typing import Protocol

import pytest

# The shell is the same browser without the window around its pages: a third less work for the same test.
_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_MISSING = "Chromium was not found: install it (Debian: apt-get install chromium fonts-noto-cjk) or name it in CHROMIUM"


def find_chromium() -> str | None:
    """The path of a Chromium to drive: what CHROMIUM names, else the system's; None when there is none."""
    if named := os.environ.get("CHROMIUM"):
        return shutil.which(named)
    usual = (f"/usr/bin/{name}" for name in _NAMES)
    return next((path for path in usual if Path(path).exists()), None) or next(
        filter(None, map(shutil.which, _NAMES)), None
    )


def in_ci() -> bool:
    """True on a machine that must run everything."""
    return os.environ.get("CI", "").lower() in {"1", "true", "yes"}


class Report(Protocol):
    """The part of pytest's terminal report that is used here."""

    def section(self, title: str, **looks: bool) -> None: ...

    def line(self, text: str, **looks: bool) -> None: ...


class BrowserPlugin:
    """Keeps browser tests from passing unseen."""

    def __init__(self) -> None:
        self.skipped = 0

    @pytest.fixture(scope="session")
    @staticmethod
    def chromium() -> str:
        """The executable to hand to Playwright."""
        return find_chromium() or pytest.fail(_MISSING)

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        browser = [item for item in items if item.get_closest_marker("browser")]
        if browser:
            # Playwright's synchronous API runs an event loop in the thread that uses the ORM.
            os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        if browser and not in_ci() and find_chromium() is None:
            self.skipped = len(browser)
            for item in browser:
                item.add_marker(pytest.mark.skip(reason=_MISSING))

    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        if item.get_closest_marker("browser") and find_chromium() is None:
            pytest.fail(_MISSING, pytrace=False)

    def pytest_terminal_summary(self, terminalreporter: Report) -> None:
        if self.skipped:
            terminalreporter.section("BROWSER TESTS WERE NOT RUN", red=True, bold=True)
            terminalreporter.line(f"{self.skipped} tests skipped. {_MISSING}", red=True)
