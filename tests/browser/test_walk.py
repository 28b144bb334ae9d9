"""Every page, in both languages, light and dark, wide and on a phone: nothing broken, nothing refused, nothing in the way."""

from collections.abc import Iterable, Iterator

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Clock, OpenWindow
from tests.browser.look import faults_of
from tests.browser.routes import NO_PAGE, PORTAL, UNUSED, WALKS, Row
from tests.browser.scene import Scene, session_of, set_scene
from tests.people import House, sign_in

pytestmark = pytest.mark.browser


def _names(patterns: Iterable[URLPattern | URLResolver], space: str = "") -> Iterator[str]:
    for each in patterns:
        if isinstance(each, URLResolver):
            yield from _names(each.url_patterns, f"{each.namespace}:" if each.namespace else space)
        elif each.name:
            yield f"{space}{each.name}"


def test_every_route_has_a_row() -> None:
    """A page that nobody walks to is a page that nobody looks at."""
    doors = [each for each in get_resolver().url_patterns if str(each.pattern) in {"", "desk/", "staff/"}]
    walked = {row.name for rows in WALKS.values() for row in rows}
    assert set(_names(doors)) == walked | NO_PAGE | UNUSED
    assert not walked & (NO_PAGE | UNUSED)


def test_what_is_no_page_shows_none(house: House, moving: Clock) -> None:
    """Opened by its address it leads to a page, refuses the method, or hands over a file or a part: never a bare page."""
    scene = set_scene(house, moving)
    client = sign_in(Client(), house.ada)
    for name in sorted(NO_PAGE - {"desk:ringing"}):
        answer = client.get(_address(name, scene))
        assert answer.status_code != 200 or not answer.content.lstrip().startswith(b"<!doctype"), name


def _address(name: str, scene: Scene) -> str:
    for place in ("", "fresh", "talking", "complaint", "person"):
        try:
            return reverse(name, kwargs=scene.place(place))
        except NoReverseMatch:
            continue
    raise AssertionError(name)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("door", WALKS)
def test_pages_are_whole(
    door: str, language: str, house: House, moving: Clock, window: OpenWindow, faults: list[str]
) -> None:
    """No error, no refusal by the policy, no sideways scroll, no barrier, one heading, a light first visit."""
    cache.clear()
    scene, found = set_scene(house, moving), []
    for who, rows in _by_walker(WALKS[door]).items():
        page = _enter(window, who, scene, language=language)
        for row in rows:
            found += [
                f"{row.name} {row.place}{row.query} ({who}) {fault}" for fault in _walk(page, row, scene, language)
            ]
            found += [f"{row.name} ({who}) {fault}" for fault in faults]
            faults.clear()
    assert not found, "\n".join(found)


def _walk(page: Page, row: Row, scene: Scene, language: str) -> list[str]:
    address = reverse(row.name, kwargs={**scene.place(row.place), **dict(row.more)}) + row.query
    answer = page.goto(address)
    assert answer is not None
    if answer.status != 200:
        return [f"answers {answer.status}"]
    return faults_of(page, language=language, html=answer.body(), every=row.every)


def _by_walker(rows: list[Row]) -> dict[str, list[Row]]:
    walkers: dict[str, list[Row]] = {}
    for row in rows:
        walkers.setdefault(row.who, []).append(row)
    return walkers


def _enter(window: OpenWindow, who: str, scene: Scene, *, language: str, **more: object) -> Page:
    page = window(language=language, **more)  # type: ignore[arg-type] # passed on to Playwright
    session = session_of(who, scene)
    page.goto("/healthz")
    if session:
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": page.url}])
    return page


def test_customers_need_no_script(house: House, moving: Clock, window: OpenWindow) -> None:
    """Each page of the portal says and offers the same without JavaScript, and the way from number to promise works."""
    scene = set_scene(house, moving)
    for who, rows in _by_walker(PORTAL).items():
        page = _enter(window, who, scene, language="en", size=PHONE, java_script_enabled=False)
        for row in rows:
            page.goto(reverse(row.name, kwargs={**scene.place(row.place), **dict(row.more)}))
            expect(page.get_by_role("heading", level=1)).to_be_visible()
            expect(page.locator(".needs-js").locator("visible=true")).to_have_count(0)
            for button in page.get_by_role("button", disabled=False).locator("visible=true").all():
                assert button.evaluate("(each) => each.form !== null"), (
                    f"{row.name}: {button.inner_text()} needs script"
                )
    page = _enter(window, "stranger", scene, language="en", size=PHONE, java_script_enabled=False)
    page.goto("/")
    page.get_by_label("12-digit number").fill(scene.fresh.number)
    page.get_by_label("E-mail or phone you gave us").fill(house.cleo.email)
    page.get_by_role("button", name="Show progress").click()
    expect(page.locator("#promise .promise-marks")).to_contain_text("At the latest")
    page.get_by_role("button", name="Send code").click()
    expect(page.locator("#thread")).to_contain_text("The code is on its way.")
