"""The page of all components looks as it was last approved, light and dark. With LOOKS=new the pictures are taken anew: look at them.

Words are drawn as bars of their colour, as wide as in the one font that comes with the project, and what is compared is the mean of
small squares: another machine's way of drawing a letter is no fault; a missing icon, another colour or another height is.
"""

import base64
import os
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Literal

import pytest
from django.urls import reverse
from PIL import Image, ImageChops
from playwright.sync_api import Page

from tests.browser.conftest import Clock, OpenWindow
from tests.browser.look import WIDE
from tests.people import House

pytestmark = pytest.mark.browser

APPROVED = Path(__file__).parent / "looks"
SQUARE = 8  # pixels
NOTICED = 28  # of 255, in any colour
FEW = 8  # squares of a component that may differ more: an edge that falls on another pixel
_FONT = base64.b64encode((files("font_roboto") / "files" / "Roboto-Regular.ttf").read_bytes()).decode()
_WEARING = f"""
@font-face {{ font-family: "looks"; src: url("data:font/ttf;base64,{_FONT}"); font-weight: 100 900; }}
:root {{ --fl-font: "looks", "Noto Sans CJK SC" !important; --fl-mono: "looks", "Noto Sans CJK SC" !important; }}
* {{ caret-color: transparent !important; text-decoration: line-through 1em currentcolor !important; text-decoration-skip-ink: none !important; }}
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_components_look_as_approved(
    scheme: Literal["light", "dark"], house: House, moving: Clock, window: OpenWindow
) -> None:
    page = window(house.alice, size=WIDE, color_scheme=scheme, bypass_csp=True)
    page.goto(reverse("desk:components"))
    page.add_style_tag(content=_WEARING)
    page.evaluate("document.fonts.load('16px looks').then(() => document.fonts.ready)")
    seen = _pictures(page)
    place = APPROVED / scheme
    if os.environ.get("LOOKS") == "new":
        _keep(seen, place)
    assert {each.stem for each in place.glob("*.png")} == set(seen)
    changed = {
        name: found for name, shot in seen.items() if (found := _differs(Image.open(place / f"{name}.png"), shot))
    }
    assert not changed


def _pictures(page: Page) -> dict[str, Image.Image]:
    """One of each component, by its heading."""
    found: dict[str, Image.Image] = {}
    for section in page.locator(".shown section").all():
        name = section.get_by_role("heading").first.inner_text().lower().replace(",", "").replace(" ", "-")
        found[name] = Image.open(BytesIO(section.screenshot(animations="disabled"))).convert("RGB")
    return found


def _keep(seen: dict[str, Image.Image], place: Path) -> None:
    place.mkdir(parents=True, exist_ok=True)
    for old in place.glob("*.png"):
        old.unlink()
    for name, shot in seen.items():
        shot.save(place / f"{name}.png", optimize=True)


def _differs(approved: Image.Image, shot: Image.Image) -> str:
    """What is another; empty when nothing is."""
    before = approved.convert("RGB")
    if any(abs(one - other) > SQUARE for one, other in zip(before.size, shot.size, strict=True)):
        return f"{before.size} before, {shot.size} now"
    size = (min(before.width, shot.width), min(before.height, shot.height))
    one, other = (each.crop((0, 0, *size)).reduce(SQUARE) for each in (before, shot))
    apart = ImageChops.difference(one, other)
    worst = [max(apart.getpixel(spot)) for spot in _spots(apart)]  # type: ignore[arg-type] # three colours each
    beyond = sum(each > NOTICED for each in worst)
    return f"{beyond} squares of {len(worst)} differ" if beyond > FEW else ""


def _spots(image: Image.Image) -> list[tuple[int, int]]:
    return [(x, y) for x in range(image.width) for y in range(image.height)]
