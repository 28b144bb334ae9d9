"""What is looked at on every page: accessibility, width, weight, title and heading, colour schemes."""

import gzip
import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles.finders import find
from django.test import Client
from playwright.sync_api import Page, ViewportSize

from tests.scale import LONG

WIDE = ViewportSize(width=1280, height=900)
# What is left of a wide window at a zoom of 200 %.
ZOOMED = ViewportSize(width=640, height=450)
NARROW = ViewportSize(width=360, height=740)
HEAVIEST = 150 * 1024


@dataclass(frozen=True)
class Look:
    """One way in which a page is seen. Barriers are sought in `sizes`; `stretched`: with every text twice as long, too."""

    language: str
    scheme: Literal["light", "dark"]
    sizes: tuple[ViewportSize, ...]
    stretched: bool = False


# In `make test` a page is seen in one of two ways, in `make walk` in all four.
LOOKS = (
    [
        Look(language, scheme, (WIDE, NARROW), stretched=(language, scheme) == ("en", "light"))
        for language in ("en", "zh-hans")
        for scheme in ("light", "dark")
    ]
    if LONG
    else [Look("en", "light", (WIDE,), stretched=True), Look("zh-hans", "dark", (NARROW,))]
)
# axe reads the same few colours of a page over and over; reading each once saves a fifth of the walk.
_READ_COLOURS_ONCE = """;{
  const { Color } = axe.commons.color, { parseString } = Color.prototype, seen = new Map();
  Color.prototype.parseString = function (text) {
    if (!seen.has(text)) seen.set(text, parseString.call(new Color(0, 0, 0, 1), text));
    return Object.assign(this, (({ r, g, b, alpha }) => ({ r, g, b, alpha }))(seen.get(text)));
  };
}"""
_SHAPE = """({
  headings: document.querySelectorAll("h1").length,
  title: document.title,
  language: document.documentElement.lang,
  paths: performance.getEntriesByType("resource").map((each) => new URL(each.name).pathname),
})"""
# As one string: Playwright walks through an object value by value.
_BARRIERS = """axe.run({ resultTypes: ["violations"], preload: false }).then(({ violations }) => JSON.stringify(
  violations.flatMap(({ id, nodes }) => nodes.slice(0, 3).map(({ target, html, any }) =>
    `${id}: ${target} ${html.slice(0, 160)} ${any[0]?.message ?? ""}`))
))"""

# Every text twice, as another language or a larger letter might have it; and what then is cut off or wider than the window.
_TWICE_AS_LONG = """(() => {
  const all = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), texts = [];
  while (all.nextNode()) if (all.currentNode.data.trim() && !all.currentNode.parentElement.closest("script, style, svg, textarea")) texts.push(all.currentNode);
  for (const each of texts) each.data = `${each.data} ${each.data.trim()}`;
})()"""
_TOO_WIDE = """(() => {
  const wide = document.documentElement.scrollWidth, room = innerWidth;
  const names = (each) => `${each.tagName.toLowerCase()}.${each.getAttribute("class")} ${each.textContent.trim().slice(0, 40)}`;
  const cut = [...document.querySelectorAll("button, .btn, .badge, th, h1, h2, label, legend, summary")].filter((each) =>
    each.checkVisibility() && each.clientWidth > 1 && each.scrollWidth > each.clientWidth + 2 && getComputedStyle(each).overflowX !== "visible"
      && getComputedStyle(each).textOverflow !== "ellipsis" && getComputedStyle(each).clipPath === "none");
  const out = wide > room ? [...document.body.querySelectorAll("*")].filter((each) => each.getBoundingClientRect().right > room + 1 && each.checkVisibility()) : [];
  return [...(wide > room ? [`${wide} px wide: ${out.slice(-1).map(names)}`] : []), ...cut.slice(0, 3).map((each) => `cut off: ${names(each)}`)];
})()"""


def prepare(page: Page) -> None:
    """To be called once, before the first page is opened in this window."""
    page.add_init_script(script=Axe().axe_script + _READ_COLOURS_ONCE)


def faults_of(page: Page, look: Look, html: bytes) -> list[str]:
    """Each sentence is one fault."""
    seen = page.evaluate(_SHAPE)
    found = [*_shape(seen, look.language), *_weight(seen["paths"], html)]
    # The size that the window has comes first: a change of size is a change of the whole page.
    for size in sorted((WIDE, NARROW), key=lambda each: each != page.viewport_size):
        found += _faults_at(page, size, look)
    return found + (_stretched(page) if look.stretched else [])


def _stretched(page: Page) -> list[str]:
    """Twice as long texts in a wide window, and at a zoom of 200 %."""
    page.set_viewport_size(WIDE)
    page.evaluate(_TWICE_AS_LONG)
    found = []
    for size in (WIDE, ZOOMED):
        page.set_viewport_size(size)
        found += [f"twice as long at {size['width']} px: {each}" for each in page.evaluate(_TOO_WIDE)]
    return found


def _faults_at(page: Page, size: ViewportSize, look: Look) -> list[str]:
    if size == WIDE and WIDE not in look.sizes:
        return []
    page.set_viewport_size(size)
    barriers = json.loads(page.evaluate(_BARRIERS)) if size in look.sizes else []
    found = [f"{size['width']} px: {each}" for each in barriers]
    return found + (_width(page) if size == NARROW else [])


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
