"""How a team shares its work, and what the desk says of what was given by rule."""

import pytest
from django.test import Client
from django.utils import translation

from accounts.models import Giving, User
from console.next_up import next_up, row_of
from console.story import sentence
from core import clock
from outbox.models import Event
from tests.people import NOON, House, a_ticket, sign_in
from tests.tickets.giving import an_agent, by_rule, free_ticket, here
from tickets.models import Ticket
from tickets.services import assign_ticket, give_by_rule, hand_over_ticket, return_to_team


def typed(house: House, **more: object) -> dict[str, object]:
    return {
        "giving": "automatic",
        "overflow": str(house.general.pk),
        "silence_minutes": "45",
        "handover_hours": "10",
        f"limit-{house.alice.pk}": "5",
        **more,
    }


def address(house: House) -> str:
    return f"/desk/teams/{house.funds.pk}/sharing/"


def test_a_supervisor_says_how_a_team_shares_its_work(client: Client, house: House) -> None:
    page = sign_in(client, house.sam)
    assert page.post(address(house), typed(house)).status_code == 303
    house.funds.refresh_from_db()
    team = house.funds
    assert (team.giving, team.overflow, team.silence_minutes, team.handover_hours) == (
        Giving.AUTOMATIC,
        house.general,
        45,
        10,
    )
    assert User.objects.get(pk=house.alice.pk).work_limit == 5
    assert Event.objects.get(name="team.work_set").data["limits"] == {str(house.alice.pk): 5}
    assert "The desk gives by rule" in page.get("/desk/teams/").content.decode()
    shown = page.get(address(house)).content.decode()
    assert 'value="45"' in shown
    emptied = typed(house, overflow="", silence_minutes="", handover_hours="", giving="manual")
    assert page.post(address(house), emptied).status_code == 303
    house.funds.refresh_from_db()
    assert (house.funds.giving, house.funds.overflow, house.funds.silence_minutes) == (Giving.MANUAL, None, None)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("silence_minutes", "4", "From 5 minutes to a week"),
        ("handover_hours", "169", "From 1 hour to a week"),
        ("giving", "sometimes", "Select a valid choice"),
        ("limit", "0", "From 1 to 99."),
    ],
)
def test_what_cannot_be_is_refused_where_it_was_typed(
    client: Client, house: House, field: str, value: str, words: str
) -> None:
    name = f"limit-{house.alice.pk}" if field == "limit" else field
    answer = sign_in(client, house.sam).post(address(house), typed(house, **{name: value}))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    house.funds.refresh_from_db()
    assert house.funds.giving == Giving.MANUAL


def test_others_have_no_say_in_it(client: Client, house: House) -> None:
    page = sign_in(client, house.alice)
    assert page.get(address(house)).status_code == 403
    assert page.post(address(house), typed(house)).status_code == 403


def _given(house: House) -> Ticket:
    by_rule(house.funds)
    here(house.alice)
    away = an_agent(house, 1)
    User.objects.filter(pk=away.pk).update(presence="on_break")
    ticket = free_ticket(house, language="zh-hans")
    return give_by_rule(ticket=ticket, at=NOON)


def test_the_ticket_says_why_me_and_its_history_who_was_out(client: Client, house: House) -> None:
    ticket = _given(house)
    page = " ".join(sign_in(client, house.alice).get(f"/desk/tickets/{ticket.number}/").content.decode().split())
    assert "Why me?" in page
    assert "Given by rule: the only one who could take it." in page
    assert "on a break" in page
    assert (
        "The desk gave the ticket to Alice, 2047: the only one who could take it. Out: Agent 1, 5001 (on a break)."
    ) in page
    other = sign_in(Client(), house.sam).get(f"/desk/tickets/{ticket.number}/").content.decode()
    assert "Why Alice?" in other
    assign_ticket(ticket=ticket, to=house.sam, by=house.sam, at=NOON)
    assert 'id="why"' not in sign_in(Client(), house.sam).get(f"/desk/tickets/{ticket.number}/").content.decode()


def test_a_ticket_that_waits_says_why_nobody(client: Client, house: House) -> None:
    by_rule(house.funds)
    ticket = free_ticket(house)
    give_by_rule(ticket=ticket, at=NOON)
    page = sign_in(client, house.sam).get(f"/desk/tickets/{ticket.number}/").content.decode()
    assert "Why nobody yet?" in page
    assert "Nobody of the team is there: the ticket waits in its queue." in page


def test_next_up_says_that_it_was_given(house: House) -> None:
    ticket = _given(house)
    row = row_of(next_up(house.alice, at=NOON)[0], house.alice, at=NOON)
    assert (row["number"], row["why"], row["why_detail"]) == (ticket.number, "Given to you", "only you could take it")


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_each_way_of_changing_hands_is_told_in_both_languages(house: House, language: str) -> None:
    ticket = _given(house)
    return_to_team(ticket=ticket, holder=house.alice, silence="away", minutes=45, at=clock.now())
    other = a_ticket(house)
    hand_over_ticket(ticket=other, to=None, note="Waits.", by=house.alice, at=NOON)
    with translation.override(language):
        told = [sentence(each) for each in Event.objects.filter(name="ticket.assigned").order_by("id")]
    parts = {
        "en": [
            "The desk gave the ticket to Alice, 2047",
            "Alice, 2047 has not been seen for 45 min and the customer waits: the ticket went back to its team.",
            "Alice, 2047 handed the ticket over to the team at the end of the shift.",
        ],
        "zh-hans": ["系统 将工单分配给 Alice, 2047", "而客户在等待：工单已退回团队。", "下班时将工单交还团队。"],
    }
    assert all(part in words for part, words in zip(parts[language], told, strict=True)), told
