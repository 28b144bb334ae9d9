"""The wall: who sees it, what its figures say, and that it costs the same however much there is."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from channels.services import Push, apply_push, start_call
from console.wall import ahead
from console.wall.strip import GOAL, LIMIT, Band, place, strip
from core import clock
from outbox.models import Event
from reports.models import Targets
from reports.selectors import Clock
from sla.services import sweep
from tests.people import NOON, House, a_ticket, sign_in
from tickets.services import pend_ticket, reply

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
WALL = "/desk/wall/"


def figures(page: str) -> dict[str, str]:
    """The figures of a page by their names: value and note, as text."""
    found = re.findall(r'id="figure-(\w+)".*?<b>(.*?)</b>.*?class="figure-note">(.*?)</span>\s*</a>', page, re.S)
    return {name: " ".join(re.sub(r"<[^>]+>", " ", f"{value} · {note}").split()) for name, value, note in found}


def test_who_leads_sees_all_officers_their_part_agents_nothing(client: Client, house: House) -> None:
    assert client.get(WALL).status_code == 302
    assert sign_in(client, house.alice).get(WALL).status_code == 404
    for user in (house.sam, house.ada):
        page = sign_in(client, user).get(WALL).content.decode()
        assert set(figures(page)) == {"kept", "running", "breached", "risk", "waiting", "reviews", "calls"}
        assert 'id="wall-people"' in page and 'id="wall-ahead"' in page
    page = sign_in(client, house.olive).get(WALL).content.decode()
    assert set(figures(page)) == {"kept", "running", "breached", "risk", "reviews"}
    assert 'id="wall-people"' not in page and 'id="wall-complaints"' in page
