"""Verbs of macros: writing (writing.py), inserting and answering (answering.py), answers that can be taken back (sending.py)."""

from knowledge.services.answering import answer, insert_macro
from knowledge.services.sending import answer_soon, begun_from, send_due_answers
from knowledge.services.writing import Draft, save_macro, switch_macro

__all__ = [
    "Draft",
    "answer",
    "answer_soon",
    "begun_from",
    "insert_macro",
    "save_macro",
    "send_due_answers",
    "switch_macro",
]
