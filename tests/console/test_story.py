"""History as sentences."""

from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

import pytest
from django.utils import translation

from accounts import events as of_people
from channels import events as of_calls
from channels.mail import events as of_mail
from complaints import events as of_complaints
from console.story import SENTENCES, sentence
from incidents import events as of_incidents
from knowledge import events as of_macros
from knowledge.articles import events as of_articles
from notifications import events as of_messages
from outbox.events import Happening
from outbox.models import Event
from sla.events import PromiseBreached, PromiseRebased
from sla.reviews import events as of_reviews
from tickets.events import CategoryChanged, TicketAssigned, TicketClosed

AT = datetime(2026, 11, 19, 5, 52, tzinfo=UTC)
FACTS: dict[str, Any] = {
    "agent": "Alice, 2047",
    "waited": 42,
    "channel": "hotline",
    "category": "funds",
    "priority": "normal",
    "language": "en",
    "message_id": 1,
    "attachment_id": 1,
    "state": "clean",
    "kind": "first_reply",
    "before": "Alice, 2047",
    "after": "Bob, 3310",
    "waiting_for": "waiting_customer",
    "until": AT.isoformat(),
    "cause": "breach",
    "level": 1,
    "timer_id": 1,
    "goal_at": AT.isoformat(),
    "due_at": AT.isoformat(),
    "late_seconds": 7500,
    "complaint_id": 1,
    "number": "C-2026-0001",
    "handler": "Olive, 4001",
    "profile": "eu",
    "refusal": "not_ours",
    "position": 2,
    "outcome": "upheld",
    "remedies": ["apology"],
    "letter_id": 1,
    "way": "mail",
    "direction": "in",
    "match": "known",
    "matched": True,
    "disposition": "ticket_opened",
    "ticket_id": 1,
    "field": "phone",
    "reason": "Call-back",
    "registered": True,
    "customer_class": "retail",
    "team_id": 1,
    "assignee_id": 1,
    "due": AT.isoformat(),
    "step_id": 1,
    "facts": {"due": 80, "running": 120},
    "mark": "limit",
    "percent": None,
    "minutes": -120,
    "audiences": ["lead", "supervisors"],
    "ways": ["desk"],
    "due_on": "2026-11-25",
    "asked_by": "0f" * 32,
    "granted": True,
    "count": 3,
    "added": ["vip"],
    "removed": ["stuck"],
    "first": True,
    "people": [1],
    "labels": ["Bob, 3310"],
    "watched": True,
    "into": 1,
    "writer": 1,
    "rule": {"kind": "waits", "decided": "absent", "chosen": None, "helped_by": "General", "people": [], "more": 0},
    "messages": 2,
    "since": AT.isoformat(),
    "incident_id": 1,
    "title": "Ethereum deposits are late",
    "title_zh": "以太坊充值延迟",
    "by_rule": False,
    "timers": [1],
    "topic": "",
    "networks": ["ethereum"],
    "coins": [],
    "started_at": AT.isoformat(),
    "update_id": 1,
    "tickets": 3,
    "final": False,
    "version": 2,
    "changed": ["body"],
    "active": True,
    "published": True,
    "follow_up": "stay",
    "place": "app.example.org",
    "owner": "App, 9900",
    "events": ["ticket.opened"],
    "failing_since": AT.isoformat(),
    "role": "agent",
    "token_key": "0f1e2d3c",
    "expires_at": AT.isoformat(),
    "scopes": ["calls:read", "tickets:read"],
    "quiet_from": "22:00",
    "quiet_until": "07:00",
    "takes": ["hotline"],
    "found": 1,
    "last": "2026-11-19",
    "rows": 4,
    "kinds": ["recovery phrase"],
    "files": [],
    "missing": 1,
    "was": 1,
    "customer_id": 1,
    "given": True,
    "status": "5.1.1",
    "suppressed": True,
}


def _happenings(base: type[Happening] = Happening) -> Iterator[type[Happening]]:
    for each in base.__subclasses__():
        yield from _happenings(each)
        if "name" in each.__dict__:
            yield each


KNOWN = (
    of_people,
    of_calls,
    of_complaints,
    of_reviews,
    of_incidents,
    of_mail,
    of_messages,
    of_macros,
    of_articles,
)  # importing them makes their events known
TOLD = sorted(
    (
        each
        for each in _happenings()
        if each.subject_kind
        in {
            "ticket",
            "call",
            "customer",
            "guard",
            "review",
            "reviews",
            "incident",
            "macro",
            "article",
            "webhook",
            "staff",
        }
    ),
    key=lambda each: each.name,
)


def an_event(happening: type[Happening], **more: object) -> Event:
    names = [each.name for each in fields(happening) if each.name != "subject_id"]
    moments = {"before", "after"} if happening.name == "sla.rebased" else set()
    data = {name: AT.isoformat() if name in moments else FACTS[name] for name in names}
    if happening.name == "staff.changed":
        data |= {"before": {"role": "agent", "team": ""}, "after": {"role": "supervisor", "team": "Funds"}}
    data |= more
    return Event(
        name=happening.name,
        at=AT,
        actor_kind="staff",
        actor_id="1",
        actor_label="Alice, 2047",
        subject_kind=happening.subject_kind,
        subject_id=1,
        data=data,
    )


@pytest.mark.parametrize("happening", TOLD, ids=lambda each: each.name)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_event_is_told_in_a_sentence(happening: type[Happening], language: str) -> None:
    assert happening.name in SENTENCES
    with translation.override(language):
        words = sentence(an_event(happening))
    assert happening.name not in words
    assert "%(" not in words
    assert words.rstrip('”」"').endswith((".", "。", "Call-back"))


def test_no_sentence_is_left_for_an_event_that_is_gone() -> None:
    assert set(SENTENCES) == {each.name for each in TOLD}


def test_who_takes_a_ticket_is_not_told_twice() -> None:
    taken = an_event(TicketAssigned, before="", after="Alice, 2047")
    with translation.override("en"):
        assert sentence(taken) == "Alice, 2047 took the ticket."


def test_an_event_of_a_later_version_is_told_by_its_name() -> None:
    event = an_event(TicketClosed)
    event.name = "ticket.sung"
    assert sentence(event) == "ticket.sung"


def test_a_choice_that_is_gone_stays_as_it_was_written() -> None:
    event = an_event(CategoryChanged, before="dreams", after="funds")
    with translation.override("en"):
        assert sentence(event) == "Alice, 2047 changed the category from dreams to Funds."


def test_moments_are_told_in_the_active_zone() -> None:
    with translation.override("en"):
        told = sentence(an_event(PromiseBreached))
    assert told == "Missed: the limit of the first reply was 19 Nov 05:52."


@pytest.mark.parametrize(
    ("after", "words"), [("2026-11-19T06:52:00+00:00", "became"), (AT.isoformat(), "its limit stays")]
)
def test_a_limit_that_stays_is_not_told_to_have_moved(after: str, words: str) -> None:
    with translation.override("en"):
        assert words in sentence(an_event(PromiseRebased, before=AT.isoformat(), after=after))
