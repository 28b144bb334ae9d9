"""Verbs of a call: begin and end (calls.py), what the PBX pushes (pbx.py), the disposition (wrap_up.py).

`accept` (intake.py) is the one door for all that is written to us.
"""

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
    "Push",
    "WrapUp",
    "accept",
    "apply_push",
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
