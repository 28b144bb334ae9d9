"""Whatever is wrong, below /api/ it is said as a problem (RFC 9457), in the language that was asked for."""

import json
from typing import Any

import pytest
from django.conf import settings
from django.test import Client, RequestFactory
from rest_framework import exceptions

from api.problems import problem_handler
from config.views import server_error
from tests.api.calling import calling, is_problem
from tests.people import House
from tickets.models import Ticket

TICKETS = "/api/v1/tickets/"


@pytest.mark.parametrize(
    "path",
    [
        "/api/",
        "/api/v1/",
        "/api/v1/nothing/",
        "/api/v1/tickets",
        "/api/v2/tickets/",
        "/api/v1/tickets/012345678901/",
        "/api/v1/tickets/１２３４５６７８９０１２/",
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE", "OPTIONS"])
def test_an_address_that_does_not_exist(db: None, path: str, method: str) -> None:
    is_problem(Client(enforce_csrf_checks=True).generic(method, path), 404, "not_found")


def test_a_method_that_is_not_taken(house: House) -> None:
    for method in ("PUT", "PATCH", "DELETE", "OPTIONS"):
        answer = calling(house.sam).raw(method, TICKETS, b"{}")
        is_problem(answer, 405, "method_not_allowed")
        assert "POST" in answer["Allow"]


@pytest.mark.parametrize("token", ["", "x", "a b", "é", "x\x00y", "0" * 64, "ÿþ"])
def test_a_token_that_opens_nothing(db: None, token: str) -> None:
    answer = Client().get(TICKETS, headers={"Authorization": f"Token {token}"})
    is_problem(answer, 401, "token_invalid")
    assert answer["WWW-Authenticate"] == "Token"


def test_no_token_at_all(db: None) -> None:
    answer = Client().get(TICKETS)
    assert "Authorization" in is_problem(answer, 401, "not_authenticated")["detail"]
    assert answer["WWW-Authenticate"] == "Token"


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"",
        b"\xff\xfe{}",
        b"{'a': 1}",
        b'{"subject": NaN}',
        b'{"subject": Infinity}',
        b"[" * 100_000,
        b"1" * 10_000,
        b'{"subject": "\\ud83d"}',
        b'{"subject": "a\\u0000b"}',
        b'{"customer": {"\\udc00": "x"}}',
    ],
    ids=lambda body: repr(body[:20]),
)
def test_a_body_that_cannot_be_read(house: House, body: bytes) -> None:
    answer = calling(house.pbx).raw("POST", TICKETS, body)
    if body:
        is_problem(answer, 400, "unreadable_body")
    else:
        is_problem(answer, 422, "invalid_input")
    assert not Ticket.objects.exists()


@pytest.mark.parametrize(
    "body", [b"[]", b'"text"', b"null", b"12", b"{}", b'{"customer": [], "subject": {}, "body": 1}']
)
def test_a_body_of_another_shape(house: House, body: bytes) -> None:
    assert is_problem(calling(house.pbx).raw("POST", TICKETS, body), 422, "invalid_input")["fields"]


def test_a_body_that_is_too_large(house: House) -> None:
    large = json.dumps({"body": "x" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE}).encode()
    caller = calling(house.pbx)
    is_problem(caller.raw("POST", "/api/v1/calls/", large), 413, "too_large")
    is_problem(caller.raw("POST", "/api/v1/cti/", b"a=" + large, "application/x-www-form-urlencoded"), 413, "too_large")


@pytest.mark.parametrize("kind", ["text/plain", "multipart/form-data; boundary=x", "application/xml", "nonsense"])
def test_a_body_of_another_kind(house: House, kind: str) -> None:
    is_problem(calling(house.pbx).raw("POST", TICKETS, b"<a/>", kind), 415, "unsupported_media_type")


@pytest.mark.parametrize("kind", ["application/json; charset=base64", "Application/JSON;charset=utf-16"])
def test_json_is_read_as_utf_8_whatever_is_said(house: House, kind: str) -> None:
    is_problem(calling(house.pbx).raw("POST", TICKETS, b"{}", kind), 422)


def test_broken_text_in_a_form(house: House) -> None:
    body = b"event=newCall&callId=a%00b"
    answer = calling(house.pbx).raw("POST", "/api/v1/cti/", body, "application/x-www-form-urlencoded")
    is_problem(answer, 400, "unreadable_body")


@pytest.mark.parametrize("accept", ["text/html", "application/xml", "application/problem+json", "nonsense"])
def test_whatever_is_accepted_json_comes(house: House, accept: str) -> None:
    caller = calling(house.sam)
    answer = caller.client.get(TICKETS, headers={"Authorization": f"Token {caller.token}", "Accept": accept})
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")


def test_problems_speak_the_language_of_the_program(house: House) -> None:
    told: dict[str, Any] = {}
    for language in ("en", "zh", "zh-CN", "fr"):
        answer = calling(house.sam, language=language).get("calls/100000000000/")
        told[language] = is_problem(answer, 404)["detail"]
        assert answer["Content-Language"] == ("zh-hans" if "zh" in language else "en")
    assert told["zh"] == told["zh-CN"]
    assert told["en"] == told["fr"]


def test_throttled_says_when(house: House) -> None:
    answer = problem_handler(exceptions.Throttled(wait=3.2), {})
    assert answer is not None
    assert (answer.status_code, answer["Retry-After"], answer.data["code"]) == (429, "4", "too_many_attempts")


def test_a_fault_of_ours_is_a_problem_too(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object, **_more: object) -> None:
        raise RuntimeError("broken")

    caller = calling(house.sam)
    monkeypatch.setattr("api.views.tickets.Tickets._cut", broken)
    caller.client.raise_request_exception = False
    is_problem(caller.get("tickets/"), 500, "server_fault")


def test_pages_keep_their_pages(db: None) -> None:
    page = server_error(RequestFactory().get("/desk/"))
    assert page["Content-Type"].startswith("text/html")
