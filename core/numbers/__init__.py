"""Ticket numbers: 12 digits that survive being read aloud, typed, scanned and misheard.

A number opens nothing by itself; it only names a ticket. Uniqueness is kept by the database: whoever reserves a number
inserts it and draws again when it is taken.
"""

from core.numbers.check import SPACE, grouped, groups, is_valid, new_number
from core.numbers.reading import parse
from core.numbers.spoken import spoken, spoken_digits
from core.numbers.suggestions import suggest

__all__ = ["SPACE", "grouped", "groups", "is_valid", "new_number", "parse", "spoken", "spoken_digits", "suggest"]
