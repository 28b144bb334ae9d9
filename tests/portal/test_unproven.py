"""A code to a contact that only the caller named opens the messages and proves nothing about who they are."""

from django.test import Client

from accounts.models import IdentityLevel
from tests.people import House, a_ticket
from tests.portal.conftest import SetClock, enter


def test_a_strangers_own_address_does_not_climb_the_identity_ladder(
    client: Client, house: House, set_clock: SetClock
) -> None:
    ticket = a_ticket(house, customer=house.charlie, identity_level=IdentityLevel.ANONYMOUS)
    enter(client, ticket, contact=house.charlie.email)
    assert client.get("/status/").context["visit"].proven
    ticket.refresh_from_db()
    assert ticket.identity_level == IdentityLevel.ANONYMOUS


def test_a_registered_customers_code_does(client: Client, house: House, set_clock: SetClock) -> None:
    ticket = a_ticket(house)
    enter(client, ticket)
    ticket.refresh_from_db()
    assert ticket.identity_level == IdentityLevel.POSSESSION
