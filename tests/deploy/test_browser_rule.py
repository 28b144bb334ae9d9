"""Browser tests never pass unseen where there is no Chromium."""

import pytest

from deploy.pytest_browser import BrowserPlugin, find_chromium

pytest_plugins = ["pytester"]
TEST = """
    import pytest

    @pytest.mark.browser
    def test_page(chromium):
        assert chromium
"""


def outcome(pytester: pytest.Pytester) -> pytest.RunResult:
    pytester.makeini("[pytest]\nmarkers = browser: needs Chromium")
    pytester.makepyfile(TEST)
    return pytester.runpytest_inprocess("-p", "no:django", "-p", "no:valkey", plugins=[BrowserPlugin()])


def test_in_ci_a_missing_chromium_is_a_failure(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    monkeypatch.setenv("CHROMIUM", "/nowhere/chromium")
    result = outcome(pytester)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["*Chromium was not found*"])


def test_elsewhere_it_is_skipped_with_a_loud_line(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setenv("CHROMIUM", "/nowhere/chromium")
    result = outcome(pytester)
    result.assert_outcomes(skipped=1)
    result.stdout.fnmatch_lines(["*BROWSER TESTS WERE NOT RUN*", "1 tests skipped. Chromium was not found*"])


def test_a_named_chromium_comes_before_those_of_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM", "/bin/sh")
    assert find_chromium() == "/bin/sh"
