"""Every page: nothing broken, nothing refused, nothing in the way.

In `make test` each page is opened in one language and scheme, in `make walk` in both of both, wide and on a phone.
"""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urljoin, urlsplit

import pytest
from django.contrib.staticfiles.finders import find
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from playwright.sync_api import Page, expect

from core import clock
from tests.browser.conftest import PHONE, Clock, OpenWindow
from tests.browser.look import LOOKS, NARROW, Look, faults_of, prepare
from tests.browser.routes import DESK, NO_PAGE, PORTAL, SIGN_IN, UNUSED, Row
from tests.browser.scene import Scene, session_of, set_scene
from tests.people import House, a_ticket, sign_in
from tests.scale import LONG

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
    walked = {row.name for row in (*DESK, *PORTAL, *SIGN_IN)}
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
    for place in (
        "",
        "queue",
        "menu",
        "topic",
        "fresh",
        "talking",
        "complaint",
        "person",
        "letter",
        "own_letter",
        "feed",
        "quarantined",
    ):
        try:
            return reverse(name, kwargs=scene.place(place))
        except NoReverseMatch:
            continue
    raise AssertionError(name)


def test_what_names_no_icon_has_one(client: Client) -> None:
    """Where browsers look of their own accord stands the icon of the pages."""
    answer = client.get("/favicon.ico")
    assert answer.status_code == 302
    assert find(answer["Location"].removeprefix("/static/"))


ROWS = [*DESK, *PORTAL, *SIGN_IN]
# So many tests share the rows of one look, for as many processes to take them.
PARTS = 3


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look.language}-{look.scheme}")
def test_pages_are_whole(
    look: Look, part: int, house: House, moving: Clock, window: OpenWindow, faults: list[str]
) -> None:
    """No error, no refusal by the policy, no sideways scroll, no barrier, one heading, a light first visit."""
    scene, found = set_scene(house, moving), []
    page = window(language=look.language, size=NARROW, color_scheme=look.scheme)
    prepare(page)
    page.goto("/healthz")
    rows = ROWS if LONG else ROWS[LOOKS.index(look) :: len(LOOKS)]
    for who, mine in _by_walker(rows[part::PARTS]).items():
        _become(page, who, scene)
        for row in mine:
            faults += _walk(page, row, scene, look)
            found += [f"{row.name} {row.place}{row.query} ({who}) {fault}" for fault in faults]
            faults.clear()
    assert not found, "\n".join(found)


def _walk(page: Page, row: Row, scene: Scene, look: Look) -> list[str]:
    answer = page.goto(_address_of(row, scene))
    assert answer is not None
    if answer.status != 200:
        return [f"answers {answer.status}"]
    path = urlsplit(page.url).path
    if not re.fullmatch(row.lands or re.escape(_address_of(row, scene).partition("?")[0]), path):
        return [f"leads to {path}"]
    return faults_of(page, look, answer.body())


def _address_of(row: Row, scene: Scene) -> str:
    return reverse(row.name, kwargs={**scene.place(row.place), **dict(row.more)}) + row.query


def _by_walker(rows: list[Row]) -> dict[str, list[Row]]:
    walkers: dict[str, list[Row]] = {}
    for row in rows:
        walkers.setdefault(row.who, []).append(row)
    return walkers


def _become(page: Page, who: str, scene: Scene) -> None:
    """The same window in other hands."""
    page.context.clear_cookies()
    if session := session_of(who, scene):
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": urljoin(page.url, "/")}])


_SCRIPTED = "(all) => all.filter((each) => !each.form).map((each) => each.innerText)"


def test_customers_need_no_script(house: House, moving: Clock, window: OpenWindow) -> None:
    """Each page of the portal shows its words and offers only what works without JavaScript."""
    scene = set_scene(house, moving)
    page = window(size=PHONE, java_script_enabled=False)
    page.goto("/healthz")
    for who, rows in _by_walker(PORTAL).items():
        _become(page, who, scene)
        for row in rows:
            page.goto(_address_of(row, scene))
            expect(page.get_by_role("heading", level=1)).to_be_visible()
            buttons = page.get_by_role("button", disabled=False).locator("visible=true")
            assert buttons.evaluate_all(_SCRIPTED) == [], row.name


def test_the_way_from_number_to_promise_needs_no_script(house: House, moving: Clock, window: OpenWindow) -> None:
    """Number and contact lead to both times and to the code."""
    ticket = a_ticket(house, at=clock.now())
    page = window(size=PHONE, java_script_enabled=False)
    page.goto("/")
    page.get_by_label("12-digit number").fill(ticket.number)
    page.get_by_label("E-mail or phone you gave us").fill(house.cleo.email)
    page.get_by_role("button", name="Show progress").click()
    expect(page.locator("#promise .promise-marks")).to_contain_text("At the latest")
    page.get_by_role("button", name="Send code").click()
    expect(page.locator("#thread")).to_contain_text("The code is on its way.")
