"""The schema is valid and complete, and its page works under the same security policy as every page."""

import re

import pytest
from django.core.management import call_command
from django.test import Client
from drf_spectacular.generators import SchemaGenerator
from playwright.sync_api import sync_playwright

from tests.api.routes import OPERATIONS

FLAGS = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update"


def test_the_schema_is_valid_without_warnings(tmp_path: object) -> None:
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", f"{tmp_path}/schema.yml")


def test_every_operation_tells_of_problems_and_keys() -> None:
    schema = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call] # the library's
    operations = [each for path in schema["paths"].values() for each in path.values()]
    assert len(operations) == OPERATIONS
    assert all("application/problem+json" in each["responses"]["default"]["content"] for each in operations)
    keyed = {
        each["operationId"]
        for each in operations
        if any(told["name"] == "Idempotency-Key" and told["required"] for told in each.get("parameters", []))
    }
    said = {"tickets_reply", "tickets_note", "tickets_customer_message"}
    assert keyed == said | {
        "tickets_create",
        "calls_create",
        "tokens_create",
        "webhooks_create",
        "incidents_create",
        "incidents_update",
    }
    creating = {each["operationId"] for each in operations if "201" in each["responses"]}
    assert creating == keyed


def test_schema_and_page_are_open_and_have_nothing_inline(db: None) -> None:
    client = Client()
    assert client.get("/api/schema/").status_code == 200
    page = client.get("/api/docs/", headers={"Authorization": "Token broken"})
    html = page.content.decode()
    assert page.status_code == 200
    assert "unsafe-inline" not in page["Content-Security-Policy"]
    assert all(
        tag.endswith("></script>") and "src=" in tag for tag in re.findall(r"<script.*?</script>", html, re.DOTALL)
    )
    assert "<style" not in html


@pytest.mark.browser
def test_the_page_shows_every_operation_without_a_complaint(live_server: object, chromium: str) -> None:
    complaints: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS.split())
        page = browser.new_page()
        page.on("console", lambda told: complaints.append(told.text))
        page.on("pageerror", lambda fault: complaints.append(str(fault)))
        page.goto(f"{live_server}/api/docs/")
        page.wait_for_selector(".opblock")
        shown = page.locator(".opblock").count()
        page.locator(".opblock-summary-control").first.click()
        page.wait_for_selector(".opblock-body")
        browser.close()
    assert complaints == []
    assert shown == OPERATIONS
