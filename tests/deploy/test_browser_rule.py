"""Browser tests never pass unseen where there is no Chromium."""

import pytest

from deploy.pytest_browser import BrowserPlugin, find_chromium


class Reporter:
    """Notes what the end of a run would show."""

    def __init__(self) -> None:
        self.shown: list[str] = []

    def section(self, title: str, **_: object) -> None:
        self.shown.append(title)

    def line(self, text: str, **_: object) -> None:
        self.shown.append(text)


@pytest.fixture
def browser_test(request: pytest.FixtureRequest) -> pytest.Item:
    """A test with the marker `browser`, collected but not run."""
    item = pytest.Function.from_parent(request.node.parent, name="test_page", callobj=lambda: None)
    item.add_marker(pytest.mark.browser)
    return item


@pytest.fixture(autouse=True)
def _no_chromium(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM", "/nowhere/chromium")
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # what the plugin sets must not outlive the test


def test_in_ci_a_missing_chromium_is_a_failure(browser_test: pytest.Item, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    plugin = BrowserPlugin()
    plugin.pytest_collection_modifyitems([browser_test])
    assert browser_test.get_closest_marker("skip") is None
    with pytest.raises(pytest.fail.Exception, match="Chromium was not found"):
        plugin.pytest_runtest_setup(browser_test)


def test_elsewhere_it_is_skipped_with_a_loud_line(
    browser_test: pytest.Item, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CI", raising=False)
    plugin, reporter = BrowserPlugin(), Reporter()
    plugin.pytest_collection_modifyitems([browser_test, request.node])
    assert browser_test.get_closest_marker("skip") is not None
    assert request.node.get_closest_marker("skip") is None
    plugin.pytest_terminal_summary(reporter)
    assert reporter.shown[0] == "BROWSER TESTS WERE NOT RUN"
    assert reporter.shown[1].startswith("1 tests skipped. Chromium was not found")


def test_a_named_chromium_comes_before_those_of_the_system(
    browser_test: pytest.Item, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHROMIUM", "/bin/sh")
    assert find_chromium() == "/bin/sh"
    BrowserPlugin().pytest_runtest_setup(browser_test)
