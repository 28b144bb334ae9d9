"""What no program reaches is written down by hand, with a number to paste back."""

from uuid import uuid4

import pytest
from django.test import Client

from accounts.models import CustomerHandle
from core.numbers import groups
from tests.people import House, sign_in
from tickets.models import MessageKind, Ticket

NEW = "/desk/social/new/"


def contact(**more: str) -> dict[str, str]:
    facts = {"platform": "weibo", "handle": "@小明", "link": "https://weibo.com/1/2", "said": "充值三天没到账"}
    return facts | {"category": "guidance", "language": "zh-hans", "key": str(uuid4())} | more


def test_a_contact_becomes_a_ticket_and_a_text_to_paste_back(client: Client, house: House) -> None:
    alice = sign_in(client, house.alice)
    form = contact()
    for _press in range(2):
        assert alice.post(NEW, form).status_code == 303
    ticket = Ticket.objects.get()
    assert (ticket.channel, ticket.category, ticket.team) == ("weibo", "guidance", house.general)
    note = ticket.messages.get(kind=MessageKind.INTERNAL)
    assert (note.by, "https://weibo.com/1/2" in note.body) == (house.alice, True)
    text = alice.get("/desk/social/text/").content.decode()
    assert " ".join(groups(ticket.number)) in text
    assert "您的工单号" in text
    assert "Your ticket number" in text
    assert ticket.goal_at is not None


def test_a_typed_handle_is_no_proof(client: Client, house: House) -> None:
    sign_in(client, house.alice).post(NEW, contact(platform="x", handle="@mei42"))
    row = CustomerHandle.objects.get()
    assert row.external_id == "hand:x:mei42"
    assert row.proven_at is None


@pytest.mark.parametrize(
    ("fault", "field"),
    [
        ({"platform": "orkut"}, "platform"),
        ({"handle": " "}, "handle"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"said": ""}, "said"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field(
    client: Client, house: House, fault: dict[str, str], field: str
) -> None:
    answer = sign_in(client, house.alice).post(NEW, contact(**fault))
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not Ticket.objects.exists()


def test_a_program_writes_nothing_down(client: Client, house: House) -> None:
    assert sign_in(client, house.pbx).post(NEW, contact()).status_code in {302, 403, 404}
    assert not Ticket.objects.exists()
