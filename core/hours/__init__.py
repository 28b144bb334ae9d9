"""Working time: calendars as values, and the arithmetic of promises on them. Pure: no models, no input or output."""

from core.hours.counting import HORIZON, add, between, is_open, next_closing, next_opening
from core.hours.ledger import Line, Mark, ledger
from core.hours.schedule import Schedule
from core.hours.windows import DAYS, Pauses, SpecialDay, Window

__all__ = [
    "DAYS",
    "HORIZON",
    "Line",
    "Mark",
    "Pauses",
    "Schedule",
    "SpecialDay",
    "Window",
    "add",
    "between",
    "is_open",
    "ledger",
    "next_closing",
    "next_opening",
]
