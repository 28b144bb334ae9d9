"""The roll-up of days. The facts of a day are one SELECT; counting as things happen and rebuilding from all that happened use the same.

Counting only ever adds rows: two changes at one moment never wait for each other's figures, and the promise of a ticket is not held up
by the figure of its team. Folding makes one row of many and changes no sum.
"""

from collections.abc import Sequence
from typing import Any, Final

from django.conf import settings
from django.db import connection, transaction

from sla.models import OF_THE_COMPLAINT

# Folding and rebuilding never run at the same time. Any number that nobody else uses.
LOCK: Final = 7_205_511
MOST_FOLDED: Final = 20_000
_COLUMNS: Final = "day, team_id, category, kind, kept, missed, calls, answered, wait_seconds"
_KEY: Final = "day, team_id, category, kind"
_SUMS: Final = "sum(kept), sum(missed), sum(calls), sum(answered), sum(wait_seconds)"

# A promise is kept or missed on the day of its limit. Events older than `team_id` in them are told by the ticket as it is now.
_PROMISES: Final = """
    SELECT (timer.due_at AT TIME ZONE %(zone)s)::date AS day,
           CASE WHEN timer.kind <> ALL(%(channel)s) THEN team.id END AS team_id,
           coalesce(told.data->>'category', ticket.category) AS category, timer.kind,
           sign * (told.name = 'sla.met')::int AS kept, sign * (told.name = 'sla.breached')::int AS missed,
           0 AS calls, 0 AS answered, 0 AS wait_seconds
    FROM ({told}) AS happened(event_id, sign)
    JOIN outbox_event told ON told.id = happened.event_id
    JOIN sla_timer timer ON timer.id = (told.data->>'timer_id')::bigint
    JOIN tickets_ticket ticket ON ticket.id = told.subject_id
    LEFT JOIN accounts_team team ON team.id = CASE
        WHEN told.data ? 'team_id' THEN (told.data->>'team_id')::bigint ELSE ticket.team_id END
    WHERE told.name = 'sla.breached' OR told.name = 'sla.met' AND timer.state = 'met'
"""
_RESULTS: Final = "SELECT id, 1 FROM outbox_event WHERE name IN ('sla.met', 'sla.breached')"
# A clock that was wrong counts against nobody: what its breach added is taken away.
_GRANTED: Final = """
    SELECT breached.id, -1
    FROM outbox_event decided
    JOIN sla_breachreview review ON review.id = decided.subject_id
    JOIN sla_breach breach ON breach.id = review.breach_id
    JOIN outbox_event breached ON breached.subject_kind = 'ticket' AND breached.subject_id = breach.ticket_id
        AND breached.name = 'sla.breached' AND (breached.data->>'timer_id')::bigint = breach.timer_id
    WHERE decided.name = 'review.dispute_decided' AND decided.data->>'granted' = 'true'
"""
# Incoming calls that no longer ring, on the day on which they came in.
_CALLS: Final = """
    SELECT id, (started_at AT TIME ZONE %(zone)s)::date AS day, answered_at IS NOT NULL AS answered,
           coalesce(greatest(0, extract(epoch FROM answered_at - started_at))::int, 0) AS wait_seconds
    FROM channels_call WHERE direction = 'in' AND state <> 'ringing'
"""
_COUNT_CALLS: Final = f"""
    WITH present AS ({_CALLS} AND id = ANY(%(ids)s)),
    before AS (SELECT * FROM reports_countedcall WHERE call_id = ANY(%(ids)s)),
    kept AS (INSERT INTO reports_countedcall (call_id, answered, wait_seconds)
        SELECT id, answered, wait_seconds FROM present
        ON CONFLICT (call_id) DO UPDATE SET answered = excluded.answered, wait_seconds = excluded.wait_seconds),
    gone AS (DELETE FROM reports_countedcall USING channels_call call WHERE call.id = call_id AND call_id = ANY(%(ids)s)
        AND call.direction <> 'in'
        RETURNING (call.started_at AT TIME ZONE %(zone)s)::date AS day, answered, wait_seconds)
    INSERT INTO reports_dailyfigure ({_COLUMNS}, folded)
    SELECT day, NULL::bigint, '', 'call', 0, 0, -1, -answered::int, -wait_seconds, false FROM gone
    UNION ALL
    SELECT day, NULL, '', 'call', 0, 0, (before.call_id IS NULL)::int,
           present.answered::int - coalesce(before.answered::int, 0),
           present.wait_seconds - coalesce(before.wait_seconds, 0), false
    FROM present LEFT JOIN before ON before.call_id = present.id
    WHERE before.call_id IS NULL OR (before.answered, before.wait_seconds) <> (present.answered, present.wait_seconds)
"""
_TRUTH: Final = f"""
    SELECT {_KEY}, {_SUMS} FROM (
        {_PROMISES.format(told=f"{_RESULTS} UNION ALL {_GRANTED}")}
        UNION ALL
        SELECT day, NULL, '', 'call', 0, 0, 1, answered::int, wait_seconds FROM ({_CALLS}) AS call
    ) AS facts GROUP BY {_KEY} HAVING (sum(kept), sum(missed), sum(calls)) <> (0, 0, 0)
"""
_REBUILD: Final = f"""
    WITH gone AS (DELETE FROM reports_dailyfigure),
    kept AS (INSERT INTO reports_countedcall (call_id, answered, wait_seconds)
        SELECT id, answered, wait_seconds FROM ({_CALLS}) AS call
        ON CONFLICT (call_id) DO UPDATE SET answered = excluded.answered, wait_seconds = excluded.wait_seconds)
    INSERT INTO reports_dailyfigure ({_COLUMNS}, folded) SELECT *, false FROM ({_TRUTH}) AS truth
"""
_DIFFERING: Final = f"""
    WITH truth AS ({_TRUTH}),
    kept AS (SELECT {_KEY}, {_SUMS} FROM reports_dailyfigure GROUP BY {_KEY}
        HAVING (sum(kept), sum(missed), sum(calls)) <> (0, 0, 0))
    SELECT count(*) FROM ((TABLE truth EXCEPT TABLE kept) UNION ALL (TABLE kept EXCEPT TABLE truth)) AS other
"""
_FOLD: Final = f"""
    WITH gone AS (DELETE FROM reports_dailyfigure WHERE id IN
        (SELECT id FROM reports_dailyfigure WHERE NOT folded ORDER BY id LIMIT %(most)s) RETURNING *)
    INSERT INTO reports_dailyfigure AS kept ({_COLUMNS}, folded)
    SELECT {_KEY}, {_SUMS}, true FROM gone GROUP BY {_KEY}
    ON CONFLICT ({_KEY}) WHERE folded DO UPDATE SET
        kept = kept.kept + excluded.kept, missed = kept.missed + excluded.missed, calls = kept.calls + excluded.calls,
        answered = kept.answered + excluded.answered, wait_seconds = kept.wait_seconds + excluded.wait_seconds
"""


