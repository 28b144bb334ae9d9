"""Fixtures for every test."""

from collections.abc import Iterator
from typing import Any, cast

import pytest
from django.db import connection
from django.test import TransactionTestCase
from pytest_django import DjangoDbBlocker

from deploy.pytest_servers import ServersPlugin
from tests.emptying import empty_all_but, tables_with_rows
from tests.people import first_house, house

__all__ = ["django_db_setup", "first_house", "house"]

_made_by_migrating: set[str] = set()


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest, django_test_environment: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Our own server begins with a migrated database that nobody else uses; beside a named one Django makes one for the tests."""
    ours = cast("ServersPlugin", request.config.pluginmanager.get_plugin("firstline-servers")).servers.postgres
    if ours is None:
        request.getfixturevalue("django_db_setup")
    with django_db_blocker.unblock():
        _made_by_migrating.update(tables_with_rows())
        yield
        if ours is not None:
            connection.close()
            cast("Any", connection).close_pool()  # the stubs leave it out


def _empty(self: TransactionTestCase) -> None:
    """Django would empty every table and make content types and permissions anew: a second of work for each test that commits."""
    empty_all_but(_made_by_migrating)


# The stubs leave the hook out; Django offers no other one.
cast("Any", TransactionTestCase)._fixture_teardown = _empty
