"""A copy of the directory can be checked by anybody, and one that was changed fails."""

import base64
import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from channels.directory.models import SigningKey
from channels.directory.services import published_keys, rotate_key
from channels.directory.services.signing import STAYS
from core import clock
from tests.people import House

DOC = Path(settings.BASE_DIR) / "docs" / "official.md"


def the_check_of_the_docs() -> Any:
    """The function as it is printed for who keeps a copy."""
    code = re.findall(r"```python\n(.*?)```", DOC.read_text("utf-8"), re.DOTALL)[0]
    names: dict[str, Any] = {}
    exec(compile(code, str(DOC), "exec"), names)  # noqa: S102 - our own words, as a reader would run them
    return names["checked"]


def fetched(client: Client) -> tuple[str, Any]:
    """A signed copy, and the keys that are published."""
    copy = client.get("/.well-known/official-channels.jws").content.decode()
    return copy, client.get("/.well-known/official-channels-keys.json").json()


def test_the_documented_check_takes_a_copy_and_it_is_what_the_api_says(client: Client, house: House) -> None:
    copy, keys = fetched(client)
    directory = the_check_of_the_docs()(copy, keys)
    assert directory == client.get("/api/v1/official/").json()
    assert [each["shown"] for each in directory["channels"]] == ["+65 6000 0000"]


def test_a_changed_copy_fails(client: Client, house: House) -> None:
    copy, keys = fetched(client)
    head, payload, signature = copy.split(".")
    facts = json.loads(base64.urlsafe_b64decode(payload + "=="))
    facts["channels"][0]["value"] = "+6560000001"
    forged = base64.urlsafe_b64encode(json.dumps(facts).encode()).rstrip(b"=").decode()
    with pytest.raises(InvalidSignature):
        the_check_of_the_docs()(f"{head}.{forged}.{signature}", keys)


def test_an_old_copy_is_good_after_a_rotation_until_it_has_expired(client: Client, house: House) -> None:
    copy, _keys = fetched(client)
    call_command("rotateofficialkey")
    newer, keys = fetched(client)
    assert copy.split(".")[2] != newer.split(".")[2]
    for each in (copy, newer):
        the_check_of_the_docs()(each, keys)
    kids = {each["kid"] for each in published_keys(at=clock.now() + STAYS + timedelta(seconds=1))}
    assert kids == {SigningKey.objects.get(retired_at=None).kid}


def test_the_private_half_is_not_stored_plain_and_a_changed_secret_makes_a_new_key(
    client: Client, house: House, settings: Any
) -> None:
    first = rotate_key(at=clock.now())
    assert bytes(first.private).startswith(b"gAAAA")
    settings.SECRET_KEY = "another secret of the desk, long enough to be one"
    copy, keys = fetched(client)
    the_check_of_the_docs()(copy, keys)
    assert SigningKey.objects.count() == 2


def test_the_directory_and_its_answers_need_no_token(client: Client, house: House) -> None:
    answer = client.get("/api/v1/official/")
    assert answer["Cache-Control"] == "public, max-age=300"
    assert answer["Access-Control-Allow-Origin"] == "*"
    asked = client.post(
        "/api/v1/official/check/", {"text": "+65 6000 0000, +65 6000 0001"}, content_type="application/json"
    ).json()["results"]
    assert [(each["verdict"], each["trick"]) for each in asked] == [("not_ours", "digits"), ("official", "")]
    assert asked[0]["nearest"]["value"] == "+6560000000"


def test_the_badge_may_stand_only_in_the_sites_that_are_named(client: Client, house: House, settings: Any) -> None:
    settings.OFFICIAL_BADGE_ORIGINS = ["https://www.aldermoor.example"]
    badge = client.get("/official/badge/")
    assert "frame-ancestors 'self' https://www.aldermoor.example" in badge["Content-Security-Policy"]
    assert not badge.has_header("X-Frame-Options")
    assert "frame-ancestors 'none'" in client.get("/official/")["Content-Security-Policy"]
    assert not badge.cookies
