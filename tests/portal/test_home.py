"""Home and the pages behind its doors: what works is shown, and nothing leads nowhere."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from channels.directory.models import OfficialChannel
from core.hours import DAYS, Schedule
from core.hourwords import week_words
from tests.people import House
from tests.portal.conftest import SetClock, text_of

PLACES = [
    "/",
    "/help/account_security/",
    "/help/funds/",
    "/help/guidance/",
    "/help/complaint/",
    "/help/emergency/",
    "/status/",
]
LONDON = {"zone": "Europe/London", "week": {day: [["09:00", "18:00"]] for day in DAYS[:5]}}


@pytest.fixture
def london(house: House) -> OfficialChannel:
    return OfficialChannel.objects.create(
        region="United Kingdom",
        region_zh="英国",
        value="+442079460142",
        languages=["en"],
        schedule=LONDON,
        wait_minutes=4,
    )


def test_home_has_four_doors_the_emergency_line_and_what_we_never_ask(client: Client, house: House) -> None:
    page = text_of(client.get("/"))
    for words in ("Account security", "Funds", "Operation guidance", "Complaints", "Is your account being emptied?"):
        assert words in page
    assert "We never ask" in page
    assert "Have ready: transaction hash or order number, screenshots" in page


def test_home_costs_five_queries(client: Client, london: OfficialChannel) -> None:
    with CaptureQueriesContext(connection) as queries:
        client.get("/")
    assert len(queries) == 5  # hotlines, hours of the ways in, who is in chat, running incidents, announcements


@pytest.mark.parametrize("place", PLACES)
def test_no_link_leads_nowhere(client: Client, house: House, place: str) -> None:
    page = text_of(client.get(place))
    links = {link.partition("#")[0] or place for link in re.findall(r'<a [^>]*href="([^"]+)"', page)}
    inside = {link for link in links if link.startswith("/")}
    assert all(link.startswith(("/", "tel:")) for link in links)
    assert {client.get(link).status_code for link in inside} == {200}


@pytest.mark.parametrize("place", PLACES)
def test_every_page_says_what_we_never_ask(client: Client, house: House, place: str) -> None:
    assert "We never ask" in text_of(client.get(place))


def test_a_closed_hotline_says_when_it_opens_and_by_which_clock(
    client: Client, london: OfficialChannel, set_clock: SetClock
) -> None:
    set_clock(datetime(2026, 11, 20, 19, 0, tzinfo=ZoneInfo("Europe/London")))
    page = text_of(client.get("/"))
    assert "Opens Mon 09:00, London time" in page
    assert "Mon–Fri 09:00–18:00" in page
    assert "About 4 min wait" not in page


def test_an_open_hotline_says_until_when_and_how_long_one_waits(
    client: Client, london: OfficialChannel, set_clock: SetClock
) -> None:
    set_clock(datetime(2026, 11, 20, 10, 0, tzinfo=ZoneInfo("Europe/London")))
    page = text_of(client.get("/"))
    assert "Open until today 18:00, London time" in page
    assert "About 4 min wait" in page
    assert '<a href="tel:+442079460142">+44 20 7946 0142</a>' in page


def test_in_an_emergency_one_freezes_first_and_calls_then(client: Client, house: House) -> None:
    page = text_of(client.get("/help/emergency/"))
    assert page.index("Freeze account") < page.index("Call now") < page.index("+65 6000 0000")


def test_behind_a_door_each_topic_says_what_to_have_ready(client: Client, house: House) -> None:
    page = text_of(client.get("/help/complaint/"))
    assert "No answer in the promised time" in page
    assert "the time you were promised" in page


def test_when_all_lines_are_closed_the_page_says_who_opens_next(
    client: Client, london: OfficialChannel, set_clock: SetClock
) -> None:
    OfficialChannel.objects.exclude(pk=london.pk).delete()
    set_clock(datetime(2026, 11, 20, 19, 0, tzinfo=ZoneInfo("Europe/London")))
    page = text_of(client.get("/help/funds/"))
    assert "All hotlines are closed now" in page
    assert "Opens Mon 09:00, London time" in page


def test_an_unknown_door_is_not_found(client: Client, house: House) -> None:
    assert client.get("/help/anything/").status_code == 404


def test_the_language_switch_is_a_plain_form(client: Client, house: House) -> None:
    client.post("/i18n/setlang/", {"language": "zh-hans", "next": "/"})
    page = text_of(client.get("/"))
    assert '<html lang="zh-hans"' in page
    assert "新加坡" in page


def test_demo_mails_have_no_address_outside_the_demo(client: Client, house: House) -> None:
    assert client.get("/demo/mail/").status_code == 404


@pytest.mark.parametrize(
    ("week", "words"),
    [
        ({day: [["08:00", "24:00"]] for day in DAYS}, "Every day 08:00–24:00"),
        (
            {"mon": [["08:00", "12:00"], ["13:00", "18:00"]], "sat": [["09:00", "15:00"]]},
            "Mon 08:00–12:00, 13:00–18:00; Sat 09:00–15:00",
        ),
    ],
)
def test_a_week_in_words(week: dict[str, list[list[str]]], words: str) -> None:
    assert week_words(Schedule.from_json({"zone": "Asia/Singapore", "week": week})) == words


def test_a_line_that_only_opens_on_special_days_is_closed_at_present() -> None:
    special = [{"date": "2026-12-25", "label": "Drill", "windows": [["09:00", "10:00"]]}]
    assert week_words(Schedule.from_json({"zone": "Asia/Singapore", "exceptions": special})) == "Closed at present"
