"""A complaint through the desk's pages: admitted, answered point by point, decided, written about, exported."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from complaints.models import Complaint, ComplaintState
from complaints.services import Account, complain
from core import clock
from outbox.models import Event
from outbox.services import deliver_due
from tests.people import House, a_ticket, sign_in

SAID = "1. Nobody called back.\n2. The fee was taken twice."


@pytest.fixture
def complaint(house: House) -> Complaint:
    """Cleo's own, with two points; Olive has it."""
    at = clock.now() - timedelta(hours=1)
    account = Account(SAID, wanted="=HYPERLINK(1)")
    return complain(ticket=a_ticket(house, at=at), account=account, by=house.cleo, at=at)


def post(client: Client, complaint: Complaint, verb: str, **typed: Any) -> Any:
    return client.post(reverse(f"desk:complaint_{verb}", args=[complaint.number]), typed)


def test_a_complaint_goes_its_whole_way_on_the_page(client: Client, house: House, complaint: Complaint) -> None:
    sign_in(client, house.olive)
    page = client.get(reverse("desk:complaint", args=[complaint.number])).content.decode()
    assert "Is it admissible?" in page
    assert "Say first whether the complaint is admissible." in page
    assert post(client, complaint, "admit", profile="eu").status_code == 303
    assert post(client, complaint, "point_answer", position=1, outcome="upheld", answer="True.").status_code == 303
    refused = post(client, complaint, "decide", outcome="upheld", decision="My reasons so far.")
    page = refused.content.decode()
    assert refused.status_code == 409
    assert "Point 2 has no answer yet. Answer it first, then decide." in page
    assert "My reasons so far." in page
    complaint.refresh_from_db()
    assert (complaint.state, complaint.decision) == (ComplaintState.OPEN, "")
    post(client, complaint, "point_answer", position=2, outcome="partly", answer="Once by us.")
    typed = {"outcome": "partly", "decision": "One fee was ours.", "remedies": ["apology", "refund"]}
    short = post(client, complaint, "decide", **typed)
    assert short.status_code == 422
    assert "Write the amount and the asset" in short.content.decode()
    assert post(client, complaint, "decide", **typed, amount="8", asset="USDC").status_code == 303
    page = client.get(reverse("desk:complaint", args=[complaint.number])).content.decode()
    assert "8 USDC" in page
    letter = complaint.letters.get(kind="decision")
    shown = client.get(reverse("desk:complaint_letter", args=[complaint.number, letter.pk])).content.decode()
    assert "One fee was ours." in shown
    paper = client.get(reverse("desk:complaint_letter_pdf", args=[complaint.number, letter.pk]))
    assert paper.content.startswith(b"%PDF-")
    assert paper.headers["Content-Disposition"].startswith("attachment")


def test_a_refused_answer_comes_back_at_its_point(client: Client, house: House, complaint: Complaint) -> None:
    sign_in(client, house.olive)
    post(client, complaint, "admit", profile="house")
    page = post(client, complaint, "point_answer", position=2, answer="Kept words")
    assert page.status_code == 422
    assert "Kept words" in page.content.decode()
    assert "Say whether the customer is right in this point." in page.content.decode()
    assert post(client, complaint, "point_strike", position="x").status_code == 404


def test_a_late_notice_is_sent_with_reasons_and_a_new_day(client: Client, house: House, complaint: Complaint) -> None:
    sign_in(client, house.olive)
    post(client, complaint, "admit", profile="eu")
    day = (complaint.decide_by + timedelta(days=20)).date()
    assert post(client, complaint, "late", reasons="The node is slow.", until="2020-01-01").status_code == 422
    assert post(client, complaint, "late", reasons="The node is slow.", until=day).status_code == 303
    complaint.refresh_from_db()
    assert complaint.expected_at.date() == day
    while deliver_due(at=clock.now()):
        pass
    assert complaint.letters.get(kind="late_notice").sent_by == "mail"


def test_similar_decided_complaints_stand_beside_it(client: Client, house: House, complaint: Complaint) -> None:
    sign_in(client, house.olive)
    post(client, complaint, "admit", profile="house")
    for position in (1, 2):
        post(client, complaint, "point_answer", position=position, outcome="rejected", answer="No.")
    post(client, complaint, "decide", outcome="rejected", decision="No fault of ours.")
    at = clock.now()
    alike = complain(ticket=a_ticket(house, at=at), account=Account("The same."), by=house.cleo, at=at)
    page = client.get(reverse("desk:complaint", args=[alike.number]))
    assert page.context["similar"] == [complaint]
    other = complain(ticket=a_ticket(house, at=at, category="guidance"), account=Account("Else."), by=house.cleo, at=at)
    assert client.get(reverse("desk:complaint", args=[other.number])).context["similar"] == []


def test_the_register_is_cut_as_asked(client: Client, house: House, complaint: Complaint) -> None:
    sign_in(client, house.olive)
    url = reverse("desk:complaints")
    for query, found in (
        ({"cause": "customer"}, [complaint]),
        ({"cause": "breach"}, []),
        ({"profile": "eu"}, []),
        ({"state": "received", "mine": "on"}, [complaint]),
        ({"first": "2001-01-01", "last": "2001-01-02"}, []),
        ({"first": "nonsense"}, [complaint]),
    ):
        assert [row["complaint"] for row in client.get(url, query).context["rows"]] == found, query


def test_the_file_is_safe_and_who_took_it_is_recorded(client: Client, house: House, complaint: Complaint) -> None:
    sign_in(client, house.olive)
    Complaint.objects.filter(pk=complaint.pk).update(refund_amount="=1+1", refund_asset="USDC")
    day = clock.now().date()
    period = {"first": day - timedelta(days=2), "last": day + timedelta(days=1)}
    answer: Any = client.post(reverse("desk:complaints"), period)
    body = b"".join(answer.streaming_content)
    assert body.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))
    assert [row["Complaint"] for row in rows] == [complaint.number]
    assert rows[0]["Refund"] == "'=1+1 USDC"
    assert "Cleo" not in body.decode()
    assert Event.objects.get(name="complaint.register_exported").data["rows"] == 1
    too_long = client.post(reverse("desk:complaints"), period | {"first": day - timedelta(days=500)})
    assert too_long.status_code == 422
    assert "At most thirteen months" in too_long.content.decode()
    sign_in(client, house.alice)
    assert client.post(reverse("desk:complaints"), period).status_code == 404
