"""Windows of one Chromium. A new one costs it most of a second, so what one test has closed the next one opens, swept."""

from collections import defaultdict
from collections.abc import Hashable
from typing import Any

from playwright.sync_api import Browser, CDPSession, ConsoleMessage, Page, Request, Response, ViewportSize

LOCALES = {"en": "en-GB", "zh-hans": "zh-CN"}
# What a refused form or an ended session answers is told by the page; the console's line about it is no fault.
_REFUSED = "Failed to load resource"


def press(page: Page, key: str) -> None:
    """Press a key, as Playwright names it, once the scripts of the page are there to hear it: after a link was followed they may still be on their way."""
    page.wait_for_load_state("domcontentloaded")
    page.keyboard.press(key)


class Window:
    """A page in a browser context of its own, and what went wrong in it."""

    def __init__(self, browser: Browser, base: str, **options: Any) -> None:
        self._base = base
        self.context = browser.new_context(base_url=base, reduced_motion="reduce", **options)
        self.page = self.context.new_page()
        self.faults: list[str] = []
        self._commands: CDPSession = self.context.new_cdp_session(self.page)
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.faults.append(f"{self.page.url}: {error}"))
        self.page.on("response", self._answered)
        self.page.on("requestfailed", self._failed)

    def leave(self) -> None:
        """Nothing runs in it any more, nothing is signed in, nothing is allowed, nothing is kept."""
        self.page.unroute_all()
        self.page.goto("about:blank")
        self.context.set_offline(False)
        self.context.clear_cookies()
        self.context.clear_permissions()
        # After leaving: a page that is left keeps what was typed in it.
        self._commands.send("Storage.clearDataForOrigin", {"origin": self._base, "storageTypes": "all"})

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not message.text.startswith(_REFUSED):
            self.faults.append(f"{self.page.url}: {message.text}")

    def _answered(self, response: Response) -> None:
        if response.status == 404 or response.status >= 500:
            self.faults.append(f"{response.status} {response.url}")

    def _failed(self, request: Request) -> None:
        # A page that is left drops what it was asking for; one whose line a test has cut goes on trying. Neither is a fault.
        if request.failure not in {"net::ERR_ABORTED", "net::ERR_INTERNET_DISCONNECTED"}:
            self.faults.append(f"{request.url}: {request.failure}")


class Windows:
    """Hands out windows and takes them back; only one that was opened with the same options is used again."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._open: list[tuple[Hashable, Window]] = []
        self._shut: dict[Hashable, list[Window]] = defaultdict(list)

    def open(self, base: str, faults: list[str], *, language: str, size: ViewportSize, **options: Any) -> Window:
        """A window on the server at `base`, as if it were new. What goes wrong in it is added to `faults`."""
        kind = (base, language, *sorted(options.items()))
        if not (idle := self._shut[kind]):
            idle.append(Window(self._browser, base, locale=LOCALES[language], viewport=size, **options))
        window = idle.pop()
        self._open.append((kind, window))
        window.faults = faults
        if window.page.viewport_size != size:
            window.page.set_viewport_size(size)
        return window

    def shut(self) -> None:
        """All that are open."""
        for kind, window in self._open:
            window.leave()
            self._shut[kind].append(window)
        self._open.clear()
