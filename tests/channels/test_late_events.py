"""The telephone system may tell a number after the call was finished."""

from channels.services import Push, WrapUp, apply_push, finish_call
from tests.people import NOON, House


def test_a_late_number_never_changes_whose_finished_call_it_was(house: House) -> None:
    first = Push(event="answer", call_id="late-1", user=house.alice.agent_number)
    call = apply_push(push=first, by=house.pbx, at=NOON)
    wrap_up = WrapUp(disposition="ticket_opened", note="Wants to know", category="funds", email="x@stranger.test")
    done = finish_call(call=call, wrap_up=wrap_up, by=house.alice, at=NOON)
    late = Push(event="hangup", call_id="late-1", direction="in", caller=house.cleo.phone)
    after = apply_push(push=late, by=house.pbx, at=NOON)
    assert after.ticket is not None
    assert after.caller_phone == house.cleo.phone
    assert after.customer_id == done.customer_id == after.ticket.customer_id != house.cleo.pk
