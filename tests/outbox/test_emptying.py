"""Tests that commit may not be felt by those that follow."""

import pytest
from django.contrib.auth.models import Permission

from outbox.models import Event
from tests.emptying import empty_all_but, tables_with_rows
from tests.people import House, a_ticket


@pytest.mark.django_db(transaction=True)
def test_a_test_that_commits_leaves_what_migrating_made_and_nothing_else(house: House) -> None:
    a_ticket(house)
    assert Event.objects.exists()
    kept = {"django_content_type", "auth_permission"}
    permissions = Permission.objects.count()
    empty_all_but(kept)
    assert tables_with_rows() == kept
    assert Permission.objects.count() == permissions > 0
