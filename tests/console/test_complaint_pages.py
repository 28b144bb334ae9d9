"""Missed promises and complaints: who sees them, who decides."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Role, User
from complaints.models import Complaint, ComplaintState
from complaints.policies import concerned
from complaints.services import Account, assign_handler, complain
from core import clock
from outbox.models import Event
from sla.services import sweep
from tests.people import House, a_ticket, sign_in
from tickets import services
from tickets.models import Ticket

MOST_STATEMENTS = 14
MOST_STATEMENTS_OF_ONE = 25


@pytest.fixture
def missed(house: House) -> Ticket:
    """Cleo's deposit, two days old and unanswered, in the complaint channel by itself."""
    ticket = a_ticket(house, at=clock.now() - timedelta(hours=26))
    sweep(at=clock.now())
    ticket.refresh_from_db()
    return ticket


@pytest.fixture
def complaint(missed: Ticket) -> Complaint:
    """The one that the missed limit opened; Olive has it."""
    return Complaint.objects.get(ticket=missed)


def an_officer(name: str, number: str) -> User:
    return User.objects.create_user(
        f"{name.lower()}@desk.test", None, name=name, role=Role.OFFICER, agent_number=number
    )


def address(complaint: Complaint, verb: str = "complaint") -> str:
    return reverse(f"desk:{verb}", args=[complaint.number])


def test_supervisors_see_each_missed_promise_and_its_reason(
    client: Client, house: House, missed: Ticket, complaint: Complaint
) -> None:
    page = sign_in(client, house.sam).get(reverse("desk:breaches")).content.decode()
    assert missed.subject in page
    assert "2 h, still open" in page
    assert "First reply" in page
    assert "Alice, 2047" in page
    assert complaint.number in page
    assert house.cleo.name not in page
    timer = missed.timers.get(kind="first_reply")
    link = f"{reverse('desk:ticket_explain', args=[missed.number, timer.pk])}?from=breached"
    assert link in page
    assert f'id="explain-{timer.pk}" open' in client.get(link, follow=True).content.decode()


def test_the_team_of_a_missed_promise_is_named_in_the_readers_language(
    client: Client, house: House, missed: Ticket
) -> None:
    sign_in(client, house.sam).get(reverse("desk:breaches"))
    with CaptureQueriesContext(connection) as english:
        assert ">Funds</td>" in client.get(reverse("desk:breaches")).content.decode()
    client.post(reverse("set_language"), {"language": "zh-hans"})
    with CaptureQueriesContext(connection) as chinese:
        assert ">资金组</td>" in client.get(reverse("desk:breaches")).content.decode()
    assert len(chinese) == len(english) + 1
    house.funds.delete()
    assert ">Funds</td>" in client.get(reverse("desk:breaches")).content.decode()


def test_the_officer_has_the_words_of_the_ticket_beside_the_complaint(
    client: Client, house: House, complaint: Complaint
) -> None:
    services.add_note(ticket=complaint.ticket, body="Deposits team asked.", by=house.alice, at=clock.now())
    page = sign_in(client, house.olive).get(address(complaint)).content.decode()
    said = page.split('id="conversation"')[1].split("</section>")[0]
    assert "<details" in said
    assert " open>" in said
    assert "Sent 2,400 USDC on Ethereum" in said
    assert "Internal, customer never sees this" in said
    assert "2 messages" in said
    # Reading them is reading the ticket: it stands in the read log once, and is no hand in the matter.
    client.get(address(complaint))
    seen = Event.objects.filter(name="ticket.viewed", subject_id=complaint.ticket_id, actor_id=str(house.olive.pk))
    assert seen.count() == 1
    assert house.olive.pk not in concerned(complaint.ticket)


def test_a_complaint_costs_the_same_however_much_was_said(client: Client, house: House, complaint: Complaint) -> None:
    sign_in(client, house.olive).get(address(complaint))
    with CaptureQueriesContext(connection) as few:
        client.get(address(complaint))
    for number in range(120):
        services.add_note(ticket=complaint.ticket, body=f"Note {number}.", by=house.alice, at=clock.now())
    with CaptureQueriesContext(connection) as many:
        page = client.get(address(complaint)).content.decode()
    assert len(many) == len(few) <= MOST_STATEMENTS_OF_ONE
    assert "Note 119." in page
    assert "Note 19." not in page
    assert "the newest 100 messages" in page
    assert "Earlier messages, on the ticket" in page


def test_missed_promises_come_by_pages_that_neither_repeat_nor_skip(client: Client, house: House) -> None:
    start = clock.now() - timedelta(hours=30)
    for number in range(55):
        a_ticket(house, at=start + timedelta(seconds=number), subject=f"Case-{number}.")
    sweep(at=clock.now())
    sign_in(client, house.sam)
    url, seen = f"{reverse('desk:breaches')}", []
    page = client.get(url)
    seen += [row["ticket"].subject for row in page.context["rows"]]
    page = client.get(url, {"after": page.context["page"].after})
    seen += [row["ticket"].subject for row in page.context["rows"]]
    assert seen == [f"Case-{number}." for number in reversed(range(55))]
    assert page.context["page"].after == ""


