"""Verbs of macros: writing (writing.py), inserting and sending (answering.py)."""

from knowledge.services.answering import answer, insert_macro
from knowledge.services.writing import Draft, save_macro, switch_macro

__all__ = ["Draft", "answer", "insert_macro", "save_macro", "switch_macro"]
