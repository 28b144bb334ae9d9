"""The people of the tests. Alice and Bob are agents of different teams, Sam supervises, Olive handles complaints, Ada administers.

Cleo is a customer whom the exchange knows; Charlie is a stranger.
"""

import time
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.test import Client

from accounts.models import Customer, Role, Team, User
from accounts.services.customers import create_customer
from channels.directory.models import OfficialChannel
from incidents.services.watching import SECONDS, WATCH
from outbox.actors import SYSTEM
from sla.defaults import install_promises
from tickets.categories import Category, ChannelKind
from tickets.models import Ticket
from tickets.services import open_ticket

PASSWORD = "correct horse battery"
# A Thursday, 13:52 in Singapore.
NOON = datetime(2026, 11, 19, 5, 52, tzinfo=UTC)


@dataclass(frozen=True)
class House:
    """Everybody, and what a desk has on its first day."""

    funds: Team
    general: Team
    alice: User
    bob: User
    sam: User
    olive: User
    ada: User
    pbx: User
    cleo: Customer
    charlie: Customer
    hotline: OfficialChannel


def _staff(name: str, role: Role, number: str, team: Team | None, categories: Sequence[str]) -> User:
    return User.objects.create_user(
        f"{name.lower()}@desk.test",
        PASSWORD,
        name=name,
        role=role,
        agent_number=number,
        team=team,
        skills=list(categories),
        languages=["zh-hans", "en"],
    )


# Off where it matters which code each test by itself runs (tests/mutants).
KEEP_FIRST = True


@pytest.fixture(scope="session")
def first_house() -> list[tuple[House, str]]:
    """The house as it was first built, and the statements that put its rows back; empty before."""
    return []


@pytest.fixture
def house(db: None, first_house: list[tuple[House, str]]) -> House:
    """A desk with two teams, its people, default promises and one hotline. Nearly every test begins with it, so it is built once."""
    # A day without incidents: whether one runs is asked now and then, which would be one statement more in one test of many.
    WATCH._runs, WATCH._until = False, time.monotonic() + SECONDS
    if not KEEP_FIRST:
        return built()
    if not first_house:
        before = _rows()
        new = built()
        first_house.append((new, _statements({table: rows for table, rows in _rows().items() if table not in before})))
        return new
    kept, statements = first_house[0]
    with connection.cursor() as cursor:
        cursor.execute(statements)
    return deepcopy(kept)


def _rows() -> dict[str, str]:
    """The rows of each table that has any, as one JSON value."""
    found: dict[str, str] = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.django_table_names(only_existing=True):
            cursor.execute(f'SELECT json_agg(row)::text FROM "{table}" row')
            if rows := cursor.fetchone()[0]:
                found[table] = rows
    return found


def _statements(rows: dict[str, str]) -> str:
    """What puts them back. Foreign keys are looked at when a transaction ends, so any order will do."""
    quoted = {table: each.replace("'", "''").replace("%", "%%") for table, each in rows.items()}
    return ";".join(
        f'INSERT INTO "{table}" SELECT * FROM json_populate_recordset(NULL::"{table}", \'{each}\')'
        for table, each in quoted.items()
    )


def built() -> House:
    """A new desk, empty but for its people."""
    install_promises(at=NOON)
    money, rest = [Category.FUNDS, Category.SECURITY], [Category.GUIDANCE, Category.COMPLAINT]
    funds = Team.objects.create(name="Funds", name_zh="资金组", categories=money)
    general = Team.objects.create(name="General", name_zh="综合组", categories=rest)
    alice = _staff("Alice", Role.AGENT, "2047", funds, money)
    funds.lead = alice
    funds.save()
    always = {"zone": "Asia/Singapore", "always": True}
    return House(
        funds=funds,
        general=general,
        alice=alice,
        bob=_staff("Bob", Role.AGENT, "3310", general, rest),
        sam=_staff("Sam", Role.SUPERVISOR, "1001", None, []),
        olive=_staff("Olive", Role.OFFICER, "4001", None, []),
        ada=_staff("Ada", Role.ADMINISTRATOR, "9001", None, []),
        pbx=_staff("PBX", Role.PROGRAM, "9900", None, []),
        cleo=create_customer(
            by=SYSTEM,
            at=NOON,
            name="Cleo Tan",
            email="cleo.tan@mail.test",
            phone="+6591234471",
            exchange_uid="U-88120077",
            language="en",
        ),
        charlie=create_customer(by=SYSTEM, at=NOON, name="Charlie", email="charlie@mail.test", language="en"),
        hotline=OfficialChannel.objects.create(
            region="Singapore", region_zh="新加坡", value="+6560000000", languages=["zh-hans", "en"], schedule=always
        ),
    )


def sign_in(client: Client, user: User) -> Client:
    """A session that has passed password and second factor."""
    kinds = [Authenticator.Type.TOTP]
    if not Authenticator.objects.filter(user=user, type__in=kinds).exists():
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "A" * 32})
    # As `client.force_login` would, in a quarter of its statements: nothing here listens to a sign-in.
    session = SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key or ""
    return client


def a_ticket(house: House, *, at: datetime = NOON, category: str = Category.FUNDS, **more: object) -> Ticket:
    """A hotline ticket of Cleo's, taken by Alice (funds) or Bob (the rest)."""
    agent = house.alice if category in house.funds.categories else house.bob
    facts: dict[str, object] = {
        "customer": house.cleo,
        "subject": "Deposit of 2,400 USDC not credited",
        "body": "Sent 2,400 USDC on Ethereum at 08:40, wallet says pending.",
        "channel": ChannelKind.HOTLINE,
        "by": agent,
        "assignee": agent,
        "identity_level": 1,
    }
    return open_ticket(category=category, at=at, **(facts | more))  # type: ignore[arg-type] # a table of keywords
