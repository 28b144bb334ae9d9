"""Fills the desk that is fuzzed: `python -m tests.fuzz.seed` prints, as JSON, a token of each role, the ids of what is there and keys of chats."""

import json
import os
from datetime import datetime

import django
from django.apps import apps

if not apps.ready:  # a program of its own, not a part of the tests
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()


from django.db import transaction

from accounts.models import User
from channels.chat.services import start_chat
from channels.inbound import InboundMessage, Sender
from channels.services import start_call
from complaints.models import Complaint
from core import clock
from notifications.webhooks import add_webhook
from portal.chat_page import key_of
from sla.models import BreachReview
from tests.api.calling import token_of
from tests.people import House, a_ticket, built
from tests.sla.reviewing import a_case
from tickets.categories import Category, ChannelKind
from tickets.services import escalate_ticket

CHATS = 60


def fill(house: House) -> dict[str, list[str]]:
    """Some of everything. Gives the ids by the first part of their address."""
    at = clock.now()
    tickets = [a_ticket(house, at=at, category=each) for each in ("funds", "funds", "guidance")]
    escalate_ticket(ticket=tickets[0], cause="agent", by=house.alice, at=at)
    a_case(house)
    hooks = [] if os.environ.get("QUIET") else [_hook(house, at)]
    return {
        "tickets": [each.number for each in tickets],
        "calls": [start_call(by=house.alice, at=at).number for _each in range(2)],
        "complaints": [each.number for each in Complaint.objects.all()],
        "reviews": [str(each.pk) for each in BreachReview.objects.all()],
        "customers": [str(house.cleo.public_id)],
        "webhooks": hooks,
    }


def _hook(house: House, at: datetime) -> str:
    """Nobody listens there. QUIET leaves it out, where there is a deliverer that would ask."""
    url = "https://app.example.org/hook"
    hook, _event = add_webhook(url=url, events=["ticket.opened"], owner=house.pbx, by=house.pbx, at=at)
    return str(hook.public_id)


def chats(house: House) -> list[str]:
    """Keys of chats in which somebody waits (portal.views.chat_frame)."""
    at = clock.now()
    User.objects.filter(pk=house.alice.pk).update(seen_at=at)
    writers = [Sender(name="Lin", email=f"lin{number}@mail.test") for number in range(CHATS)]
    opened = [
        InboundMessage(ChannelKind.CHAT, f"start:{each.email}", each, "My withdrawal hangs.", category=Category.FUNDS)
        for each in writers
    ]
    return [key_of(start_chat(opening=each, at=at)) for each in opened]


def tokens(house: House) -> dict[str, str]:
    """One of each role, none for the stranger, and one that was made for next to nothing."""
    people = {
        "agent": house.alice,
        "other_agent": house.bob,
        "supervisor": house.sam,
        "officer": house.olive,
        "administrator": house.ada,
        "program": house.pbx,
    }
    made = {name: token_of(person) for name, person in people.items()}
    return {"stranger": "", **made, "narrow": token_of(house.pbx, scopes=["desk:read"])}


if __name__ == "__main__":
    with transaction.atomic():
        everybody = built()
        print(json.dumps({"tokens": tokens(everybody), "places": fill(everybody), "chats": chats(everybody)}))
