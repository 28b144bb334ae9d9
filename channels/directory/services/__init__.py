"""Verbs of the directory: changes by two people (changing.py), known fakes (fakes.py), a visitor's report (reporting.py),
the signature (signing.py)."""

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
from channels.directory.services.signing import published_keys, rotate_key, sign

__all__ = [
    "Report",
    "approve_change",
    "confirm_fake",
    "dismiss_report",
    "propose_channel",
    "propose_retirement",
    "published_keys",
    "refuse_change",
    "remove_fake",
    "report_fake",
    "rotate_key",
    "set_wait",
    "sign",
    "withdraw_change",
]
