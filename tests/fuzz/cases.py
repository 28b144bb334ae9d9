"""Requests made from the schema, sent to a desk, and what must hold of each answer: no fault of ours, and the schema tells the truth."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

import requests
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode, openapi
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Ok
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance

from api.examples import BODIES
from core import clock

CHECKS = [not_a_server_error, content_type_conformance, response_schema_conformance]
# The addresses that a guess never finds get the ids of what is there, by the first part of their path.
Places = Mapping[str, Sequence[str]]
MOST_FAULTS = 20
# What an example takes from the environment.
_GIVEN = {"$UNTIL": (clock.now() + timedelta(days=30)).isoformat(), "$CONTACT": "cleo.tan@mail.test"}


@dataclass
class Tally:
    """What came back: how often each status, how often each operation was done, and what must not be."""

    statuses: Counter[int] = field(default_factory=Counter)
    answered: Counter[str] = field(default_factory=Counter)
    faults: dict[str, str] = field(default_factory=dict)

    def add(self, case: Case[Any], response: Any) -> None:
        """Count an answer and look at it; of each address the first fault of a kind is kept."""
        self.statuses[response.status_code] += 1
        self.answered[case.operation.label] += response.status_code < 300
        try:
            case.validate_response(response, checks=CHECKS)
        except FailureGroup as group:
            for fault in group.exceptions:
                told = f"{fault}\n{case.as_curl_command()}\n{response.text[:400]}"
                self.faults.setdefault(f"{case.operation.label}: {type(fault).__name__}", told)


def operations(schema: dict[str, Any]) -> list[APIOperation[Any, Any, Any, Any]]:
    """All of them, in the order of the schema."""
    found = openapi.from_dict(schema).get_all_operations()
    return [each.ok() for each in found if isinstance(each, Ok)]


def send(schema: dict[str, Any], base: str, token: str, places: Places, *, each: int, begin: int = 1) -> Tally:
    """`each` requests to every operation of the desk at `base`. The same `begin` makes the same ones."""
    tally = Tally()
    with requests.Session() as session:
        for operation in operations(schema):
            known = list(places.get(operation.path.split("/")[3], ()))
            _send(operation, session, base, token, known, tally, each=each, begin=begin)
    return tally


def _send(
    operation: APIOperation[Any, Any, Any, Any],
    session: requests.Session,
    base: str,
    token: str,
    known: list[str],
    tally: Tally,
    *,
    each: int,
    begin: int,
) -> None:
    headers = {"Authorization": f"Token {token}"} if token else {}
    real = st.sampled_from([None, *known, *known])

    @seed(begin)
    @settings(
        max_examples=each,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=st.one_of(*_ways(operation)), place=real)
    def ask(case: Case[Any], place: str | None) -> None:
        if place is not None:
            case.path_parameters = dict.fromkeys(case.path_parameters or {}, place)
        response = case.call(base_url=base, session=session, headers=headers, timeout=30)
        tally.add(case, response)

    ask()


def _ways(operation: APIOperation[Any, Any, Any, Any]) -> Iterator[st.SearchStrategy[Case[Any]]]:
    """What the schema allows, what it forbids where it forbids anything, and the example of the docs page."""
    yield operation.as_strategy(generation_mode=GenerationMode.POSITIVE)
    body = BODIES.get(operation.definition.raw["operationId"])
    if body is not None:
        given = {name: _GIVEN.get(value, value) for name, value in body.items() if isinstance(value, str)}
        yield st.builds(_keyed, operation.as_strategy(body=body | given, media_type="application/json"), st.uuids())
    if operation.body or operation.query or operation.headers:
        yield operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)


def _keyed(case: Case[Any], key: UUID) -> Case[Any]:
    case.headers["Idempotency-Key"] = str(key)
    return case
