"""Somebody uses the web form to have us write to others: many victims, spelled in many ways, from many networks, with words of their own."""

import email
import email.policy
import random
import re
import time
import urllib.request
from collections import Counter
from email.message import EmailMessage
from typing import Any, Final
from urllib.parse import urlencode

import psycopg

from tests.fuzz.desk import Served
from tests.fuzz.talking import Asked, Pages

VICTIMS: Final = 300
# None of it may ever stand in a mail of ours.
WORDS: Final = ("CHEAPCOINS", "evil.example", "+447700900123", "Winner Prize", "free-airdrop")
_PATH: Final = "/ask/guidance/something-else/"
_ENTRIES: Final = 12
_ENTRY: Final = re.compile(r'name="entry" value="([^"]+)"')
_CSRF: Final = "spamspamspamspamspamspamspamspam"
_GAP: Final = "-" * 79 + "\n"


class Spammer(Pages):
    """Knows the guard: waits as long as it wants, leaves the hidden field empty, comes from another place each time."""

    name = "relay spam"

    def __init__(self, base: str) -> None:
        super().__init__(base)
        self._entries = [_entry(base) for _each in range(_ENTRIES)]
        time.sleep(3.5)

    def make(self, number: int, chance: random.Random) -> Asked:
        victim = f"victim{chance.randrange(VICTIMS)}@victims.test"
        typed = {
            "csrfmiddlewaretoken": _CSRF,
            "entry": chance.choice(self._entries),
            "website": "",
            "name": chance.choice(
                ["Winner Prize", "CHEAPCOINS https://evil.example/", "You\r\nSubject: free-airdrop", "Ann"]
            ),
            "email": chance.choice([victim, victim.upper(), f" {victim} ", victim.replace("v", "V", 1)]),
            "phone": chance.choice(["", "", "+447700900123"]),
            "body": f"CHEAPCOINS {number}: open https://evil.example/free-airdrop now",
        }
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": f"csrftoken={_CSRF}",
            "Accept-Language": chance.choice(["en", "zh-CN"]),
            "X-Forwarded-For": f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}",
        }
        return Asked("POST", _PATH, headers, urlencode(typed).encode())


def _entry(base: str) -> str:
    with urllib.request.urlopen(f"{base}{_PATH}") as page:
        return str(_ENTRY.findall(page.read().decode())[0]).replace("&amp;", "&")


def told_of_spam(desk: Served, *, patience: float) -> list[str]:
    """What we wrote, once all deliveries are done: prints how much, and gives what must not be."""
    deadline = time.monotonic() + patience
    while _one(desk, "SELECT count(*) FROM outbox_delivery WHERE state = 'pending'") and time.monotonic() < deadline:
        time.sleep(0.5)
    mails = [
        _mail(text)
        for path in (desk.home / "mail").glob("*")
        for text in path.read_text("utf-8").split(_GAP)
        if text.strip()
    ]
    mails = [mail for mail in mails if str(mail["To"]).lower().endswith("@victims.test")]
    receivers = Counter(str(mail["To"]).strip().lower() for mail in mails)
    tickets = _one(desk, "SELECT count(*) FROM tickets_ticket WHERE channel = 'web'")
    print(f"  {tickets} tickets, {len(mails)} mails to {len(receivers)} of {VICTIMS} addresses", flush=True)
    faults = [f"{who} got {count} mails" for who, count in receivers.items() if count > 1]
    if not mails:
        faults.append("no mail at all: nothing was proven")
    return faults + [
        f"a mail to {mail['To']} says {word}" for mail in mails for word in WORDS if word.lower() in _said(mail).lower()
    ]


def _mail(text: str) -> EmailMessage:
    return email.message_from_string(text, policy=email.policy.default)


def _said(mail: EmailMessage) -> str:
    """Everything that its receiver may see, decoded."""
    parts: list[Any] = [part.get_content() for part in mail.walk() if part.get_content_maintype() == "text"]
    return "\n".join([*(f"{name}: {value}" for name, value in mail.items()), *map(str, parts)])


def _one(desk: Served, sql: str) -> int:
    with psycopg.connect(desk.database) as connection:
        row = connection.execute(sql).fetchone()
    return int(row[0]) if row else 0
