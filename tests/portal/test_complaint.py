"""A complaint on the customer's side: made, followed, taken back, contested."""

import pytest
from django.test import Client

from complaints.models import Complaint, ComplaintState
from complaints.services import Ruling, acknowledge, admit_complaint, answer_point, decide_complaint
from tests.people import NOON, House, a_ticket
from tests.portal.conftest import SetClock, check, enter, text_of
from tickets.models import Ticket


@pytest.fixture
def ticket(house: House, set_clock: SetClock) -> Ticket:
    """Cleo's, at NOON."""
    return a_ticket(house)


def made(client: Client, ticket: Ticket) -> Complaint:
    check(client, ticket.number)
    typed = {"statement": "One.\n\nTwo.", "happened": "Monday", "wanted": "The fee back", "language": "fr"}
    assert client.post("/status/complaint/", typed).status_code == 303
    return Complaint.objects.get()


def test_the_template_form_keeps_every_field_in_any_language(client: Client, ticket: Ticket) -> None:
    check(client, ticket.number)
    page = text_of(client.get("/status/complaint/"))
    assert "free" in page
    assert "Write in any language." in page
    complaint = made(client, ticket)
    assert (complaint.happened, complaint.wanted, complaint.language) == ("Monday", "The fee back", "fr")
    assert complaint.points.count() == 2
    assert "We expect to decide by" in text_of(client.get("/status/"))


def test_letters_are_read_after_a_code_only_and_never_by_another(client: Client, house: House, ticket: Ticket) -> None:
    letter = acknowledge(complaint=made(client, ticket), at=NOON)
    page = f"/status/letters/{letter.pk}/"
    assert client.get(page).headers["Location"] == "/status/"
    enter(client, ticket)
    assert "Two." in text_of(client.get(page))
    assert client.get(f"{page}pdf/").content.startswith(b"%PDF-")
    other = enter(Client(), a_ticket(house, customer=house.charlie), contact="charlie@mail.test")
    assert other.get(page).status_code == 404
    assert other.get(f"{page}pdf/").status_code == 404


def test_withdrawing_is_asked_first_and_needs_a_code(client: Client, ticket: Ticket) -> None:
    complaint = made(client, ticket)
    assert client.post("/status/complaint/withdraw/").status_code == 403
    enter(client, ticket)
    assert "Yes, withdraw it" in text_of(client.get("/status/complaint/withdraw/"))
    complaint.refresh_from_db()
    assert complaint.is_live
    for _each in range(2):
        assert client.post("/status/complaint/withdraw/").status_code == 303
    complaint.refresh_from_db()
    assert complaint.state == ComplaintState.WITHDRAWN
    assert "Confirmation of withdrawal" in text_of(client.get("/status/"))


def test_the_outcome_is_contested_once_with_new_facts(client: Client, house: House, ticket: Ticket) -> None:
    complaint, by = made(client, ticket), house.olive
    admit_complaint(complaint=complaint, profile="eu", by=by, at=NOON)
    for position in (1, 2):
        answer_point(complaint=complaint, position=position, outcome="rejected", answer="No.", by=by, at=NOON)
    decide_complaint(complaint=complaint, ruling=Ruling("rejected", "No fault."), by=by, at=NOON)
    enter(client, ticket)
    assert "contest this once" in text_of(client.get("/status/"))
    assert client.post("/status/complaint/contest/", {"facts": " "}).status_code == 422
    assert client.post("/status/complaint/contest/", {"facts": "The receipt."}).status_code == 303
    complaint.refresh_from_db()
    assert (complaint.state, complaint.round) == (ComplaintState.REOPENED, 2)
    again = client.post("/status/complaint/contest/", {"facts": "More."})
    assert again.status_code == 409
    assert "More." in text_of(again)
