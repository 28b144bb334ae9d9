"""The review of a missed promise: write, send, sign, return (cases.py); dispute the clock (disputes.py); the corrective
action and the daily reminder (actions.py); the lists of causes (causes.py).
"""

from sla.services.reviews.actions import finish_action, remind_reviews
from sla.services.reviews.cases import Draft, open_reviews, return_review, save_review, send_review, sign_review
from sla.services.reviews.causes import add_cause, rename_cause, restore_cause, retire_cause
from sla.services.reviews.disputes import dispute_clock, grant_dispute, uphold_clock

__all__ = [
    "Draft",
    "add_cause",
    "dispute_clock",
    "finish_action",
    "grant_dispute",
    "open_reviews",
    "remind_reviews",
    "rename_cause",
    "restore_cause",
    "retire_cause",
    "return_review",
    "save_review",
    "send_review",
    "sign_review",
    "uphold_clock",
]
