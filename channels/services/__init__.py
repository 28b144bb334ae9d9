"""Verbs of a call: begin and end (calls.py), what the PBX pushes (pbx.py), the disposition (wrap_up.py), one that is asked for in writing
(asked_calls.py).

`accept` (intake.py) is the one door for all that is written to us.
"""

from channels.services.asked_calls import CallWish, ask_for_call, call_slots
from channels.services.calls import (
    check_caller,
    classify_call,
    end_call,
    learn_caller,
    mark_handled,
    mark_read_back,
    start_call,
    take_call,
)
from channels.services.intake import Accepted, accept, note_removed
from channels.services.pbx import Push, apply_push
from channels.services.wrap_up import WrapUp, finish_call

__all__ = [
    "Accepted",
    "CallWish",
    "Push",
    "WrapUp",
    "accept",
    "apply_push",
    "ask_for_call",
    "call_slots",
    "check_caller",
    "classify_call",
    "end_call",
    "finish_call",
    "learn_caller",
    "mark_handled",
    "mark_read_back",
    "note_removed",
    "start_call",
    "take_call",
]
