"""The course of an incident: declared, told about, solved."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from core.errors import Conflict, InvalidInput, Sentence
from core.text import clean_line
from incidents.events import IncidentDeclared, IncidentSolved, IncidentUpdated
from incidents.models import Incident, IncidentState, Update
from incidents.policies import require_leader
from incidents.services.attaching import look_step
from incidents.services.watching import WATCH
from outbox.actors import Acting
from outbox.services import record
from tickets.categories import Category
from tickets.fields import find_network
from tickets.services import outgoing
from tickets.services.intake import checked_choice
from tickets.topics import topic_of

TITLE_LIMIT = 120
TEXT_LIMIT = 2_000
Check = Callable[[str, str], str]


@dataclass(frozen=True)
class Notice:
    """What the public reads, in both languages. An update has no titles."""

    body: str
    body_zh: str
    title: str = ""
    title_zh: str = ""


@dataclass(frozen=True)
class Rule:
    """Which tickets belong to it: opened at `since` (aware) or later under this category, topic, network, coin. Empty fits all."""

    category: str
    since: datetime
    topic: str = ""
    networks: Sequence[str] = ()
    coins: Sequence[str] = ()


@transaction.atomic
def declare_incident(*, notice: Notice, rule: Rule, by: Acting, at: datetime) -> Incident:
    """It runs from now on. The first open tickets are attached at once, the rest in steps by the deliverer."""
    leader = require_leader(by)
    if rule.since > at:
        raise InvalidInput(fields={"since": _("This moment is still to come.")})
    incident = Incident.objects.create(
        **_titles(notice),
        **_bodies(notice),
        **_cut(rule),
        started_at=rule.since,
        declared_at=at,
        declared_by=leader,
        looks_at=at,
    )
    record(
        IncidentDeclared(
            subject_id=incident.pk,
            category=incident.category,
            topic=incident.topic,
            networks=incident.networks,
            coins=incident.coins,
            started_at=rule.since.astimezone(UTC).isoformat(),
        ),
        by=by,
        at=at,
    )
    WATCH.look_again()
    look_step(incident, at=at)
    return incident


def _titles(notice: Notice) -> dict[str, str]:
    facts = {"title": notice.title, "title_zh": notice.title_zh}
    return _all(facts, lambda text, field: clean_line(text, field=field, limit=TITLE_LIMIT, required=True))


def _bodies(notice: Notice) -> dict[str, str]:
    facts = {"body": notice.body, "body_zh": notice.body_zh}
    return _all(facts, lambda text, field: outgoing(text, field=field, limit=TEXT_LIMIT))


def _all(facts: dict[str, str], check: Check) -> dict[str, str]:
    """Each text checked; one InvalidInput that names every fault."""
    kept: dict[str, str] = {}
    wrong: dict[str, Sentence] = {}
    for field, text in facts.items():
        try:
            kept[field] = check(text, field)
        except InvalidInput as refused:
            wrong |= refused.fields
    if wrong:
        raise InvalidInput(fields=wrong)
    return kept


def _cut(rule: Rule) -> dict[str, object]:
    category = checked_choice("category", rule.category, Category)
    known = topic_of(category, rule.topic)
    networks = [find_network(each) for each in rule.networks]
    if None in networks:
        raise InvalidInput(fields={"networks": _("Choose networks from the list.")})
    coins = sorted({clean_line(each, field="coins", limit=15).upper() for each in rule.coins} - {""})
    if not all(each.isascii() and each.isalnum() for each in coins):
        raise InvalidInput(fields={"coins": _("Enter symbols of coins, such as USDT, BTC.")})
    keys = sorted({each.key for each in networks if each})
    return {"category": category, "topic": known.key if known else "", "networks": keys, "coins": coins}


@transaction.atomic
def publish_update(*, incident: Incident, notice: Notice, by: Acting, at: datetime, final: bool = False) -> Update:
    """Write once, in both languages: every ticket attached now gets it as an answer in its customer's language.

    Only the list of who is to get it is written here, in one statement; the deliverer sends (incidents.services.sending).
    """
    leader = require_leader(by)
    locked = _running(incident)
    update = Update.objects.create(incident=locked, **_bodies(notice), final=final, at=at, by=leader)
    with connection.cursor() as cursor:
        cursor.execute(_SHARES, [update.pk, at, locked.pk])
        count = cursor.rowcount
    told = IncidentUpdated(subject_id=locked.pk, update_id=update.pk, tickets=count, final=final)
    record(told, by=by, at=at)
    return update


_SHARES = """
INSERT INTO incidents_share (update_of_id, ticket_id, outcome, not_before, tries)
SELECT %s, ticket_id, 'waiting', %s, 0 FROM incidents_attachment WHERE incident_id = %s AND detached_at IS NULL ORDER BY id
"""


@transaction.atomic
def solve_incident(*, incident: Incident, by: Acting, at: datetime, last_word: Notice | None = None) -> Incident:
    """It is over: banners go, no ticket is attached any more, none is detached. A last word goes to all first, if there is one."""
    leader = require_leader(by)
    if last_word is not None:
        publish_update(incident=incident, notice=last_word, by=by, at=at, final=True)
    locked = _running(incident)
    locked.state, locked.solved_at, locked.solved_by, locked.looks_at = IncidentState.SOLVED, at, leader, None
    locked.save(update_fields=["state", "solved_at", "solved_by", "looks_at"])
    record(IncidentSolved(subject_id=locked.pk), by=by, at=at)
    return locked


def _running(incident: Incident) -> Incident:
    locked = Incident.objects.select_for_update().get(pk=incident.pk)
    if not locked.runs:
        raise Conflict(_("This incident is solved already."), code="incident_solved")
    return locked
