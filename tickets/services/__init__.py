"""The verbs of a ticket: one for each change, the same for pages, API, channels and timers.

Each runs in one transaction: lock the row, ask who may, check the move, change, record the event. Each returns the changed
ticket or message, or raises a core.errors.DomainError and changes nothing.
"""

from tickets.services.attaching import attach_files
from tickets.services.attention import see_mention, unwatch_ticket, watch_ticket
from tickets.services.callbacks import keep_callback, promise_callback, waive_reply
from tickets.services.conversation import add_customer_message, add_note, answer_for_all, keep_full, outgoing, reply
from tickets.services.drafted_files import add_draft_files, drop_draft_file, words_with_files
from tickets.services.drafts import drafts_of, save_draft, say_now, send_due, send_soon, take_back
from tickets.services.files import open_file, settle_file
from tickets.services.flow import (
    close_ticket,
    escalate_held,
    escalate_ticket,
    pend_ticket,
    reopen_ticket,
    resolve_ticket,
    resume_ticket,
)
from tickets.services.giving import give_by_rule, return_to_team
from tickets.services.handing import hand_over_ticket
from tickets.services.intake import open_by_playbook, open_ticket, reserve_number
from tickets.services.joining import give_to_person
from tickets.services.links import link_tickets, unlink_tickets
from tickets.services.merging import merge_ticket
from tickets.services.promise import Promise, raise_identity, show_promises
from tickets.services.reading import record_view
from tickets.services.routing import assign_ticket, change_category, change_priority, change_team
from tickets.services.snoozing import end_snooze, snooze_ticket
from tickets.services.splitting import split_ticket
from tickets.services.tags import tag_ticket, tag_word
from tickets.services.views import remove_view, save_view
from tickets.services.wording import publish_topic, restore_topic

__all__ = [
    "Promise",
    "add_customer_message",
    "add_draft_files",
    "add_note",
    "answer_for_all",
    "assign_ticket",
    "attach_files",
    "change_category",
    "change_priority",
    "change_team",
    "close_ticket",
    "drafts_of",
    "drop_draft_file",
    "end_snooze",
    "escalate_held",
    "escalate_ticket",
    "give_by_rule",
    "give_to_person",
    "hand_over_ticket",
    "keep_callback",
    "keep_full",
    "link_tickets",
    "merge_ticket",
    "open_by_playbook",
    "open_file",
    "open_ticket",
    "outgoing",
    "pend_ticket",
    "promise_callback",
    "publish_topic",
    "raise_identity",
    "record_view",
    "remove_view",
    "reopen_ticket",
    "reply",
    "reserve_number",
    "resolve_ticket",
    "restore_topic",
    "resume_ticket",
    "return_to_team",
    "save_draft",
    "save_view",
    "say_now",
    "see_mention",
    "send_due",
    "send_soon",
    "settle_file",
    "show_promises",
    "snooze_ticket",
    "split_ticket",
    "tag_ticket",
    "tag_word",
    "take_back",
    "unlink_tickets",
    "unwatch_ticket",
    "waive_reply",
    "watch_ticket",
    "words_with_files",
]
