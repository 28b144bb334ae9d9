"""The verbs of a ticket: one for each change, the same for pages, API, channels and timers.

Each runs in one transaction: lock the row, ask who may, check the move, change, record the event. Each returns the changed
ticket or message, or raises a core.errors.DomainError and changes nothing.
"""

from tickets.services.conversation import add_customer_message, add_note, reply
from tickets.services.flow import (
    close_ticket,
    escalate_ticket,
    pend_ticket,
    reopen_ticket,
    resolve_ticket,
    resume_ticket,
)
from tickets.services.intake import open_by_playbook, open_ticket, reserve_number
from tickets.services.promise import raise_identity, show_promise
from tickets.services.reading import record_view
from tickets.services.routing import assign_ticket, change_category, change_priority, change_team

__all__ = [
    "add_customer_message",
    "add_note",
    "assign_ticket",
    "change_category",
    "change_priority",
    "change_team",
    "close_ticket",
    "escalate_ticket",
    "open_by_playbook",
    "open_ticket",
    "pend_ticket",
    "raise_identity",
    "record_view",
    "reopen_ticket",
    "reply",
    "reserve_number",
    "resolve_ticket",
    "resume_ticket",
    "show_promise",
]
