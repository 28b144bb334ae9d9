"""The panel of a call tells at once what is right, what is missing, and where; its summary tells what was written down."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from channels.models import Call
from channels.services import start_call
from core import clock
from tests.people import House, a_ticket, sign_in

HX = {"HX-Request": "true"}
TXID = "9c41e07b52d86f03a79c41e07b52d86f03a79c41e07b52d86f03a79c41e07b52"
TOPIC = {"category": "funds", "topic": "deposit_missing", "language": "en"}


@pytest.fixture
def alice(client: Client, house: House) -> Client:
    """Alice's browser."""
    return sign_in(client, house.alice)


@pytest.fixture
def call(house: House) -> Call:
    """A call that Alice is in, from a number that nobody knows."""
    return start_call(by=house.alice, at=clock.now())


def url(call: Call, step: str = "") -> str:
    return f"/desk/calls/{call.number}/{step}"


def field(browser: Client, call: Call, key: str, **typed: str) -> Any:
    return browser.post(url(call, "field/"), TOPIC | {"field": key, **typed}, headers=HX)


def mark(answer: Any, key: str) -> str:
    """Done, now or next, as the mark of one field says that came along out of band."""
    found = re.search(rf'class="play-mark is-(\w+)" id="id_f_{key}_mark" hx-swap-oob="true"', answer.content.decode())
    return found[1] if found else ""


def test_the_mark_of_a_field_turns_with_what_is_typed_and_not_only_on_reload(alice: Client, call: Call) -> None:
    assert mark(field(alice, call, "coin", f_coin=""), "coin") == "now"  # nothing can begin without it
    assert mark(field(alice, call, "coin", f_coin="USDT"), "coin") == "done"
    assert mark(field(alice, call, "txid", f_network="tron", f_txid=""), "txid") == "next"
    assert mark(field(alice, call, "txid", f_network="tron", f_txid="9c41"), "txid") == "next"
    assert mark(field(alice, call, "txid", f_network="tron", f_txid=TXID), "txid") == "done"
    # Without a note beside it the mark turns all the same, and a swap of the whole playbook agrees.
    assert mark(field(alice, call, "source", f_source="exchange"), "source") == "done"
    typed = TOPIC | {"f_network": "tron", "f_txid": "9c41"}
    page = alice.post(url(call, "classify/"), typed, headers=HX | {"HX-Target": "call-playbook"}).content.decode()
    assert 'class="play-mark is-done" id="id_f_network_mark"' in page
    assert 'class="play-mark is-next" id="id_f_txid_mark"' in page


def test_a_contact_that_does_not_fit_has_its_reason_below_all_three_fields(alice: Client, call: Call) -> None:
    answer = alice.post(
        url(call, "finish/"),
        TOPIC | {"disposition": "ticket_opened", "note": "Nothing arrived.", "email": "no address", "phone": "12"},
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    fields = page.split('class="contact-fields">')[1].split("</div>")[0]
    assert 'name="phone" value="12"' in fields
    assert 'class="error"' not in fields
    below = page.split('class="contact-fields">')[1].split("</section>")[0]
    assert re.search(r'id="id_email_error".*E-mail: An e-mail address', below, re.DOTALL)
    assert re.search(r'id="id_phone_error".*Phone: This telephone number is too short', below, re.DOTALL)


def test_of_a_call_added_to_a_ticket_the_summary_leaves_the_rest_to_its_page(
    alice: Client, call: Call, house: House
) -> None:
    ticket = a_ticket(house, at=clock.now() - timedelta(hours=2), topic="deposit_missing", fields={"txid": TXID})
    told = {"disposition": "added_to_ticket", "existing_number": ticket.number, "note": "Asks how far it is."}
    page = alice.post(url(call, "finish/"), told, follow=True).content.decode()
    assert "Asks how far it is." in page
    assert TXID not in page
