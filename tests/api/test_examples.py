"""Every example of the docs page works as it is printed: the Python ones are run, word for word, against the served desk."""

import contextlib
import io
import os
import re
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db.models import Max
from django.test import Client
from drf_spectacular.generators import SchemaGenerator
from pytest_django.live_server_helper import LiveServer

from api.examples import variable
from core import clock
from incidents.models import Incident
from tests.api.calling import token_of
from tests.api.routes import FOUND, OPERATIONS
from tests.api.test_roles import path_of, prepared
from tests.people import House, sign_in

# Who asks, where it is not the administrator.
BY = {"cti": "program", "status": "program", "token": "agent"}
_CODE = re.compile(r"```(\w+)\n(.*?)\n```", re.DOTALL)


def _operations() -> list[tuple[str, str, dict[str, Any]]]:
    schema = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call] # the library's
    return [(path, method, told) for path, methods in schema["paths"].items() for method, told in methods.items()]


def test_every_operation_has_both_and_says_its_scope() -> None:
    operations = _operations()
    assert len(operations) == OPERATIONS
    for _path, _method, told in operations:
        assert [language for language, _code in _CODE.findall(told["description"])] == ["sh", "python"]
        assert f"Scope: `{told['x-scope']}`" in told["description"]


def _environment(house: House, live: LiveServer, tokens: dict[str, str], path: str, name: str) -> dict[str, str]:
    """What the examples take from the environment, for one address."""
    ticket = prepared(house, name)
    there = path_of(house, name, ticket)
    session = sign_in(Client(), house.ada).cookies[settings.SESSION_COOKIE_NAME].value
    parts = {
        variable(part.strip("{}")): given
        for part, given in zip(path.strip("/").split("/")[2:], there.strip("/").split("/"), strict=True)
        if part != given
    }
    return {
        "DESK": live.url,
        "TOKEN": tokens[BY.get(name, "administrator")],
        "SESSION": session,
        "CSRF": "c" * 32,
        "NUMBER": ticket.number,
        "CONTACT": house.cleo.email,
        "INCIDENT": str(Incident.objects.aggregate(last=Max("pk"))["last"]),
        "UNTIL": (clock.now() + timedelta(days=1)).isoformat(),
        **parts,
    }


@pytest.mark.django_db(transaction=True)
def test_the_python_examples_work_as_printed(
    house: House, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = {"program": house.pbx, "agent": house.alice, "administrator": house.ada}
    tokens = {role: token_of(person) for role, person in people.items()}
    said: dict[str, str] = {}
    for path, method, told in _operations():
        name = _name_of(path)
        with monkeypatch.context() as patched:
            for variable_name, value in _environment(house, live_server, tokens, path, name).items():
                patched.setitem(os.environ, variable_name, value)
            out = io.StringIO()
            with contextlib.redirect_stdout(out):
                exec(dict(_CODE.findall(told["description"]))["python"], {})  # noqa: S102 - what the page prints
        said[f"{method} {path}"] = out.getvalue()[:4]
    assert {each.strip() for each in said.values()} <= {"200", "201", "204"}
    assert len(said) == OPERATIONS


def _name_of(path: str) -> str:
    """The route behind an address of the schema."""
    shape = re.sub(r"{\w+}", "x", path)
    for each in FOUND:
        pattern = re.sub(r"\(\?P<\w+>(?:[^()]|\([^()]*\))*\)|<\w+:\w+>", "x", str(each.pattern)).strip("^$")
        if shape == f"/api/v1/{pattern}":
            return str(each.name)
    raise LookupError(path)
