"""Counting what happened, and setting what the desk measures by."""

from reports.services.figures import count_calls, count_promises, differing, fold, rebuild
from reports.services.targets import set_targets

__all__ = ["count_calls", "count_promises", "differing", "fold", "rebuild", "set_targets"]
