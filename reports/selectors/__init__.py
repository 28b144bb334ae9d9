"""Reads of figures and of what runs now. All are bounded: by days, by a cap, by an index."""

from reports.selectors.clocks import MOST, Clock, Lane, lanes
from reports.selectors.contacts import contacts_since
from reports.selectors.figures import Sums, due_by_category, sums, targets

__all__ = ["MOST", "Clock", "Lane", "Sums", "contacts_since", "due_by_category", "lanes", "sums", "targets"]
