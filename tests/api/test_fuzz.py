"""The short form of `make fuzz`: a few requests from the schema to every address, allowed ones and forbidden ones."""

import json

import pytest
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer
from pytest_django.live_server_helper import LiveServer

from tests.fuzz.cases import operations, send
from tests.fuzz.seed import fill, tokens
from tests.people import House

ROLES = ["stranger", "agent", "program"]


@pytest.mark.django_db(transaction=True)
def test_no_request_from_the_schema_is_a_fault_of_ours(house: House, live_server: LiveServer) -> None:
    made = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call] # the library's
    schema = json.loads(OpenApiJsonRenderer().render(made))
    known, places = tokens(house), fill(house)
    for role in ROLES:
        tally = send(schema, live_server.url, known[role], places, each=1)
        assert tally.statuses.total() == len(operations(schema))
        assert not tally.faults
        # What is ours, and whether something is, everybody may ask.
        assert {200, 401} <= set(tally.statuses) if role == "stranger" else tally.statuses[200]
