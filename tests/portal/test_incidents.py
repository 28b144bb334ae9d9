"""Customers see what runs: on the home page, behind the door that it concerns, on their own ticket."""

import re
from typing import Any

from django.test import Client

from core import clock
from incidents.services import detach_ticket, solve_incident
from tests.incidents.declaring import NOTICE, TEXT, a_delay, a_deposit
from tests.people import House, a_ticket

CHINESE = {"Accept-Language": "zh-CN"}


def text(answer: Any) -> str:
    """The words of a page with single spaces."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_home_and_the_door_that_it_concerns(client: Client, house: House) -> None:
    incident = a_delay(house)
    assert TEXT in text(client.get("/"))
    assert NOTICE.body_zh in text(client.get("/", headers=CHINESE))
    assert TEXT in text(client.get("/help/funds/"))
    assert TEXT not in text(client.get("/help/guidance/"))
    solve_incident(incident=incident, by=house.sam, at=clock.now())
    assert TEXT not in text(client.get("/"))


def test_only_the_status_page_of_an_attached_ticket(house: House) -> None:
    inside, outside = a_deposit(house), a_ticket(house, at=clock.now(), category="guidance")
    incident = a_delay(house)
    browsers = {}
    for ticket in (inside, outside):
        browsers[ticket.pk] = browser = Client()
        browser.post("/status/", {"number": ticket.number, "contact": house.cleo.email}, follow=True)
        assert (TEXT in text(browser.get("/status/"))) is (ticket == inside)
        assert (TEXT in text(browser.get("/status/complaint/"))) is (ticket == inside)
    detach_ticket(incident=incident, ticket=inside, reason="Another cause", by=house.alice, at=clock.now())
    assert TEXT not in text(browsers[inside.pk].get("/status/"))
