"""Verbs of the complaint channel: taking in (intake.py), admissibility and profile (admission.py), points (points.py), the decision
(decision.py), withdrawal and contest (ending.py), who handles it (handling.py), letters (letters.py), the register's export (export.py).
"""

from complaints.services.admission import admit_complaint, change_profile, refuse_complaint
from complaints.services.decision import Ruling, decide_complaint
from complaints.services.ending import contest_complaint, withdraw_complaint
from complaints.services.export import export_register
from complaints.services.handling import assign_handler
from complaints.services.intake import Account, complain, open_complaint, open_for_held
from complaints.services.letters import (
    acknowledge,
    mark_sent,
    note_mailed,
    prepare_late_notices,
    send_late_notice,
)
from complaints.services.points import add_point, answer_point, reword_point, strike_point

__all__ = [
    "Account",
    "Ruling",
    "acknowledge",
    "add_point",
    "admit_complaint",
    "answer_point",
    "assign_handler",
    "change_profile",
    "complain",
    "contest_complaint",
    "decide_complaint",
    "export_register",
    "mark_sent",
    "note_mailed",
    "open_complaint",
    "open_for_held",
    "prepare_late_notices",
    "refuse_complaint",
    "reword_point",
    "send_late_notice",
    "strike_point",
    "withdraw_complaint",
]
