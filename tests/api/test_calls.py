"""Calls by hand: started, checked, finished."""

from datetime import timedelta

from channels.models import Call
from core import clock
from tests.api.calling import calling, is_problem
from tests.people import House
from tickets.models import Ticket


def test_a_call_is_started_checked_and_finished(house: House) -> None:
    caller = calling(house.alice)
    new = {"caller_phone": "91234471", "hotline": "+65 6000 0000"}
    first, second = (caller.post("calls/", new, key="c") for _time in range(2))
    assert (first.status_code, second.status_code) == (201, 200)
    call = first.json()
    assert call["number"] == second.json()["number"]
    assert (call["match"], call["hotline"], call["caller_phone"]) == ("known", "+6560000000", "+65 •••• ••71")
    checked = caller.post(f"calls/{call['number']}/check/", {"email": house.cleo.email, "last4": "4471"}).json()
    assert checked == {
        "matched": True,
        "tries_left": 2,
        "customer": {
            "name": "C··· T···",
            "email": "c•••@m••••.test",
            "phone": "+65 •••• ••71",
            "exchange_uid": "•••• ••77",
            "registered": True,
        },
    }
    end = {"disposition": "ticket_opened", "note": "Deposit is missing.", "category": "funds"}
    for _time in range(2):
        done = caller.post(f"calls/{call['number']}/finish/", end)
        assert done.status_code == 200
    assert done.json()["ticket"] == call["number"]
    assert Ticket.objects.get(number=call["number"]).customer == house.cleo
    assert caller.get(f"calls/{call['number']}/").json()["disposition"] == "ticket_opened"
    assert [each["number"] for each in caller.get("calls/").json()["results"]] == [call["number"]]


def test_a_wrong_answer_says_no_match_and_nothing_else(house: House) -> None:
    caller = calling(house.alice)
    number = caller.post("calls/").json()["number"]
    wrong = {"email": house.cleo.email, "last4": "0000"}
    for left in (2, 1, 0):
        told = caller.post(f"calls/{number}/check/", wrong).json()
        assert told == {"matched": False, "tries_left": left, "customer": None}
    is_problem(caller.post(f"calls/{number}/check/", wrong), 429, "too_many_attempts")


def test_an_end_that_is_not_complete_is_told_and_the_call_goes_on(house: House) -> None:
    caller = calling(house.alice)
    number = caller.post("calls/").json()["number"]
    for body, field in (
        ({}, "disposition"),
        ({"disposition": "gone"}, "disposition"),
        ({"disposition": "ticket_opened", "category": "funds", "note": "x"}, "email"),
        ({"disposition": "callback_promised", "callback_at": "tomorrow"}, "callback_at"),
        ({"disposition": "dropped", "ticket": 1}, "ticket"),
    ):
        assert field in is_problem(caller.post(f"calls/{number}/finish/", body), 422)["fields"]
    assert Call.objects.get().state == "talking"


def test_a_call_back_is_promised(house: House) -> None:
    caller = calling(house.alice)
    number = caller.post("calls/", {"caller_phone": "91112222"}).json()["number"]
    when = clock.now() + timedelta(hours=2)
    end = {"disposition": "callback_promised", "category": "funds", "note": "Will call back."}
    told = caller.post(
        f"calls/{number}/finish/", end | {"callback_at": when.isoformat(), "callback_topic": "Deposit"}
    ).json()
    assert (told["callback_at"], told["callback_phone"]) == (when.isoformat(), "+65 •••• ••22")


def test_another_disposition_afterwards_is_refused(house: House) -> None:
    caller = calling(house.alice)
    number = caller.post("calls/").json()["number"]
    caller.post(f"calls/{number}/finish/", {"disposition": "dropped"})
    is_problem(caller.post(f"calls/{number}/finish/", {"disposition": "wrong_number"}), 409)


def test_a_number_that_is_not_ours_is_named(house: House) -> None:
    caller = calling(house.alice)
    for hotline in ("+6561111111", "nonsense"):
        assert "hotline" in is_problem(caller.post("calls/", {"hotline": hotline}), 422)["fields"]
    assert "caller_phone" in is_problem(caller.post("calls/", {"caller_phone": "12"}), 422)["fields"]
    assert not Call.objects.exists()
