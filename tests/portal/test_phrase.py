"""The customer's own words for our mails."""

import pytest
from django.test import Client

from tests.people import House, a_ticket
from tests.portal.conftest import enter


@pytest.mark.usefixtures("set_clock")
def test_words_are_chosen_only_after_a_one_time_code(house: House, client: Client) -> None:
    ticket = a_ticket(house)
    client.post("/status/", {"number": ticket.number, "contact": house.cleo.email})
    client.post("/status/phrase/", {"phrase": "blue teapot"})
    house.cleo.refresh_from_db()
    assert house.cleo.mail_phrase == ""
    enter(client, ticket)
    assert client.post("/status/phrase/", {"phrase": "no"}).status_code == 422
    assert client.post("/status/phrase/", {"phrase": "blue teapot"}).status_code == 303
    house.cleo.refresh_from_db()
    assert house.cleo.mail_phrase == "blue teapot"
    assert 'value="blue teapot"' in client.get("/status/").content.decode()
