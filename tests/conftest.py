"""Fixtures for every test."""

import pgtrigger
from django.test import TransactionTestCase

from tests.people import house

__all__ = ["house"]

_teardown = TransactionTestCase._fixture_teardown


def _teardown_past_the_guard(self: TransactionTestCase) -> None:
    """Tests that commit are cleaned by TRUNCATE, which the events' trigger refuses everywhere else."""
    with pgtrigger.ignore("outbox.Event:no_truncate"):
        _teardown(self)


TransactionTestCase._fixture_teardown = _teardown_past_the_guard  # type: ignore[method-assign] # no other hook exists
