"""Fills the desk of a fault test: `python -m tests.faults.seed COUNT SECONDS` opens tickets whose limit falls due soon.

Prints, as JSON, the PBX's token and keys of open chats. The tickets were opened just under their limit ago, so their promises fall due one after the other in SECONDS,
beginning after a moment.
"""

import json
import os
import sys
from datetime import datetime, timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()


from accounts.models import Role, Team, User  # noqa: E402
from accounts.services.customers import create_customer  # noqa: E402
from channels.chat.services import start_chat  # noqa: E402
from channels.inbound import InboundMessage, Sender  # noqa: E402
from core import clock  # noqa: E402
from outbox.actors import SYSTEM  # noqa: E402
from portal.chat_page import key_of  # noqa: E402
from tests.api.calling import token_of  # noqa: E402
from tickets.categories import Category, ChannelKind  # noqa: E402
from tickets.services import open_ticket  # noqa: E402

LIMIT = timedelta(hours=24)
LEAD = timedelta(seconds=8)
# One chat takes forty lines a minute.
CHATS = 8


def open_chats(agent: User, *, at: datetime) -> list[str]:
    """Keys of chats in which a visitor waits for the agent, who is there (portal.views.chat_frame)."""
    User.objects.filter(pk=agent.pk).update(seen_at=at)
    keys = []
    for place in range(CHATS):
        sender = Sender(name="Lin", email=f"lin{place}@mail.test")
        words = InboundMessage(
            kind=ChannelKind.CHAT,
            source_id=f"start:{place}",
            sender=sender,
            body="My withdrawal hangs.",
            category=Category.FUNDS,
        )
        keys.append(key_of(start_chat(opening=words, at=at)))
    return keys


def main(count: int, seconds: float) -> None:
    """`count` tickets, due evenly over `seconds`."""
    at = clock.now()
    team = Team.objects.create(name="Funds", name_zh="资金组", categories=["funds"])
    for number, role in (("4001", Role.OFFICER), ("4002", Role.OFFICER), ("1001", Role.SUPERVISOR)):
        User.objects.create_user(f"{number}@desk.test", name=number, role=role, agent_number=number)
    agent = User.objects.create_user("alice@desk.test", name="Alice", agent_number="2047", team=team)
    pbx = User.objects.create_user("pbx@desk.test", name="PBX", role=Role.PROGRAM, agent_number="9900")
    customer = create_customer(by=SYSTEM, at=at, name="Cleo", email="cleo@mail.test")
    for place in range(count):
        due = at + LEAD + timedelta(seconds=seconds * place / count)
        open_ticket(
            customer=customer,
            subject=f"Deposit {place}",
            body="not credited",
            category="funds",
            channel="hotline",
            by=agent,
            at=due - LIMIT,
            assignee=agent,
        )
    print(json.dumps({"token": token_of(pbx), "chats": open_chats(agent, at=at)}))


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]))
