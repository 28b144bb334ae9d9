"""The end of a shift at the desk: only what cannot wait, each with a note, and what was refused by its number."""

from datetime import datetime, timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Team
from accounts.presence import handover_until
from core import clock
from outbox.models import Event
from tests.people import NOON, House, a_ticket, sign_in
from tests.tickets.giving import an_agent, here
from tickets.models import Message, MessageKind, Ticket
from tickets.services import assign_ticket

PAGE = "/desk/hand-over/"
NOTE = "Waits for the block explorer."
HOUR = timedelta(hours=1)


def with_mark(house: House, mark: datetime) -> Ticket:
    """A ticket of Alice's whose next mark is at this moment."""
    ticket = a_ticket(house, at=clock.now())
    Ticket.objects.filter(pk=ticket.pk).update(next_due_at=mark)
    return ticket


def sent(*tickets: Ticket, to: str = "", note: str = NOTE) -> dict[str, str]:
    return {f"note-{each.pk}": note for each in tickets} | {f"to-{each.pk}": to for each in tickets}


def test_only_what_has_a_clock_inside_is_asked_for_and_the_rest_stays(client: Client, house: House) -> None:
    near, far = with_mark(house, clock.now() + HOUR), with_mark(house, clock.now() + 30 * HOUR)
    desk = sign_in(client, house.alice)
    page = desk.get(PAGE).content.decode()
    assert f'id="over-{near.number}"' in page
    assert f'id="over-{far.number}"' not in page
    assert "1 more ticket has no clock until then and stays with you." in page
    answer = desk.post(PAGE, sent(near))
    assert (answer.status_code, answer["Location"]) == (303, "/desk/")
    near.refresh_from_db()
    far.refresh_from_db()
    assert (near.assignee, far.assignee) == (None, house.alice)
    house.alice.refresh_from_db()
    assert house.alice.presence == "on_break"
    assert Message.objects.get(ticket=near, kind=MessageKind.INTERNAL).body == NOTE


def test_with_nothing_to_hand_over_the_shift_ends_at_once(client: Client, house: House) -> None:
    desk = sign_in(client, house.alice)
    assert "Nothing has to be handed over." in desk.get(PAGE).content.decode()
    assert desk.post(PAGE).status_code == 303
    house.alice.refresh_from_db()
    assert house.alice.presence == "on_break"


def test_without_a_note_nothing_happens_and_what_was_typed_stays(client: Client, house: House) -> None:
    first, second = (with_mark(house, clock.now() + HOUR) for _ in range(2))
    answer = sign_in(client, house.alice).post(PAGE, sent(first) | sent(second, note=" "))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert NOTE in page
    assert "A note is required: say how it stands." in page
    assert Ticket.objects.filter(assignee=house.alice).count() == 2
    house.alice.refresh_from_db()
    assert house.alice.presence == "available"


def test_what_was_taken_meanwhile_is_refused_by_its_number_and_the_others_go(client: Client, house: House) -> None:
    taken, own = (with_mark(house, clock.now() + HOUR) for _ in range(2))
    other = an_agent(house, 1)
    assign_ticket(ticket=taken, to=other, by=house.sam, at=clock.now())
    answer = sign_in(client, house.alice).post(PAGE, sent(taken, own, to=str(other.pk)))
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Done: 1. Not done: 1." in page
    assert "This ticket is not with you any more." in page
    assert taken.number in page.replace(" ", "").replace("\u00a0", "")
    own.refresh_from_db()
    assert own.assignee == other
    assert not Event.objects.filter(name="ticket.handed_over", subject_id=taken.pk).exists()


def test_who_is_at_the_desk_is_offered_first_and_nobody_of_another_team(client: Client, house: House) -> None:
    with_mark(house, clock.now() + HOUR)
    away, there = an_agent(house, 1), an_agent(house, 2)
    here(there, at=clock.now())
    page = sign_in(client, house.alice).get(PAGE).content.decode()
    assert "Agent 2, 5002: at the desk" in page
    assert page.index(f'value="{there.pk}"') < page.index(f'value="{away.pk}"')
    assert "Agent 1, 5001: on shift, not at the desk" in page
    assert "Bob" not in page


def test_the_clocks_asked_for_end_with_the_next_shift_or_as_the_team_says(house: House) -> None:
    days = {day: [["09:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
    house.alice.team = house.funds
    assert handover_until(house.alice, NOON) == NOON + 12 * HOUR
    house.funds.hours = {"zone": "Asia/Singapore", "week": days}
    friday_evening = NOON.replace(day=20, hour=10, minute=0)
    assert handover_until(house.alice, NOON) == friday_evening, "Thursday at noon: the next shift ends on Friday"
    assert handover_until(house.alice, friday_evening) == NOON.replace(day=23, hour=10, minute=0)
    house.funds.handover_hours = 3
    assert handover_until(house.alice, NOON) == NOON + 3 * HOUR
    assert handover_until(house.sam, NOON) == NOON + 12 * HOUR


def test_the_page_costs_the_same_for_one_ticket_and_for_ten(client: Client, house: House) -> None:
    desk = sign_in(client, house.alice)
    with_mark(house, clock.now() + HOUR)
    desk.get(PAGE)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            desk.get(PAGE)
        return len(queries)

    few = cost()
    for _ in range(9):
        with_mark(house, clock.now() + HOUR)
    Team.objects.update(handover_hours=None)
    assert cost() == few
