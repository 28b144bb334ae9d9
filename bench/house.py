"""Who works at a desk of the bench, who asks there, and how the bench gets in. People are as many on a small desk as on a large one."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connection

from accounts.lookup import email_hash, phone_hash, uid_hash
from accounts.models import Role, Team, User
from accounts.services.tokens import create_token
from core import clock
from sla.defaults import install_promises
from tickets.categories import Category

# Agents of a team have neighbouring ids and numbers: a copy of a story goes to another one of the same team by addition.
PER_TEAM: Final = 50
FIRST_NUMBER: Final = 2000
# Customers come in rounds of so many, of which some write Chinese: a copy goes to the same place of another round.
ROUND: Final = 20
CHINESE: Final = 7
_TEAMS: Final = (
    ("Funds", "资金组", Category.FUNDS),
    ("Security", "安全组", Category.SECURITY),
    ("Guidance", "咨询组", Category.GUIDANCE),
    ("Complaints", "投诉组", Category.COMPLAINT),
)
_YEARS: Final = timedelta(days=3650)


@dataclass(frozen=True)
class House:
    """Teams by category with their agents in the order of their numbers; who else is needed; the first customer's id and how many."""

    agents: dict[str, list[User]]
    supervisor: User
    administrator: User
    program: User
    first_customer: int
    customers: int


def build(*, tickets: int, at: datetime) -> House:
    """Everybody, before the first ticket. `at` is the present of the desk; its promises are three years older."""
    install_promises(at=at - timedelta(days=1095))
    officers = [_account(f"400{place}", Role.OFFICER) for place in range(3)]
    supervisor, administrator = _account("1001", Role.SUPERVISOR), _account("9001", Role.ADMINISTRATOR)
    program = _account("9900", Role.PROGRAM)
    User.objects.bulk_create([*officers, supervisor, administrator, program])
    agents = {}
    for place, (name, name_zh, category) in enumerate(_TEAMS):
        team = Team.objects.create(name=name, name_zh=name_zh, categories=[category])
        first = FIRST_NUMBER + place * PER_TEAM
        people = [_agent(str(first + each), team, category) for each in range(PER_TEAM)]
        agents[str(category)] = User.objects.bulk_create(people)
    customers = max(1, tickets // 5 // ROUND) * ROUND
    return House(agents, supervisor, administrator, program, _customers(customers, at=at - _YEARS), customers)


def writes_chinese(place: int) -> bool:
    """Seven of a round, spread over it: 35 %."""
    return place * CHINESE % ROUND < CHINESE


def _account(number: str, role: str) -> User:
    return User(email=f"{number}@desk.test", name=f"Person {number}", role=role, agent_number=number, password="!")  # noqa: S106 - nobody signs in by it


def _agent(number: str, team: Team, category: str) -> User:
    agent = _account(number, Role.AGENT)
    agent.name, agent.team, agent.skills, agent.languages = f"Agent {number}", team, [category], ["en", "zh-hans"]
    return agent


def _customers(count: int, *, at: datetime) -> int:
    """All known to the exchange and with the hashes by which they are found. Returns the first id."""
    names = (
        "public_id, name, email, phone, exchange_uid, language, customer_class, email_hash, phone_hash, uid_hash, created_at, "
        "mail_phrase"
    )
    with connection.cursor() as cursor:
        with cursor.copy(f"COPY accounts_customer ({names}) FROM STDIN") as copy:
            for place in range(count):
                email, phone, uid = f"customer{place}@mail.test", f"+659{place:07d}", f"U-{place:08d}"
                chinese = writes_chinese(place)
                name, language = (f"客户{place}", "zh-hans") if chinese else (f"Customer {place}", "en")
                key = f"00000000-0000-4000-8000-{place:012d}"
                hashes = (email_hash(email), phone_hash(phone), uid_hash(uid))
                copy.write_row((key, name, email, phone, uid, language, "retail", *hashes, at, ""))
        cursor.execute("SELECT min(id) FROM accounts_customer")
        return int(cursor.fetchone()[0])


def keys_of(house: House, *, at: datetime) -> dict[str, object]:
    """Sessions and a token, valid for as long as the desk is kept."""
    people = [house.supervisor, *house.agents[Category.FUNDS]]
    scopes = ["tickets:write", "tickets:read"]
    _token, secret = create_token(owner=house.program, days=366, scopes=scopes, by=house.administrator, at=at)
    sessions = [session_of(each) for each in people]
    Session.objects.bulk_create(sessions)
    supervisor, *agents = [each.session_key for each in sessions]
    return {"supervisor": supervisor, "agents": agents, "token": secret}


def session_of(person: User) -> Session:
    """Somebody who has passed password and second factor; not saved yet."""
    facts = {
        SESSION_KEY: str(person.pk),
        BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
        "second_factor": True,
    }
    data = SessionStore().encode(facts | {HASH_SESSION_KEY: person.get_session_auth_hash()})
    return Session(session_key=f"bench{person.pk:027d}", session_data=data, expire_date=clock.now() + _YEARS)
