"""Fills the desk of a fault test: `python -m tests.faults.seed COUNT SECONDS` opens tickets whose limit falls due soon.

Prints the PBX's token. The tickets were opened just under their limit ago, so their promises fall due one after the other in SECONDS,
beginning after a moment.
"""

import os
import sys
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()


from accounts.models import Role, Team, User  # noqa: E402
from accounts.services.customers import create_customer  # noqa: E402
from core import clock  # noqa: E402
from outbox.actors import SYSTEM  # noqa: E402
from tests.api.calling import token_of  # noqa: E402
from tickets.services import open_ticket  # noqa: E402

LIMIT = timedelta(hours=24)
LEAD = timedelta(seconds=8)


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
    print(token_of(pbx))


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]))
