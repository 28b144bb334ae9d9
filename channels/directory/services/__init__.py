"""Verbs of the directory: changes by two people (changing.py), known fakes (fakes.py), a visitor's report (reporting.py)."""

from channels.directory.services.changing import (
    approve_change,
    propose_channel,
    propose_retirement,
    refuse_change,
    set_wait,
    withdraw_change,
)
from channels.directory.services.fakes import confirm_fake, dismiss_report, remove_fake
from channels.directory.services.reporting import Report, report_fake

__all__ = [
    "Report",
    "approve_change",
    "confirm_fake",
    "dismiss_report",
    "propose_channel",
    "propose_retirement",
    "refuse_change",
    "remove_fake",
    "report_fake",
    "set_wait",
    "withdraw_change",
]