def test_lists_cost_the_same_with_more_rows(client: Client, house: House, missed: Ticket) -> None:
    sign_in(client, house.sam)
    lists = [reverse("desk:breaches"), reverse("desk:complaints")]
    few = []
    for url in lists:
        client.get(url)  # the first click of a session saves it
        with CaptureQueriesContext(connection) as statements:
            client.get(url)
        few.append(len(statements))
    for number in range(12):
        a_ticket(house, at=clock.now() - timedelta(hours=26 + number))
    sweep(at=clock.now())
    for url, before in zip(lists, few, strict=True):
        with CaptureQueriesContext(connection) as statements:
            client.get(url)
        assert len(statements) == before <= MOST_STATEMENTS, url


def test_the_register_has_open_ones_by_age_and_decided_ones(client: Client, house: House, complaint: Complaint) -> None:
    older = a_ticket(house, at=clock.now() - timedelta(hours=3))
    first = complain(ticket=older, account=Account("Nobody called"), by=house.cleo, at=clock.now() - timedelta(hours=2))
    sign_in(client, house.olive)
    shown = [row["complaint"] for row in client.get(reverse("desk:complaints")).context["rows"]]
    assert shown == [first, complaint]
    ruling = {"outcome": "upheld", "decision": "You are right."}
    client.post(address(first, "complaint_admit"), {"profile": "eu"})
    client.post(address(first, "complaint_point_answer"), {"position": 1, "outcome": "upheld", "answer": "True."})
    assert client.post(address(first, "complaint_decide"), ruling).status_code == 303
    page = client.get(reverse("desk:complaints"), {"show": "ended"})
    assert [row["complaint"] for row in page.context["rows"]] == [first]


def test_agents_find_nothing(client: Client, house: House, complaint: Complaint) -> None:
    sign_in(client, house.alice)
    for url in (reverse("desk:breaches"), reverse("desk:complaints"), address(complaint)):
        assert client.get(url).status_code == 404, url
    for verb, typed in (("complaint_handler", {"to": house.olive.pk}), ("complaint_decide", {"decision": "No."})):
        assert client.post(address(complaint, verb), typed).status_code == 404, verb
    complaint.refresh_from_db()
    assert complaint.state == ComplaintState.OPEN


def test_the_page_explains_the_missed_promise(client: Client, house: House, complaint: Complaint) -> None:
    page = sign_in(client, house.olive).get(address(complaint)).content.decode()
    assert "not answered yet" in page
    assert "2 h over" in page
    assert "22 h over" in page  # the goal was four hours after it began
    assert "−" not in page
    assert house.cleo.email not in page


def test_the_handler_decides_and_the_customer_hears(client: Client, house: House, complaint: Complaint) -> None:
    sign_in(client, house.olive)
    empty = client.post(address(complaint, "complaint_decide"), {"decision": ""})
    assert empty.status_code == 422
    assert "Write the decision" in empty.content.decode()
    done = client.post(
        address(complaint, "complaint_decide"),
        {"outcome": "upheld", "decision": "We were late; fee returned."},
        follow=True,
    )
    assert "We were late; fee returned." in done.content.decode()
    complaint.refresh_from_db()
    assert (complaint.state, complaint.handler) == (ComplaintState.DECIDED, house.olive)
    again = client.post(address(complaint, "complaint_decide"), {"outcome": "rejected", "decision": "Something else."})
    assert again.status_code == 409


def test_who_had_a_hand_in_the_ticket_cannot_be_chosen(client: Client, house: House, complaint: Complaint) -> None:
    noor = an_officer("Noor", "4002")
    services.add_note(ticket=complaint.ticket, body="I looked into it", by=noor, at=clock.now())
    sign_in(client, house.sam)
    page = client.get(address(complaint)).content.decode()
    assert f'value="{noor.pk}" disabled' in page
    assert "Had a hand in this ticket" in page
    answer = client.post(address(complaint, "complaint_handler"), {"to": noor.pk})
    assert answer.status_code == 403
    assert "cannot handle the complaint" in answer.content.decode()
    complaint.refresh_from_db()
    assert complaint.handler == house.olive


def test_an_officer_who_takes_it_over_can_decide_it(client: Client, house: House, complaint: Complaint) -> None:
    noor = an_officer("Noor", "4002")
    sign_in(client, noor)
    client.get(reverse("desk:ticket", args=[complaint.ticket.number]))
    assert client.post(address(complaint, "complaint_handler"), {"to": noor.pk}).status_code == 303
    assert (
        client.post(address(complaint, "complaint_decide"), {"outcome": "upheld", "decision": "Upheld."}).status_code
        == 303
    )
    complaint.refresh_from_db()
    assert (complaint.state, complaint.handler) == (ComplaintState.DECIDED, noor)


def test_looking_and_handing_over_is_no_hand_in_the_ticket(house: House, complaint: Complaint) -> None:
    services.record_view(ticket=complaint.ticket, known=[], by=house.sam, at=clock.now())
    assign_handler(complaint=complaint, to=house.olive, by=house.sam, at=clock.now())
    assert concerned(complaint.ticket) == {house.alice.pk}


def test_a_supervisor_with_a_hand_in_it_sees_why_not(client: Client, house: House, complaint: Complaint) -> None:
    services.add_note(ticket=complaint.ticket, body="Looked at", by=house.sam, at=clock.now())
    page = sign_in(client, house.sam).get(address(complaint)).content.decode()
    assert "You had a hand in this ticket" in page
    assert "complaint_decide" not in page
    assert (
        client.post(address(complaint, "complaint_decide"), {"outcome": "upheld", "decision": "Mine."}).status_code
        == 403
    )
