"""A quiet day costs nothing, and what another process declares is seen in time."""

from datetime import timedelta

import pytest

from incidents.models import Incident
from incidents.services.attaching import SECOND_LOOK
from incidents.services.watching import SECONDS, Watch
from tests.people import NOON, House


def test_it_asks_once_in_a_while_and_well_before_the_second_look(
    house: House, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    """Another process declares: nobody tells this one."""
    moment = [1000.0]
    watch = Watch(clock=lambda: moment[0])
    assert not watch.any_runs()
    facts = {"title": "T", "title_zh": "题", "body": "B", "body_zh": "文", "category": "funds"}
    Incident.objects.create(**facts, started_at=NOON, declared_at=NOON, declared_by=house.sam)
    with django_assert_num_queries(0):  # type: ignore[operator] # pytest-django's fixture
        assert not watch.any_runs()
    moment[0] += SECONDS
    assert watch.any_runs()
    assert timedelta(seconds=SECONDS) < SECOND_LOOK / 2
