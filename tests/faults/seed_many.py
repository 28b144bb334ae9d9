"""Fills the desk of the storm: `python -m tests.faults.seed_many COUNT LEAD SECONDS`.

COUNT tickets whose first reply was promised a day ago fall due one after the other in SECONDS, beginning LEAD seconds from now; each has a
resolution promised for later. One is opened by the verb, the others are its likeness. Prints what tests.faults.seed does.
"""

import copy
import json
import os
import sys
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.db import transaction  # noqa: E402 - needs the apps

from accounts.models import Role, Team, User  # noqa: E402
from accounts.services.customers import create_customer  # noqa: E402
from core import clock, numbers  # noqa: E402
from outbox.actors import SYSTEM  # noqa: E402
from outbox.rows import insert_rows  # noqa: E402
from sla.models import Holding, Timer  # noqa: E402
from sla.services.clocks import next_look  # noqa: E402
from sla.services.ladder import plan, rungs_in_use  # noqa: E402
from tests.api.calling import token_of  # noqa: E402
from tests.faults.seed import open_chats  # noqa: E402
from tickets.models import ReservedNumber, Ticket  # noqa: E402
from tickets.services import open_ticket  # noqa: E402

DAY = timedelta(days=1)


@transaction.atomic
def main(count: int, lead: float, seconds: float) -> None:
    """Opens one ticket and copies it, each copy's clocks moved to their moment."""
    at = clock.now()
    team = Team.objects.create(name="Funds", name_zh="资金组", categories=["funds"])
    for number, role in (("4001", Role.OFFICER), ("4002", Role.OFFICER), ("1001", Role.SUPERVISOR)):
        User.objects.create_user(f"{number}@desk.test", name=number, role=role, agent_number=number)
    agent = User.objects.create_user("alice@desk.test", name="Alice", agent_number="2047", team=team)
    pbx = User.objects.create_user("pbx@desk.test", name="PBX", role=Role.PROGRAM, agent_number="9900")
    customer = create_customer(by=SYSTEM, at=at, name="Cleo", email="cleo@mail.test")
    first = open_ticket(
        customer=customer,
        subject="Deposit not credited",
        body="Sent, not arrived.",
        category="funds",
        channel="hotline",
        by=agent,
        at=at - DAY + timedelta(seconds=lead),
        assignee=agent,
    )
    clocks = list(Timer.objects.filter(ticket=first))
    tickets = _tickets(first, count)
    rungs, timers = rungs_in_use(), []
    for place, ticket in enumerate(tickets, start=1):
        later = timedelta(seconds=seconds * place / count)
        for each in clocks:
            timer = copy.copy(each)
            timer.pk, timer.ticket_id = None, ticket.pk
            timer.started_at, timer.goal_at, timer.due_at = (
                moment + later for moment in (each.started_at, each.goal_at, each.due_at)
            )
            timer.plan = plan(timer, rungs, priority="normal", pauses=(), after=at)
            timer.goal_passed_at = at if timer.goal_at <= at else None
            timer.wake_at = next_look(timer)
            timers.append(timer)
    insert_rows(timers)
    insert_rows([Holding(ticket=each, team=team, holder=agent, started_at=at) for each in tickets])
    print(json.dumps({"token": token_of(pbx), "chats": open_chats(agent, at=at)}))


def _tickets(first: Ticket, count: int) -> list[Ticket]:
    given = [numbers.new_number() for _each in range(count)]
    ReservedNumber.objects.bulk_create(ReservedNumber(number=each, reserved_at=first.opened_at) for each in given)
    copies = []
    for number in given:
        ticket = copy.copy(first)
        ticket.pk, ticket.number = None, number
        copies.append(ticket)
    return insert_rows(copies)


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3]))
