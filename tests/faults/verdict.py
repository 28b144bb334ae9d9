"""What came of a storm, read from the database and from the mail server outside."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime

from tests.faults.desk import Desk
from tests.faults.intake import App, Pbx
from tests.faults.written import Outside, Words, not_once

MOST_LATE, MOST_LATE_OF_99 = 120.0, 60.0


def verdict(
    desk: Desk, struck: Sequence[tuple[float, str]], intakes: Sequence[Pbx | App], words: Words, promised: int
) -> int:
    """Print kinds × counts × outcome and every check; 0 when all hold."""
    late = _lateness(desk)
    _kinds(struck, late)
    found = [
        *_promises(desk, late, promised),
        *_intakes(desk, intakes),
        *_written(desk, words),
        *_deliveries(desk, words.box),
    ]
    for name, value, holds in found:
        print(f"  {'ok ' if holds else 'BAD'} {name}: {value}")
    return 0 if all(holds for _name, _value, holds in found) else 1


Check = tuple[str, object, bool]


def _lateness(desk: Desk) -> list[tuple[float, float]]:
    rows = desk.query(
        "SELECT extract(epoch FROM due_at)::float, extract(epoch FROM recorded_at - due_at)::float"
        " FROM sla_breach WHERE kind = 'first_reply' ORDER BY due_at"
    )
    return [(float(str(due)), float(str(by))) for due, by in rows]


def _kinds(struck: Sequence[tuple[float, str]], late: Sequence[tuple[float, float]]) -> None:
    """For each kind: how often, and the latest of the promises that fell due within five seconds after it."""
    worst: dict[str, float] = defaultdict(float)
    for at, kind in struck:
        near = [by for due, by in late if at <= due <= at + 5]
        worst[kind] = max([worst[kind], *near])
    counts = Counter(kind for _at, kind in struck)
    print(f"\n{'fault':34}{'times':>7}{'latest promise near it':>26}")
    for kind, count in counts.most_common():
        print(f"{kind:34}{count:7}{worst[kind]:24.1f} s")
    print(f"{'together':34}{sum(counts.values()):7}\n")


def _promises(desk: Desk, late: Sequence[tuple[float, float]], promised: int) -> list[Check]:
    ordered = sorted(by for _due, by in late)
    p99 = ordered[int(len(ordered) * 0.99)] if ordered else 0.0
    most = ordered[-1] if ordered else 0.0
    doubled = _one(desk, "SELECT count(*) - count(DISTINCT timer_id) FROM sla_breach")
    events = "FROM outbox_event WHERE name = '{}'"
    twice_up = _one(desk, f"SELECT count(*) - count(DISTINCT subject_id) {events.format('ticket.escalated')}")
    twice_told = _one(desk, f"SELECT count(*) - count(DISTINCT data->>'timer_id') {events.format('sla.breached')}")
    rungs = _one(
        desk,
        "SELECT count(*) - count(DISTINCT (data->>'timer_id', data->>'step_id'))"
        f" {events.format('sla.ladder_reached')}",
    )
    complaints = _one(desk, "SELECT count(*) - count(DISTINCT ticket_id) FROM complaints_complaint")
    without = _one(
        desk,
        "SELECT count(*) FROM sla_breach b WHERE NOT EXISTS"
        " (SELECT 1 FROM complaints_complaint c WHERE c.ticket_id = b.ticket_id)",
    )
    guards = _one(desk, "SELECT count(*) FROM sla_guard")
    return [
        ("guards engaged by mistake", guards, guards == 0),
        ("promises due", len(late), len(late) == promised),
        ("missed", promised - len(late), len(late) >= promised),
        ("early", sum(by < 0 for by in ordered), all(by >= 0 for by in ordered)),
        ("breaches doubled", doubled, doubled == 0),
        ("escalations doubled", twice_up, twice_up == 0),
        ("breach events doubled", twice_told, twice_told == 0),
        ("rungs told twice", rungs, rungs == 0),
        ("complaints doubled", complaints, complaints == 0),
        ("breaches without a complaint", without, without == 0),
        ("late, 99 of 100 within (s)", round(p99, 1), p99 <= MOST_LATE_OF_99),
        ("late, at most (s)", round(most, 1), most <= MOST_LATE),
    ]


def _intakes(desk: Desk, intakes: Sequence[Pbx | App]) -> list[Check]:
    found: list[Check] = []
    calls = [str(row[0]) for row in desk.query("SELECT pbx_id FROM channels_call")]
    rows = desk.query("SELECT subject, number FROM tickets_ticket WHERE category = 'guidance'")
    opened = {str(subject): str(number) for subject, number in rows}
    subjects = Counter(row[0] for row in desk.query("SELECT subject FROM tickets_ticket WHERE category = 'guidance'"))
    total = 0
    for each in intakes:
        total += len(each.acknowledged)
        if isinstance(each, Pbx):
            lost = set(each.acknowledged) - set(calls)
            found.append(("calls acknowledged and lost", len(lost), not lost))
        else:
            wrong = [key for key, number in each.acknowledged.items() if opened.get(key) != number]
            found.append((f"tickets acknowledged and lost or renumbered ({each.name})", len(wrong), not wrong))
    found.append(("calls doubled", len(calls) - len(set(calls)), len(calls) == len(set(calls))))
    twice = sum(count - 1 for count in subjects.values())
    found.append(("tickets doubled for a key", twice, twice == 0))
    found.append(("intakes acknowledged", total, total >= 1000))
    return found


def _written(desk: Desk, words: Words) -> list[Check]:
    said = {
        "chat lines acknowledged": len(words.visitor.acknowledged),
        "mails answered with 250": len(words.writer.acknowledged),
    }
    found: list[Check] = [(what, count, count >= 20) for what, count in said.items()]
    return found + [(what, count, count == 0) for what, count in not_once(desk, words.visitor, words.writer).items()]


def _deliveries(desk: Desk, box: Outside) -> list[Check]:
    twice = _one(desk, "SELECT count(*) - count(DISTINCT (event_id, handler)) FROM outbox_delivery")
    waiting = _one(desk, "SELECT count(*) FROM outbox_delivery WHERE state = 'pending'")
    dead = _one(desk, "SELECT count(*) FROM outbox_delivery WHERE state = 'dead'")
    mails, repeats = len(box.arrived), box.repeats
    print(
        f"  mails {mails}, of them {repeats} again, deliveries still waiting {waiting}, at {datetime.now(UTC):%H:%M:%S}"
    )
    return [
        ("deliveries doubled", twice, twice == 0),
        ("mails handed over again", repeats, repeats > 0),
        ("mails of one content under two keys", box.renamed(), box.renamed() == 0),
        ("deliveries given up", dead, dead == 0),
    ]


def _one(desk: Desk, sql: str) -> int:
    return int(str(desk.query(sql)[0][0]))
