"""What is looked at on every page: accessibility, width, weight, title and heading, colour schemes."""

import gzip
from functools import lru_cache
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe, AxeResults
from django.contrib.staticfiles.finders import find
from django.test import Client
from playwright.sync_api import Page, ViewportSize

WIDE = ViewportSize(width=1280, height=900)
NARROW = ViewportSize(width=360, height=740)
HEAVIEST = 150 * 1024
_AXE = Axe()
_ALL: dict[str, Any] = {"resultTypes": ["violations"], "preload": False}
# Structure does not change with width and colours; what changes is asked again.
_LOOKS = _ALL | {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block", "target-size"]}}
_LOADED = "performance.getEntriesByType('resource').map((each) => new URL(each.name).pathname)"


def faults_of(page: Page, *, language: str, html: bytes) -> list[str]:
    """Each sentence is one fault. English is walked wide and light first, then narrow and dark; Chinese the other way about."""
    first, second = (WIDE, "light"), (NARROW, "dark")
    if language != "en":
        first, second = (NARROW, "light"), (WIDE, "dark")
    found = [*_shape(page, language), *_weight(page, html)]
    for (size, scheme), options in ((first, _ALL), (second, _LOOKS)):
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type] # "light" or "dark"
        where = f"{size['width']} px, {scheme}"
        found += [f"{where}: {fault}" for fault in [*_width(page, size), *_accessibility(page, options)]]
    return found


def _shape(page: Page, language: str) -> list[str]:
    headings, title = page.locator("h1").count(), page.title()
    spoken = page.locator("html").get_attribute("lang")
    found = [] if headings == 1 else [f"{headings} h1"]
    found += [] if title.partition("·")[0].strip() else ["no title"]
    return found + ([] if spoken == language else [f"lang is {spoken}"])


def _weight(page: Page, html: bytes) -> list[str]:
    """Everything that the first visit fetches, compressed as the server compresses it."""
    paths = {path for path in page.evaluate(_LOADED) if not path.startswith("/desk/")}
    weight = len(gzip.compress(html)) + sum(_packed(path) for path in paths)
    return [f"{weight // 1024} kB"] if weight > HEAVIEST else []


@lru_cache
def _packed(path: str) -> int:
    file = find(path.removeprefix("/static/")) if path.startswith("/static/") else None
    content = Path(str(file)).read_bytes() if file else Client().get(path).content
    return min(len(content), len(gzip.compress(content)))


def _width(page: Page, size: ViewportSize) -> list[str]:
    wide = page.evaluate("document.documentElement.scrollWidth")
    return [f"scrolls sideways: {wide} px"] if wide > size["width"] else []


def _accessibility(page: Page, options: dict[str, Any]) -> list[str]:
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(_AXE.axe_script)
    seen = AxeResults(page.evaluate("(options) => axe.run(options)", options))
    return [
        f"{each['id']}: {node['target']} {node['html'][:160]} {[one['message'] for one in node['any']][:1]}"
        for each in seen.response["violations"]
        for node in each["nodes"][:3]
    ]
