"""`python -m bench.peer.filling TICKETS NOW STAMP`, in the peer's environment: our texts as its tickets.

Three of ten are open, and each has three messages. Writes who may ask and for what, as JSON, to STAMP.
"""

import json
import os
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any, Final

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.peer.settings"
django.setup()

from django.conf import settings  # noqa: E402 - needs the apps
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model  # noqa: E402 - as above
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402 - as above
from django.db import connection  # noqa: E402 - as above
from helpdesk.models import FollowUp, Queue, Ticket  # type: ignore[import-not-found] # noqa: E402 - only in its own environment

from bench.texts import drawn  # noqa: E402 - as above

BATCH: Final = 2_000
OPEN: Final = 1
CLOSED: Final = 4
# Of twenty tickets so many are Chinese, as on our own filled desks.
CHINESE: Final = 7
OF: Final = 20
AGENTS: Final = 20


def main(tickets: int, now: datetime, stamp: Path) -> None:
    """Fill it with what came before `now`, and let the planner know."""
    queue = Queue.objects.create(title="Funds", slug="funds", allow_public_submission=True)
    people = [
        get_user_model().objects.create_user(f"agent{each}", f"agent{each}@desk.test", is_staff=True)
        for each in range(AGENTS)
    ]
    rows = _tickets(tickets, now, queue, people)
    while batch := list(islice(rows, BATCH)):
        made = Ticket.objects.bulk_create(batch)
        FollowUp.objects.bulk_create([each for ticket in made for each in _said(ticket)], BATCH)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    still_open = Ticket.objects.filter(status=OPEN).order_by("?").values_list("pk", flat=True)[:500]
    facts = {"session": _session(people[0]), "queue": queue.pk, "open": list(still_open)}
    stamp.write_text(json.dumps(facts), encoding="utf-8")


def _tickets(count: int, now: datetime, queue: Any, people: list[Any]) -> Iterator[Any]:
    words = drawn()
    half = len(words) // 2
    for place in range(count):
        said = words[half + place % half if place % OF < CHINESE else place % half]
        at = now - timedelta(days=200 * (count - place) / count)
        yield Ticket(
            title=said.subject[:200],
            description=said.body,
            queue=queue,
            created=at,
            modified=at,
            submitter_email=f"customer{place // 5}@mail.test",
            assigned_to=people[place % AGENTS] if place % 3 else None,
            status=OPEN if place % 10 < 3 else CLOSED,
            priority=1 + place % 5,
        )


def _said(ticket: Any) -> Iterator[Any]:
    for turn in (1, 2):
        at = ticket.created + timedelta(hours=turn)
        yield FollowUp(ticket=ticket, date=at, title="Comment", comment=ticket.description, public=True)


def _session(user: Any) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.set_expiry(settings.SESSION_COOKIE_AGE)
    session.create()
    return str(session.session_key)


if __name__ == "__main__":
    main(int(sys.argv[1]), datetime.fromisoformat(sys.argv[2]), Path(sys.argv[3]))
