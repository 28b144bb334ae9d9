"""Counting what happened, and setting what the desk measures by."""

from reports.services.contacts import count_contacts, sweep_contacts
from reports.services.figures import count_calls, count_promises, differing, fold, rebuild
from reports.services.targets import set_targets

__all__ = [
    "count_calls",
    "count_contacts",
    "count_promises",
    "differing",
    "fold",
    "rebuild",
    "set_targets",
    "sweep_contacts",
]
