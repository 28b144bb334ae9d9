"""Tokens for programs: made here, shown once, revoked here."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from knox.models import AuthToken

from accounts.models import TokenGrant
from accounts.services.tokens import create_token
from core import clock
from outbox.models import Event
from tests.api.calling import Caller
from tests.people import House, sign_in

TOKENS, REVOKE = "/desk/tokens/", "/desk/tokens/revoke/"


def test_an_administrator_makes_the_token_of_the_telephone_system_and_revokes_it(client: Client, house: House) -> None:
    ada = sign_in(client, house.ada)
    asked = {"owner": house.pbx.pk, "days": "30", "scopes": ["calls:write"]}
    page = ada.post(TOKENS, asked).content.decode()
    shown = re.search(r'class="made-password" translate="no">([^<]+)<', page)
    assert shown
    assert "A token for PBX, 9900" in page
    program = Caller(shown[1])
    assert program.post("cti/", {"event": "newCall", "callId": "1"}).status_code == 200
    listed = ada.get(TOKENS).content.decode()
    assert shown[1] not in listed
    assert "Push, log, check and finish calls" in listed
    kept = AuthToken.objects.get()
    assert f"{kept.token_key}…" in listed
    assert ada.post(REVOKE, {"token": kept.token_key}).status_code == 303
    assert program.post("cti/", {"event": "newCall", "callId": "2"}).status_code == 401
    assert [each.name for each in Event.objects.filter(name__startswith="token.").order_by("pk")] == [
        "token.created",
        "token.revoked",
    ]


def test_the_page_says_when_a_token_was_last_used_and_writes_that_down_now_and_then(
    client: Client, house: House
) -> None:
    _event, secret = create_token(owner=house.pbx, days=3, scopes=["desk:read"], by=house.ada, at=clock.now())
    ada = sign_in(client, house.ada)
    assert "never" in ada.get(TOKENS).content.decode()
    program = Caller(secret)
    assert program.get("teams/").status_code == 200
    first = TokenGrant.objects.get().used_at
    assert first is not None
    assert clock.now() - first < timedelta(minutes=1)
    program.get("teams/")
    assert TokenGrant.objects.get().used_at == first
    with clock.shifted(timedelta(minutes=6)):
        program.get("teams/")
    later = TokenGrant.objects.get().used_at
    assert later is not None
    assert later > first
    assert '<span class="quiet">never</span>' not in ada.get(TOKENS).content.decode()


def test_an_agent_makes_their_own_and_no_programs(client: Client, house: House) -> None:
    alice = sign_in(client, house.alice)
    page = alice.get(TOKENS).content.decode()
    assert "PBX" not in page
    refused = alice.post(TOKENS, {"owner": house.pbx.pk, "days": "30", "scopes": ["calls:write"]})
    assert refused.status_code == 422
    assert not AuthToken.objects.exists()
    made = alice.post(TOKENS, {"owner": house.alice.pk, "days": "30", "scopes": ["tickets:read"]})
    assert made.status_code == 200
    bob = sign_in(Client(), house.bob)
    key = AuthToken.objects.get().token_key
    assert key not in bob.get(TOKENS).content.decode()
    assert bob.post(REVOKE, {"token": key}).status_code == 404
    assert AuthToken.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [({"scopes": []}, "Tick at least one."), ({"days": "367"}, "366"), ({"days": ""}, "This field is required.")],
)
def test_what_is_missing_is_named_and_what_was_ticked_stays(
    client: Client, house: House, wrong: dict[str, object], sentence: str
) -> None:
    asked = {"owner": house.pbx.pk, "days": "30", "scopes": ["calls:write"]} | wrong
    answer = sign_in(client, house.ada).post(TOKENS, asked)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not AuthToken.objects.exists()


def test_the_eleventh_token_is_refused_with_its_reason(client: Client, house: House) -> None:
    for _each in range(10):
        create_token(owner=house.ada, days=3, scopes=["desk:read"], by=house.ada, at=clock.now())
    answer = sign_in(client, house.ada).post(TOKENS, {"owner": house.ada.pk, "days": "3", "scopes": ["desk:read"]})
    assert answer.status_code == 409
    assert "This account has ten tokens." in answer.content.decode()


def test_the_page_asks_no_more_for_more_tokens(client: Client, house: House) -> None:
    ada = sign_in(client, house.ada)
    ada.get(TOKENS)
    with CaptureQueriesContext(connection) as before:
        ada.get(TOKENS)
    for _each in range(5):
        create_token(owner=house.pbx, days=3, scopes=["desk:read"], by=house.ada, at=clock.now())
    with CaptureQueriesContext(connection) as after:
        ada.get(TOKENS)
    assert len(after) <= len(before)
