"""Connecting Telegram from the status page: only who typed a one-time code gets the link, and whoever opens it is that person."""

import re

import pytest
from django.test import Client, override_settings

from accounts.models import CustomerHandle
from channels.telegram.intake import take_update
from tests.people import NOON, House, a_ticket
from tests.portal.conftest import SetClock, check, enter, text_of
from tickets.models import Ticket

WITH_BOT = override_settings(
    TELEGRAM_BOT_TOKEN="1:x", TELEGRAM_BOT_NAME="aldermoor_bot", TELEGRAM_API_URL="http://127.0.0.1:9"
)


def says(text: str, number: int) -> None:
    person = {"id": 42, "is_bot": False, "first_name": "Mei", "username": "mei42"}
    message = {"message_id": number, "from": person, "chat": {"id": 42, "type": "private"}, "text": text}
    take_update({"update_id": number, "message": message}, at=NOON)


@pytest.mark.usefixtures("set_clock")
def test_the_link_of_a_proven_visit_makes_the_conversation_the_customers(client: Client, house: House) -> None:
    ticket = a_ticket(house)
    with WITH_BOT:
        says("Hello", 1)
        check(client, ticket.number)
        assert "Connect Telegram" not in text_of(client.get("/status/"))
        assert client.post("/status/telegram/").status_code == 403
        enter(client, ticket)
        assert "Connect Telegram" in text_of(client.get("/status/"))
        page = text_of(client.post("/status/telegram/"))
        token = re.findall(r"https://t\.me/aldermoor_bot\?start=([0-9a-f]{38})", page)[0]
        says(f"/start {token}", 2)
        assert Ticket.objects.get(channel="telegram").customer != house.cleo
        assert f"/link {token}" in page
        says(f"/link {token}", 3)
        assert Ticket.objects.get(channel="telegram").customer == house.cleo
        assert CustomerHandle.objects.get().customer == house.cleo
        assert "@mei42" in text_of(client.get("/status/"))


def test_without_a_bot_nothing_is_offered(client: Client, house: House, set_clock: SetClock) -> None:
    enter(client, a_ticket(house))
    assert "Telegram" not in text_of(client.get("/status/"))
    assert client.post("/status/telegram/").status_code == 404
