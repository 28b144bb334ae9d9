"""What strangers and stolen logs must not get from the doors of the desk."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client, RequestFactory

from accounts.services.customers import REVEALED_PER_HOUR, reveal_contact
from accounts.services.search import PER_HOUR
from channels.services import learn_caller, start_call
from config.middleware import RequestLogMiddleware
from core.errors import TooMany
from outbox.models import Event
from tests.people import NOON, PASSWORD, House, sign_in


def test_a_strangers_password_reset_shuts_nobody_out_of_the_second_factor(client: Client, house: House) -> None:
    Client().post("/staff/password/reset/", {"email": house.alice.email})
    client.post("/staff/login/", {"login": house.alice.email, "password": PASSWORD})
    assert client.get("/desk/")["Location"] == "/staff/2fa/totp/activate/"
    assert client.get("/staff/2fa/totp/activate/").status_code == 200


def test_a_password_reset_never_writes_to_a_stranger(client: Client, house: House) -> None:
    known = client.post("/staff/password/reset/", {"email": house.alice.email})
    unknown = client.post("/staff/password/reset/", {"email": "nobody@stranger.test"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert [each.to for each in mail.outbox] == [[house.alice.email]]


def test_the_log_of_requests_holds_no_query_and_no_reset_key() -> None:
    make = RequestFactory()
    logged = RequestLogMiddleware.format_request
    assert logged(make.get("/staff/password/reset/key/1-abc-def/")) == "GET /staff/password/reset/key/…"
    assert logged(make.get("/desk/queue/mine/?after=1")) == "GET /desk/queue/mine/"


@pytest.mark.parametrize("path", ["/desk/", "/desk/queue/mine/", "/desk/search/", "/api/v1/tickets/", "/api/v1/calls/"])
def test_no_browser_keeps_what_the_desk_answers(client: Client, house: House, path: str) -> None:
    answer = sign_in(client, house.alice).get(path)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]


def test_reveals_of_an_hour_have_an_end(house: House) -> None:
    def reveal(minutes: int) -> str:
        at = NOON.replace(minute=0) + timedelta(minutes=minutes)
        return reveal_contact(customer=house.cleo, field="phone", reason="asked for it", by=house.alice, at=at)

    for _each in range(REVEALED_PER_HOUR):
        reveal(0)
    with pytest.raises(TooMany):
        reveal(1)
    assert Event.objects.filter(name="customer.revealed").count() == REVEALED_PER_HOUR
    assert reveal(61)


def test_numbers_typed_into_a_call_are_searches(house: House) -> None:
    call = start_call(by=house.alice, at=NOON)
    for place in range(PER_HOUR):
        learn_caller(call=call, caller_phone=f"+65912300{place:02d}", by=house.alice, at=NOON)
    learn_caller(call=call, caller_phone=f"+65912300{PER_HOUR - 1}", by=house.alice, at=NOON)  # the same is no search
    with pytest.raises(TooMany):
        learn_caller(call=call, caller_phone="+6591234471", by=house.alice, at=NOON)
    call.refresh_from_db()
    assert call.customer is None
    assert Event.objects.filter(name="customer.searched", actor_id=str(house.alice.pk)).count() == PER_HOUR
