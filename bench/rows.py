"""The rows of the table: what is asked, how fast a full desk must answer, and in how many statements."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from bench import asking
from bench.asking import Ask, Request, Sample


@dataclass(frozen=True)
class Row:
    """`most` in milliseconds at p50, `statements` without savepoints; None is measured and promised to nobody."""

    what: str
    ask: Ask
    most: float | None = None
    statements: int | None = None


ROWS: Final = (
    Row("queue page, the team's", asking.page("/desk/queue/team/"), 20, 8),
    Row("queue page, one's own", asking.page("/desk/queue/mine/"), 20, 8),
    Row("queue page, unassigned in Chinese", asking.page("/desk/queue/unassigned/?language=zh-hans"), 20, 8),
    Row("queue page, breached, the team's", asking.page("/desk/queue/breached/"), 20, 8),
    Row("queue page, complaints, the team's", asking.page("/desk/queue/complaints/"), 20, 8),
    Row("queue page, breached, all teams", asking.page("/desk/queue/breached/", who="supervisor"), 20, 8),
    Row("queue page, closed", asking.page("/desk/queue/closed/"), 20, 8),
    Row("ticket page", asking.ticket_page, 20),
    Row("ticket page, closed long ago", asking.done_page, 20),
    Row("reply, sent at once", asking.reply, 14),
    Row("search, a number", asking.find_number, 60),
    Row("search, an address", asking.find_contact, 60),
    Row("next up", asking.page("/desk/"), 20),
    Row("wall (dashboard)", asking.page("/desk/wall/", who="supervisor"), 30),
    Row("register of complaints", asking.page("/desk/complaints/", who="supervisor"), 20),
    Row("customer's status page", asking.status_page, 20),
    Row("create, by the app", asking.create, None, 12),
)


def enter(sample: Sample, ask: Callable[[Request], str]) -> None:
    """A customer enters number and contact; `ask` gives the session that opened."""
    sample.visit = ask(asking.check_status(sample))
