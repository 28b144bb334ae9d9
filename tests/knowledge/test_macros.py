"""Macros: what may be written, what is inserted, what the ticket does when it is sent."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse

from core import clock
from core.errors import Conflict, InvalidInput, NotAllowed, NotFound
from knowledge.models import Macro
from knowledge.services import Draft, answer, insert_macro, save_macro, switch_macro
from knowledge.variables import STATUS_PAGE, VARIABLES
from outbox.models import Event
from outbox.selectors import events_of
from tests.people import House, a_ticket
from tickets.models import Message, Ticket

EVERYTHING = " ".join(f"{{{{{name}}}}}" for name in VARIABLES)


def a_macro(house: House, **more: Any) -> Macro:
    """Sam's, for everybody."""
    facts = {"name": "Greeting", "name_zh": "问候", "body": "Hello {{customer}}.", "body_zh": "{{customer}}，您好。"}
    return save_macro(draft=Draft(**(facts | more)), by=house.sam, at=clock.now())


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Hello {{costumer}}", "{{costumer}}"),
        ("Hello {{}}", "empty"),
        ("Hello {{ }}", "empty"),
        ("Hello {{number", "not closed"),
        ("Hello number}}", "not closed"),
        ("Hello {{number}}}}", "not closed"),
        ("Hello {{Number}}", "{{Number}}"),
        ("  ", "fill this in"),
        ("x" * 2_001, "2,000"),
    ],
)
@pytest.mark.parametrize("field", ["body", "body_zh"])
def test_what_a_customer_must_not_read_is_refused_when_it_is_saved(
    house: House, field: str, text: str, word: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        a_macro(house, **{field: text})
    assert word in str(refused.value.fields[field])
    assert not Macro.objects.exists()


def test_only_who_leads_writes(house: House) -> None:
    macro, at = a_macro(house), clock.now()
    for person in (house.alice, house.olive, house.pbx):
        with pytest.raises(NotAllowed):
            switch_macro(macro=macro, active=False, by=person, at=at)
        with pytest.raises(NotAllowed):
            save_macro(draft=Draft("a", "a", "a", "a"), by=person, at=at)


def test_versions_are_written_down_and_an_old_one_is_refused(house: House) -> None:
    macro, at = a_macro(house), clock.now()
    other = Draft("Greeting", "问候", "Good day {{customer}}.", "{{customer}}，您好。", category="funds")
    saved = save_macro(draft=other, macro=macro, seen_version=1, by=house.ada, at=at)
    assert save_macro(draft=other, macro=macro, seen_version=2, by=house.ada, at=at).version == saved.version == 2
    with pytest.raises(Conflict):
        save_macro(draft=other, macro=macro, seen_version=1, by=house.sam, at=at)
    switch_macro(macro=macro, active=False, by=house.sam, at=at)
    switch_macro(macro=macro, active=False, by=house.sam, at=at)
    told = [(each.name, each.data) for each in events_of("macro", macro.pk)]
    assert told == [
        ("macro.saved", {"version": 1, "changed": []}),
        ("macro.saved", {"version": 2, "changed": ["body", "category"]}),
        ("macro.switched", {"active": False}),
    ]


def test_every_variable_is_filled_in_the_language_of_the_ticket(house: House) -> None:
    macro = a_macro(house, body=EVERYTHING, body_zh=EVERYTHING)
    words = {}
    for language in ("en", "zh-hans"):
        ticket = a_ticket(house, at=clock.now(), language=language)
        ticket.refresh_from_db()
        words[language] = insert_macro(macro=macro, ticket=ticket, by=house.alice, at=clock.now())
        assert "{{" not in words[language]
        assert "Cleo Tan" in words[language]
        assert house.alice.agent_number in words[language]
    assert "Singapore time, UTC+8" in words["en"]
    assert "新加坡" in words["zh-hans"]


def test_the_status_page_is_where_it_is() -> None:
    assert reverse("portal:status") == STATUS_PAGE
    assert settings.PUBLIC_URL


def test_an_empty_value_is_refused_and_never_sent(house: House) -> None:
    macro, at = a_macro(house, body="By {{limit}}."), clock.now()
    ticket = a_ticket(house, at=at)
    Ticket.objects.filter(pk=ticket.pk).update(limit_at=None)
    ticket.refresh_from_db()
    with pytest.raises(InvalidInput) as refused:
        insert_macro(macro=macro, ticket=ticket, by=house.alice, at=at)
    assert "{{limit}}" in str(refused.value.fields["macro"])


def test_an_open_variable_is_never_sent(house: House) -> None:
    ticket, at = a_ticket(house, at=clock.now()), clock.now()
    with pytest.raises(InvalidInput):
        answer(ticket=ticket, body="Hello {{ customer }}", by=house.alice, at=at)
    answer(ticket=ticket, body="Use {{amount}} in your own template.", by=house.alice, at=at)
    assert Message.objects.filter(kind="public").count() == 1


def test_a_masked_name_is_uncovered_with_a_trace(house: House) -> None:
    ticket, at = a_ticket(house, at=clock.now()), clock.now()
    insert_macro(macro=a_macro(house), ticket=ticket, by=house.alice, at=at)
    told = Event.objects.get(name="customer.revealed")
    assert (told.data["field"], told.data["ticket_id"], told.actor_id) == ("name", ticket.pk, str(house.alice.pk))
    insert_macro(macro=a_macro(house, body="Hello."), ticket=ticket, by=house.alice, at=at)
    assert Event.objects.filter(name="customer.revealed").count() == 1


def test_a_macro_of_another_team_or_switched_off_is_not_there(house: House) -> None:
    ticket, at = a_ticket(house, at=clock.now()), clock.now()
    foreign, off = a_macro(house, team=house.general), a_macro(house)
    switch_macro(macro=off, active=False, by=house.sam, at=at)
    for macro in (foreign, off):
        with pytest.raises(NotFound):
            insert_macro(macro=macro, ticket=ticket, by=house.alice, at=at)
    with pytest.raises(NotFound):
        insert_macro(macro=a_macro(house), ticket=ticket, by=house.bob, at=at)
    offered = Macro.objects.visible_to(house.alice).offered_for(ticket)
    assert foreign not in offered
    assert off not in offered


def test_those_of_the_category_are_offered_first(house: House) -> None:
    ticket = a_ticket(house, at=clock.now())
    a_macro(house, name="A for all")
    a_macro(house, name="B for funds", category="funds")
    a_macro(house, name="C for others", category="guidance")
    offered = Macro.objects.visible_to(house.alice).offered_for(ticket)
    assert [each.name for each in offered] == ["B for funds", "A for all"]


WAIT = {"follow_up": "wait", "waits_for": "the hash", "waits_for_zh": "交易哈希", "wait_days": 2}


@pytest.mark.parametrize(("language", "asked"), [("en", "the hash"), ("zh-hans", "交易哈希")])
def test_a_ticket_waits_after_a_macro_that_asks(house: House, language: str, asked: str) -> None:
    ticket, at = a_ticket(house, at=clock.now(), language=language), clock.now()
    answer(ticket=ticket, body="Please.", by=house.alice, at=at, macro=a_macro(house, **WAIT), follow=True)
    ticket.refresh_from_db()
    assert (ticket.state, ticket.waiting_for) == ("waiting_customer", asked)
    assert ticket.waiting_until == at + timedelta(days=2)


def test_a_wait_without_a_reason_is_refused(house: House) -> None:
    with pytest.raises(InvalidInput) as refused:
        a_macro(house, follow_up="wait", waits_for="the hash")
    assert set(refused.value.fields) == {"waits_for_zh"}


def test_a_ticket_is_resolved_after_a_macro_that_solves(house: House) -> None:
    ticket, at = a_ticket(house, at=clock.now()), clock.now()
    answer(
        ticket=ticket, body="Credited.", by=house.alice, at=at, macro=a_macro(house, follow_up="resolve"), follow=True
    )
    ticket.refresh_from_db()
    assert (ticket.state, ticket.solution) == ("resolved", "Credited.")


def test_what_cannot_follow_takes_the_answer_back(house: House) -> None:
    ticket, at = a_ticket(house, at=clock.now()), clock.now()
    macro, long = a_macro(house, follow_up="resolve"), "x" * 2_001
    with pytest.raises(InvalidInput):
        answer(ticket=ticket, body=long, by=house.alice, at=at, macro=macro, follow=True)
    assert not Message.objects.filter(kind="public").exists()
    assert not Event.objects.filter(name="macro.used").exists()


def test_use_is_counted_by_event(house: House) -> None:
    ticket, at, macro = a_ticket(house, at=clock.now()), clock.now(), a_macro(house, **WAIT)
    answer(ticket=ticket, body="One.", by=house.alice, at=at)
    answer(ticket=ticket, body="Two.", by=house.alice, at=at, macro=macro)
    answer(ticket=ticket, body="Three.", by=house.alice, at=at, macro=macro, follow=True)
    macro.refresh_from_db()
    assert macro.used == 2
    told = events_of("macro", macro.pk).filter(name="macro.used")
    assert [each.data["follow_up"] for each in told] == ["stay", "wait"]
