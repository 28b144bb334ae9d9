"""What we say to all: both languages, by region, from its beginning on; in the page, the feed and as JSON."""

import re
from dataclasses import replace
from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest
from django.test import Client

from channels.announcements.models import Announcement
from channels.announcements.services import Words, announce, withdraw_announcement
from core import clock
from core.errors import Conflict, InvalidInput, NotAllowed
from tests.people import House, sign_in

ATOM = "{http://www.w3.org/2005/Atom}"


def words() -> Words:
    """One that begins now."""
    return Words("news", "A new line", "新热线", "Since today.", "今日开通。", clock.now())


def titles(client: Client, language: str = "en", region: str = "") -> list[str | None]:
    """What the feed holds."""
    feed = client.get(f"/announcements/{language}/feed.atom", {"region": region} if region else {})
    assert feed["Content-Type"].startswith("application/atom+xml")
    return [each.findtext(f"{ATOM}title") for each in ET.fromstring(feed.content).iter(f"{ATOM}entry")]  # noqa: S314 - our own feed


def test_it_is_read_in_both_languages_on_the_page_in_the_feed_and_as_json(client: Client, house: House) -> None:
    announce(words=words(), by=house.sam, at=clock.now())
    assert "Since today." in client.get("/announcements/").content.decode()
    assert "A new line" in client.get("/").content.decode()
    assert (titles(client), titles(client, "zh-hans")) == (["A new line"], ["新热线"])
    assert client.get("/announcements/fr/feed.atom").status_code == 404
    assert client.get("/announcements/en/feed.atom?region=%00").status_code == 200
    shown = client.get("/api/v1/announcements/").json()["results"]
    assert [(each["title"], each["body_zh"]) for each in shown] == [("A new line", "今日开通。")]


def test_it_appears_at_its_beginning_and_goes_at_its_end(house: House) -> None:
    at = clock.now()
    later, end = at + timedelta(hours=1), at + timedelta(hours=2)
    announce(words=replace(words(), starts_at=later, ends_at=end), by=house.sam, at=at)
    public = [Announcement.objects.running(each).count() for each in (at, later, end)]
    assert public == [0, 1, 0]


def test_a_region_reads_its_own_and_what_is_said_everywhere(client: Client, house: House) -> None:
    announce(words=words(), by=house.sam, at=clock.now())
    announce(words=replace(words(), title="Only here", regions=["Singapore"]), by=house.sam, at=clock.now())
    assert titles(client, region="Singapore") == ["Only here", "A new line"]
    assert titles(client, region="Hong Kong") == ["A new line"]


@pytest.mark.parametrize(
    "wrong", [{"title_zh": " "}, {"body": ""}, {"kind": "gossip"}, {"regions": ["Atlantis"]}, {"title": "x" * 200}]
)
def test_both_languages_and_known_regions_or_nothing(house: House, wrong: dict[str, object]) -> None:
    with pytest.raises(InvalidInput) as refused:
        announce(words=replace(words(), **wrong), by=house.sam, at=clock.now())  # type: ignore[arg-type] # a table of keywords
    assert set(refused.value.fields) == set(wrong)
    assert not Announcement.objects.exists()


def test_who_leads_writes_and_withdraws(house: House) -> None:
    for somebody in (house.alice, house.olive, house.pbx):
        with pytest.raises(NotAllowed):
            announce(words=words(), by=somebody, at=clock.now())
    made = announce(words=words(), by=house.sam, at=clock.now())
    with pytest.raises(Conflict):
        announce(words=words(), by=house.ada, at=clock.now(), announcement=made, seen_version=7)
    withdraw_announcement(announcement=made, by=house.ada, at=clock.now())
    assert not Announcement.objects.running(clock.now()).exists()
    with pytest.raises(Conflict):
        announce(words=words(), by=house.sam, at=clock.now(), announcement=made)


def test_written_with_a_preview_scheduled_and_changed_at_the_desk(house: House) -> None:
    sam = sign_in(Client(), house.sam)
    typed = {
        "title": "Works",
        "title_zh": "维护",
        "body": "On Sunday.",
        "body_zh": "周日。",
        "kind": "works",
        "starts_at": "2099-01-01T08:00",
        "ends_at": "",
        "version": 0,
    }
    preview = sam.post("/desk/official/announcements/new/", typed | {"preview": "1"})
    assert preview.status_code == 200
    assert re.search(r'aria-label="Preview".*On Sunday\.', preview.content.decode(), re.DOTALL)
    assert not Announcement.objects.exists()
    assert sam.post("/desk/official/announcements/new/", typed).status_code == 303
    made = Announcement.objects.get()
    place = f"/desk/official/announcements/{made.pk}/"
    assert "Scheduled" in sam.get("/desk/official/announcements/").content.decode()
    assert sam.post(place, typed | {"version": 1, "title": "Works on Sunday"}).status_code == 303
    assert sam.post(place, typed | {"version": 1}).status_code == 409
    assert sam.post(f"{place}withdraw/").status_code == 303
    assert sign_in(Client(), house.alice).post(place, typed).status_code == 403
