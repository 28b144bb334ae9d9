"""Pages of incidents on the desk, and what other pages show of them."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from channels.services import start_call
from core import clock
from incidents.models import Incident, Update
from incidents.services import attach_ticket, publish_update, send_due, solve_incident
from sla.models import BreachReview
from sla.services import sweep
from tests.incidents.declaring import NOTICE, UPDATE, a_delay, a_deposit, belonging
from tests.people import House, a_ticket, sign_in


@pytest.fixture
def sam(house: House) -> Client:
    """Sam's browser."""
    return sign_in(Client(), house.sam)


@pytest.fixture
def alice(house: House) -> Client:
    """Alice's browser."""
    return sign_in(Client(), house.alice)


def text(answer: Any) -> str:
    """The words of a page with single spaces."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def typed(**more: Any) -> dict[str, Any]:
    """What Sam types to declare."""
    facts = {"title": NOTICE.title, "title_zh": NOTICE.title_zh, "body": NOTICE.body, "body_zh": NOTICE.body_zh}
    since = (clock.now() - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M")
    cut = {"category": "funds", "topic": "", "since": since, "networks": ["ethereum"], "coins": "usdc， btc"}
    return facts | cut | more


def test_from_declaring_to_the_last_word(sam: Client, house: House) -> None:
    at = clock.now()
    ticket = a_deposit(house)
    Incident.objects.all().delete()
    since = {"since": (at.astimezone() - timedelta(hours=20)).strftime("%Y-%m-%dT%H:%M")}
    answer = sam.post("/desk/incidents/new/", typed(**since))
    incident = Incident.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, f"/desk/incidents/{incident.pk}/")
    assert incident.coins == ["BTC", "USDC"]
    assert belonging(incident) == {ticket.number}
    page = sam.get(f"/desk/incidents/{incident.pk}/")
    assert ticket.number in page.content.decode()
    key = re.search(r'name="key" value="([^"]+)"', page.content.decode())
    assert key
    words = {"body": UPDATE.body, "body_zh": UPDATE.body_zh, "key": key[1]}
    for _press in range(2):
        assert sam.post(f"/desk/incidents/{incident.pk}/update/", words).status_code == 303
    assert Update.objects.count() == 1
    assert "0 of 1 sent" in text(sam.get(f"/desk/incidents/{incident.pk}/"))
    send_due(at=clock.now())
    assert "1 of 1 sent" in text(sam.get(f"/desk/incidents/{incident.pk}/"))
    end = {"body": "It is over.", "body_zh": "已经恢复。"}
    assert sam.post(f"/desk/incidents/{incident.pk}/solve/", end).status_code == 303
    shown = text(sam.get(f"/desk/incidents/{incident.pk}/"))
    assert "last update" in shown
    assert "Write to all" not in shown


def test_what_is_refused_comes_back_with_what_was_typed(sam: Client, house: House) -> None:
    answer = sam.post("/desk/incidents/new/", typed(body_zh="", coins="$$"))
    assert answer.status_code == 422
    assert NOTICE.body in answer.content.decode()
    incident = a_delay(house)
    for place in ("update", "solve"):
        answer = sam.post(f"/desk/incidents/{incident.pk}/{place}/", {"body": "Only English", "body_zh": ""})
        assert answer.status_code == 422
        assert "Only English" in answer.content.decode()
    assert not Update.objects.exists()
    assert Incident.objects.get().runs


def test_agents_read_and_do_not_lead(alice: Client, house: House) -> None:
    incident = a_delay(house)
    page = alice.get(f"/desk/incidents/{incident.pk}/")
    assert NOTICE.title in text(page)
    assert "/update/" not in page.content.decode()
    assert alice.get("/desk/incidents/new/").status_code == 403
    for place in ("update", "solve"):
        words = {"body": "x", "body_zh": "x", "key": "7b6f3f4e-9a35-4d57-8f5d-6b7a2a4c9f00"}
        assert alice.post(f"/desk/incidents/{incident.pk}/{place}/", words).status_code == 403
    assert alice.get("/desk/incidents/999/").status_code == 404


def test_foreign_tickets_are_not_listed(house: House) -> None:
    ticket, incident = a_deposit(house), a_delay(house)
    bob = sign_in(Client(), house.bob)
    assert ticket.number not in bob.get(f"/desk/incidents/{incident.pk}/").content.decode()


def test_the_list_asks_as_much_of_many_as_of_one(sam: Client, house: House) -> None:
    a_delay(house)
    sam.get("/desk/incidents/")

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert sam.get("/desk/incidents/").status_code == 200
        return len(queries)

    before = cost()
    for _place in range(60):
        a_delay(house)
    assert cost() == before
    assert "Next page" in text(sam.get("/desk/incidents/"))


def test_one_incident_asks_as_much_of_many_tickets_as_of_one(sam: Client, house: House) -> None:
    incident = a_delay(house)
    publish_update(incident=incident, notice=UPDATE, by=house.sam, at=clock.now())
    a_deposit(house)
    sam.get("/desk/")

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            sam.get(f"/desk/incidents/{incident.pk}/")
        return len(queries)

    before = cost()
    for _place in range(8):
        a_deposit(house)
        publish_update(incident=incident, notice=UPDATE, by=house.sam, at=clock.now())
    assert cost() == before


def test_a_ticket_is_attached_and_detached_from_its_page(alice: Client, house: House) -> None:
    incident, ticket = a_delay(house), a_ticket(house, at=clock.now(), category="funds")
    place = f"/desk/tickets/{ticket.number}/"
    assert "Attach to an incident" in text(alice.get(place))
    assert alice.post(f"{place}incident/", {"incident": incident.pk, "reason": ""}).status_code == 422
    assert alice.post(f"{place}incident/", {"incident": incident.pk, "reason": "Same bridge"}).status_code == 303
    assert belonging(incident) == {ticket.number}
    shown = text(alice.get(place))
    assert "Same bridge" in shown
    assert "Circumstance:" in shown
    assert "The clock ran on." in shown
    assert alice.post(f"{place}no-incident/", {"incident": incident.pk, "reason": ""}).status_code == 422
    assert alice.post(f"{place}no-incident/", {"incident": incident.pk, "reason": "Other"}).status_code == 303
    assert belonging(incident) == set()
    for verb in ("incident", "no-incident"):
        assert alice.get(f"{place}{verb}/").status_code == 302
        assert alice.post(f"{place}{verb}/", {"incident": "x", "reason": "y"}).status_code in {404, 422}


def test_a_missed_promise_is_reviewed_with_its_circumstance(sam: Client, house: House) -> None:
    ticket, incident = a_deposit(house), a_delay(house)
    sweep(at=clock.now() + timedelta(days=3))
    review = BreachReview.objects.filter(breach__ticket=ticket).earliest("pk")
    shown = text(sam.get(f"/desk/reviews/{review.pk}/"))
    assert "Circumstance:" in shown
    assert incident.title in shown


def test_the_desk_shows_what_runs_in_its_language(alice: Client, house: House) -> None:
    incident = a_delay(house)
    for place in ("/desk/", "/desk/queue/mine/", "/desk/calls/list/missed/"):
        assert NOTICE.title in text(alice.get(place))
    assert NOTICE.title_zh in text(alice.get("/desk/", headers={"Accept-Language": "zh-CN"}))
    solve_incident(incident=incident, by=house.sam, at=clock.now())
    assert NOTICE.title not in text(alice.get("/desk/"))


def test_the_call_panel_shows_it_once_the_category_fits(alice: Client, house: House) -> None:
    a_delay(house)
    call = start_call(by=house.alice, at=clock.now(), caller_phone=house.cleo.phone)
    for category, shown in (("guidance", False), ("funds", True)):
        part = alice.post(
            f"/desk/calls/{call.number}/classify/", {"category": category}, headers={"HX-Request": "true"}
        )
        assert (NOTICE.title in text(part)) is shown, category


def test_the_incident_is_told_on_the_ticket(alice: Client, house: House) -> None:
    ticket = a_deposit(house)
    incident = a_delay(house)
    other = a_ticket(house, at=clock.now())
    attach_ticket(incident=incident, ticket=other, reason="Told on the phone", by=house.alice, at=clock.now())
    assert f"The ticket belongs to the incident “{NOTICE.title}”" in text(alice.get(f"/desk/tickets/{ticket.number}/"))
    assert "attached the ticket to the incident" in text(alice.get(f"/desk/tickets/{other.number}/"))
