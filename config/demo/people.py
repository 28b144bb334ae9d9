"""Who works at the demo desk and who calls it."""

import base64
import hashlib
from datetime import datetime

from allauth.mfa.totp.internal.auth import TOTP

from accounts.models import Customer, Role, Team, User
from accounts.selectors import DEMO_PASSWORD
from accounts.services.customers import create_customer
from outbox.actors import SYSTEM

ZH, EN = "zh-hans", "en"

TEAMS = [
    ("Funds", "资金组", ["funds"], "2047"),
    ("Account security", "安全组", ["account_security"], "3304"),
    ("General", "综合组", ["guidance", "complaint"], "2058"),
]
# name, mail name, role, agent number, team, languages
STAFF = [
    ("林知夏", "lin", Role.AGENT, "2047", "Funds", [ZH, EN]),
    ("Amara K.", "amara", Role.AGENT, "3310", "Funds", [EN]),
    ("何嘉", "he", Role.AGENT, "2213", "Funds", [ZH]),
    ("徐曼", "xu", Role.AGENT, "3304", "Account security", [ZH, EN]),
    ("Tomas L.", "tomas", Role.AGENT, "4418", "Account security", [EN]),
    ("Ravi S.", "ravi", Role.AGENT, "2058", "General", [EN]),
    ("周以宁", "zhou", Role.AGENT, "2760", "General", [ZH, EN]),
    ("Mei Ong", "mei", Role.SUPERVISOR, "1102", None, [ZH, EN]),
    ("David Chua", "david", Role.SUPERVISOR, "1140", None, [EN]),
    ("Noor H.", "noor", Role.OFFICER, "5120", None, [EN]),
    ("叶青", "ye", Role.OFFICER, "5133", None, [ZH, EN]),
    ("Ada Quek", "ada", Role.ADMINISTRATOR, "9001", None, [ZH, EN]),
]

CUSTOMERS = [
    ("陈雨薇", "chen.yw88", "+6591234471", ZH),
    ("Dylan Ong", "d.ong", "+6581112218", EN),
    ("周敏敏", "zhou.mm", "+8613812345678", ZH),
    ("Hui Min Tan", "hm.tan", "+6598765410", EN),
    ("吴建国", "wu.jg", "+85291234567", ZH),
    ("Maria Rossi", "m.rossi", "+447911123456", EN),
    ("Anna Lindqvist", "a.lindqvist", "+46701234567", EN),
    ("Joseph Okafor", "j.okafor", "+2348031234567", EN),
    ("徐丽", "xu.li", "+8613912340987", ZH),
    ("刘洋", "liu.yang", "+8613700112233", ZH),
    ("Priya Nair", "p.nair", "+919812345670", EN),
    ("马超", "ma.chao", "+85298761234", ZH),
    ("Samir Haddad", "s.haddad", "+971501234567", EN),
    ("Karin Brandt", "k.brandt", "+4915112345678", EN),
    ("Emi Sato", "e.sato", "+819012345678", EN),
    ("何晓彤", "he.xt", "+8613611122233", ZH),
    ("Lucas Meyer", "l.meyer", "+4915212345679", EN),
    ("黄志强", "huang.zq", "+6587654321", ZH),
]


def load_people(*, at: datetime) -> None:
    """Teams, staff with a working second factor, customers."""
    teams = {name: Team.objects.create(name=name, name_zh=zh, categories=kinds) for name, zh, kinds, _lead in TEAMS}
    for name, mail, role, number, team, languages in STAFF:
        user = User.objects.create_user(
            f"{mail}@aldermoor.example",
            DEMO_PASSWORD,
            name=name,
            role=role,
            agent_number=number,
            team=teams.get(team or ""),
            skills=teams[team].categories if team else [],
            languages=languages,
        )
        TOTP.activate(user, totp_secret(user.email))
    for name, _zh, _kinds, lead in TEAMS:
        Team.objects.filter(name=name).update(lead=User.objects.get(agent_number=lead))
    User.objects.create_user("pbx@aldermoor.example", name="PBX", role=Role.PROGRAM, agent_number="9900")
    for count, (name, mail, phone, language) in enumerate(CUSTOMERS):
        load_customer(name, mail, phone, language, f"U-{88120000 + count * 371}", at=at)


def load_customer(name: str, mail: str, phone: str, language: str, uid: str, *, at: datetime) -> Customer:
    """One record as the exchange would push it."""
    return create_customer(
        by=SYSTEM,
        at=at,
        name=name,
        email=f"{mail}@mail.example",
        phone=phone,
        exchange_uid=uid,
        language=language,
    )


def totp_secret(email: str) -> str:
    """The second factor's secret of a demo account: the same at every start, so that an authenticator app keeps working."""
    return base64.b32encode(hashlib.sha1(f"demo:{email}".encode(), usedforsecurity=False).digest()).decode()
