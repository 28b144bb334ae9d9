"""What is looked at on every page: accessibility, width, weight, title and heading, colour schemes."""

import gzip
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from axe_playwright_python.sync_playwright import Axe, AxeResults
from django.contrib.staticfiles.finders import find
from django.test import Client
from playwright.sync_api import Page, ViewportSize

Look = tuple[ViewportSize, Literal["light", "dark"]]
WIDE = ViewportSize(width=1280, height=900)
NARROW = ViewportSize(width=360, height=740)
HEAVIEST = 150 * 1024
_AXE = Axe()
_RULES: dict[str, Any] = {"resultTypes": ["violations"], "preload": False}
# How a page is looked at in each language. Both together are wide and narrow, light and dark.
_LOOKS: dict[str, list[Look]] = {"en": [(WIDE, "light")], "zh-hans": [(NARROW, "dark")]}
_EVERY: list[Look] = [(WIDE, "light"), (NARROW, "light"), (NARROW, "dark"), (WIDE, "dark")]
_SHAPE = """;({
  headings: document.querySelectorAll("h1").length,
  title: document.title,
  language: document.documentElement.lang,
  paths: performance.getEntriesByType("resource").map((each) => new URL(each.name).pathname),
})"""


def faults_of(page: Page, *, language: str, html: bytes, every: bool = False) -> list[str]:
    """Each sentence is one fault. `every`: in all four looks, for the page that shows all components."""
    seen = page.evaluate(_AXE.axe_script + _SHAPE)
    found = [*_shape(seen, language), *_weight(seen["paths"], html)]
    for size, scheme in _EVERY if every else _LOOKS[language]:
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme)
        found += [f"{size['width']} px, {scheme}: {fault}" for fault in _accessibility(page)]
    page.set_viewport_size(NARROW)
    return found + _width(page)


def _shape(seen: dict[str, Any], language: str) -> list[str]:
    found = [] if seen["headings"] == 1 else [f"{seen['headings']} h1"]
    found += [] if seen["title"].partition("·")[0].strip() else ["no title"]
    return found + ([] if seen["language"] == language else [f"lang is {seen['language']}"])


def _weight(paths: list[str], html: bytes) -> list[str]:
    """Everything that the first visit fetches, compressed as the server compresses it."""
    parts = {path for path in paths if not path.startswith("/desk/")}
    weight = len(gzip.compress(html)) + sum(_packed(path) for path in parts)
    return [f"{weight // 1024} kB"] if weight > HEAVIEST else []


@lru_cache
def _packed(path: str) -> int:
    file = find(path.removeprefix("/static/")) if path.startswith("/static/") else None
    content = Path(str(file)).read_bytes() if file else Client().get(path).content
    return min(len(content), len(gzip.compress(content)))


def _width(page: Page) -> list[str]:
    wide = page.evaluate("document.documentElement.scrollWidth")
    return [f"scrolls sideways at 360 px: {wide} px"] if wide > NARROW["width"] else []


def _accessibility(page: Page) -> list[str]:
    seen = AxeResults(page.evaluate("(options) => axe.run(options)", _RULES))
    return [
        f"{each['id']}: {node['target']} {node['html'][:160]} {[one['message'] for one in node['any']][:1]}"
        for each in seen.response["violations"]
        for node in each["nodes"][:3]
    ]
