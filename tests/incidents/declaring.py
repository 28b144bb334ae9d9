"""Shared by the tests of incidents: an Ethereum delay, and a ticket that it concerns."""

from datetime import timedelta

from core import clock
from incidents.models import Incident
from incidents.services import Notice, Rule, declare_incident
from tests.people import House, a_ticket
from tickets.models import Ticket

TEXT = "Deposits on Ethereum are credited late. Your coins are safe."
TEXT_ZH = "以太坊充值到账延迟，您的资产安全。"
NOTICE = Notice(TEXT, TEXT_ZH, "Ethereum deposits are late", "以太坊充值延迟")
UPDATE = Notice("Half of them are credited.", "一半已经到账。")


def a_delay(house: House, **rule: object) -> Incident:
    """Declared by Sam now, for deposits on Ethereum since an hour ago."""
    at = clock.now()
    cut = {"category": "funds", "since": at - timedelta(hours=1), "networks": ["ethereum"]} | rule
    return declare_incident(notice=NOTICE, rule=Rule(**cut), by=house.sam, at=at)  # type: ignore[arg-type] # a table


def a_deposit(house: House, network: str = "ethereum", **more: object) -> Ticket:
    """A missing deposit, opened now."""
    fields = {"coin": "USDC", "network": network}
    facts = {"at": clock.now(), "topic": "deposit_missing", "fields": fields} | more
    return a_ticket(house, **facts)  # type: ignore[arg-type] # a table of keywords


def belonging(incident: Incident) -> set[str]:
    """The numbers of the tickets that belong to it."""
    return set(incident.attachments.standing().values_list("ticket__number", flat=True))
