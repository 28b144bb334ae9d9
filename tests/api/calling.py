"""How tests call the API: as a person with a token, or without one."""

import itertools
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.test import Client
from knox.models import AuthToken

from accounts.models import Scope, TokenGrant, User
from core import clock

_keys = itertools.count()
V1 = "/api/v1/"


@dataclass
class Caller:
    """A client that sends JSON. Paths are below /api/v1/."""

    token: str = ""
    language: str = "en"
    client: Client = field(default_factory=Client)

    def _headers(self, more: dict[str, str] | None) -> dict[str, str]:
        own = {"Authorization": f"Token {self.token}"} if self.token else {}
        return {"Accept-Language": self.language} | own | (more or {})

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(V1 + path, query, headers=self._headers(None))

    def post(self, path: str, body: Any = None, *, key: str | None = "", **headers: str) -> Any:
        """`key` is fresh unless given; None sends none."""
        given = {} if key is None else {"Idempotency-Key": key or f"key-{next(_keys)}"}
        content = {} if body is None else body
        return self.client.post(V1 + path, content, "application/json", headers=self._headers(given | headers))

    def raw(self, method: str, path: str, body: bytes, kind: str = "application/json") -> Any:
        """Bytes as they are; the path is whole."""
        return self.client.generic(method, path, body, kind, headers=self._headers({"Idempotency-Key": "raw"}))

    def delete(self, path: str) -> Any:
        return self.client.delete(V1 + path, headers=self._headers(None))


def token_of(user: User, *, scopes: Collection[str] = tuple(Scope.values), days: int = 1) -> str:
    """A token of this account, for everything unless told otherwise, and in use: what it asks next is not noted once more."""
    row, token = AuthToken.objects.create(user=user, expiry=timedelta(days=days))
    TokenGrant.objects.create(token=row, scopes=list(scopes), used_at=clock.now())
    return str(token)


def calling(user: User | None, *, language: str = "en", scopes: Collection[str] = tuple(Scope.values)) -> Caller:
    """A caller with a token of this account; nobody without one."""
    return Caller(token_of(user, scopes=scopes) if user else "", language)


def is_problem(response: Any, status: int, code: str = "") -> dict[str, Any]:
    """Asserts RFC 9457 and gives the body."""
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    body: dict[str, Any] = response.json()
    assert {"type", "title", "status", "code", "detail"} <= body.keys()
    assert body["status"] == status
    assert body["detail"]
    assert body["type"] == f"urn:firstline:problem:{body['code']}"
    assert not code or body["code"] == code, body
    return body