def _run(sql: str, **more: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, _bound(**more))


def _bound(**more: Any) -> dict[str, Any]:
    return {"zone": settings.OPERATOR["zone"], "channel": [str(each) for each in OF_THE_COMPLAINT], **more}


def count_promises(event_ids: Sequence[int]) -> None:
    """Add what these events (sla.met, sla.breached, review.dispute_decided) decided. One statement, in the caller's transaction."""
    told = f"{_RESULTS} AND id = ANY(%(ids)s) UNION ALL {_GRANTED} AND decided.id = ANY(%(ids)s)"
    counted = f"SELECT {_KEY}, {_SUMS}, false FROM ({_PROMISES.format(told=told)}) AS facts GROUP BY {_KEY}"
    _run(f"INSERT INTO reports_dailyfigure ({_COLUMNS}, folded) {counted}", ids=list(event_ids))


def count_calls(call_ids: Sequence[int]) -> None:
    """Add what these calls have become since they were counted last. One statement, under the locks of the calls."""
    _run(_COUNT_CALLS, ids=list(call_ids))


@transaction.atomic
def fold() -> None:
    """Make one row of many. Nothing to do, or somebody else does it: a look at an index and no more."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM reports_dailyfigure WHERE NOT folded) AND pg_try_advisory_xact_lock(%s)", [LOCK]
        )
        if cursor.fetchone()[0]:
            cursor.execute(_FOLD, {"most": MOST_FOLDED})


@transaction.atomic
def rebuild() -> int:
    """All figures anew, from the events and the calls; how many keys were wrong. The desk goes on meanwhile.

    It is one statement, and so sees one state: what commits later keeps the rows that it adds. Calls wait for the end of it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        cursor.execute("LOCK TABLE reports_countedcall IN SHARE ROW EXCLUSIVE MODE")
    wrong = differing()
    _run(_REBUILD)
    return wrong


def differing() -> int:
    """How many rows of figures and truth are not the same. Reads every event: a question for the command, not for a page."""
    with connection.cursor() as cursor:
        cursor.execute(_DIFFERING, _bound())
        count: int = cursor.fetchone()[0]
    return count
