"""The directory at the desk: proposed by one, approved by another; fakes from reports to the list and off it."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from channels.directory.entries import Entry
from channels.directory.matching import Verdict, check
from channels.directory.models import ChannelChange, FakeReport, KnownFake, OfficialChannel
from channels.directory.services import Report, confirm_fake, propose_channel, report_fake
from core import clock
from tests.people import House, sign_in


@pytest.fixture
def sam(house: House) -> Client:
    """Sam's browser."""
    return sign_in(Client(), house.sam)


@pytest.fixture
def ada(house: House) -> Client:
    """Ada's browser."""
    return sign_in(Client(), house.ada)


def text(answer: Any) -> str:
    """The words of a page with single spaces."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def typed(**more: Any) -> dict[str, Any]:
    """What Sam types."""
    facts = {"kind": "phone", "value": "+852 3000 0000", "region": "Hong Kong", "region_zh": "香港", "position": 3}
    hours = {"zone": "Asia/Hong_Kong", "always": "week", "mon": "09:00-18:00", "special": ""}
    return facts | hours | {"languages": ["en"], "reason": "The new line"} | more


def test_one_proposes_and_another_approves(sam: Client, ada: Client, house: House) -> None:
    assert sam.post("/desk/official/new/", typed()).status_code == 303
    change = ChannelChange.objects.get()
    place = f"/desk/official/changes/{change.pk}/"
    assert "another supervisor or administrator decides" in text(sam.get(place))
    assert sam.post(f"{place}approve/").status_code == 403
    assert "+852 3000 0000" in text(ada.get("/desk/official/"))
    assert "Mon 09:00–18:00, Hong Kong time" in text(ada.get(place))
    assert ada.post(f"{place}approve/").status_code == 303
    assert check("+852 3000 0000")[0].verdict == Verdict.OFFICIAL
    assert "Approved (1)" in text(sam.get(f"/desk/official/{OfficialChannel.objects.get(value='+85230000000').pk}/"))


def test_what_is_wrong_is_said_at_its_field_and_kept(sam: Client, house: House) -> None:
    answer = sam.post("/desk/official/new/", typed(always="none"))
    assert answer.status_code == 422
    assert "A telephone number is published with its hours." in text(answer)
    assert 'value="+852 3000 0000"' in answer.content.decode()
    assert sam.post("/desk/official/new/", typed(value="+65 6000 0000")).status_code == 422
    assert not ChannelChange.objects.exists()


def test_the_second_person_refuses_with_a_remark(sam: Client, ada: Client, house: House) -> None:
    sam.post("/desk/official/new/", typed())
    place = f"/desk/official/changes/{ChannelChange.objects.get().pk}/"
    assert ada.post(f"{place}refuse/", {"remark": ""}).status_code == 422
    assert ada.post(f"{place}refuse/", {"remark": "Not our line"}).status_code == 303
    assert "Not our line" in text(sam.get(place))


def test_a_hotline_is_retired_by_two_and_its_wait_said_by_one(sam: Client, ada: Client, house: House) -> None:
    place = f"/desk/official/{house.hotline.pk}/"
    assert sam.post(f"{place}wait/", {"minutes": "7"}).status_code == 303
    assert "About 7 min wait" in text(Client().get("/official/"))
    assert sam.post(f"{place}retire/", {"reason": "Moved"}).status_code == 303
    assert ada.post(f"/desk/official/changes/{ChannelChange.objects.get().pk}/approve/").status_code == 303
    assert "+65 6000 0000" not in text(Client().get("/"))


def test_agents_read_the_directory_and_the_fakes_and_change_nothing(house: House) -> None:
    alice = sign_in(Client(), house.alice)
    assert "+65 6000 0000" in text(alice.get("/desk/official/"))
    assert alice.get("/desk/official/fakes/").status_code == 200
    assert alice.get("/desk/official/new/").status_code == 403
    assert alice.get("/desk/official/changes/").status_code == 403
    assert alice.post(f"/desk/official/{house.hotline.pk}/", typed()).status_code == 403
    assert alice.post("/desk/official/fakes/add/", {"kind": "x", "value": "@a1234"}).status_code == 403


def test_a_report_is_confirmed_and_taken_off_again(sam: Client, house: House) -> None:
    report_fake(report=Report("k", "t.me/aldermoor_cs", "chat", "anna@mail.test"), address="192.0.2.1", at=clock.now())
    assert "t.me/aldermoor_cs" in text(sam.get("/desk/official/fakes/"))
    place = f"/desk/official/reports/{FakeReport.objects.get().pk}/"
    facts = {"kind": "telegram", "value": "@aldermoor_cs", "note": "Asks for codes"}
    assert sam.post(f"{place}confirm/", facts).status_code == 303
    assert check("@aldermoor_cs")[0].verdict == Verdict.FAKE
    fake = KnownFake.objects.get()
    assert sam.post(f"/desk/official/fakes/{fake.pk}/remove/", {"reason": "A fan page"}).status_code == 303
    assert "A fan page" in text(sam.get("/desk/official/fakes/"))


@pytest.mark.parametrize("place", ["", "changes/", "fakes/"])
def test_lists_ask_as_much_of_many_as_of_one(sam: Client, house: House, place: str) -> None:
    def fill(count: int, start: int = 0) -> None:
        for each in range(start, start + count):
            confirm_fake(kind="x", value=f"aldermoor{each}", note="", by=house.sam, at=clock.now())
            propose_channel(entry=Entry("x", f"moor{each}"), reason="More", by=house.sam, at=clock.now())
            OfficialChannel.objects.create(kind="x", value=f"channel{each}")

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert sam.get(f"/desk/official/{place}").status_code == 200
        return len(queries)

    fill(1)
    sam.get(f"/desk/official/{place}")
    before = cost()
    fill(12, 1)
    assert cost() == before
