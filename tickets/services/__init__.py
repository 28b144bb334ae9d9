"""The verbs of a ticket: one for each change, the same for pages, API, channels and timers.

Each runs in one transaction: lock the row, ask who may, check the move, change, record the event. Each returns the changed
ticket or message, or raises a core.errors.DomainError and changes nothing.
"""

from tickets.services.callbacks import keep_callback, promise_callback, waive_reply
from tickets.services.conversation import add_customer_message, add_note, answer_for_all, outgoing, reply
from tickets.services.drafts import drafts_of, save_draft, send_due, send_soon, take_back
from tickets.services.flow import (
    close_ticket,
    escalate_held,
    escalate_ticket,
    pend_ticket,
    reopen_ticket,
    resolve_ticket,
    resume_ticket,
)
from tickets.services.intake import open_by_playbook, open_ticket, reserve_number
from tickets.services.promise import Promise, raise_identity, show_promises
from tickets.services.reading import record_view
from tickets.services.routing import assign_ticket, change_category, change_priority, change_team

__all__ = [
    "Promise",
    "add_customer_message",
    "add_note",
    "answer_for_all",
    "assign_ticket",
    "change_category",
    "change_priority",
    "change_team",
    "close_ticket",
    "drafts_of",
    "escalate_held",
    "escalate_ticket",
    "keep_callback",
    "open_by_playbook",
    "open_ticket",
    "outgoing",
    "pend_ticket",
    "promise_callback",
    "raise_identity",
    "record_view",
    "reopen_ticket",
    "reply",
    "reserve_number",
    "resolve_ticket",
    "resume_ticket",
    "save_draft",
    "send_due",
    "send_soon",
    "show_promises",
    "take_back",
    "waive_reply",
]
