"""`python -m bench.inside`: what only the process itself can see: the statements of each row, a sweep with nothing due. Prints JSON.

The desk is that of DATABASE_URL; its stamp comes as the first argument.
"""

import json
import logging
import os
import statistics
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import django

django.setup()

from django.db import connection  # noqa: E402 - needs the apps
from django.test import Client  # noqa: E402 - as above

from bench.asking import Request, Sample  # noqa: E402 - as above
from bench.places import Desk  # noqa: E402 - as above
from bench.rows import ROWS, enter  # noqa: E402 - as above
from core import clock  # noqa: E402 - as above
from deploy.postgres import Postgres  # noqa: E402 - as above
from deploy.valkey import Valkey  # noqa: E402 - as above
from sla.services import sweep  # noqa: E402 - as above


class Counter:
    """Counts statements; savepoints apart, because they are none of the work's own."""

    def __init__(self) -> None:
        self.statements = self.savepoints = 0

    def __call__(self, execute: Any, sql: str, params: Any, many: Any, context: Any) -> Any:
        if "SAVEPOINT" in sql[:20]:
            self.savepoints += 1
        else:
            self.statements += 1
            if os.environ.get("SHOW"):
                print(sql[:400], file=sys.stderr)
        return execute(sql, params, many, context)


def answer(request: Request) -> Any:
    """Through all middlewares, as the server does it."""
    client = Client(enforce_csrf_checks=True, HTTP_HOST="localhost")
    headers = dict(request.headers)
    kind = headers.pop("Content-Type", "")
    # The client would put its own cookies in the place of ours.
    for part in filter(None, headers.pop("Cookie", "").split("; ")):
        name, _, value = part.partition("=")
        client.cookies[name] = value
    sent = client.generic(request.method, request.path, request.body, kind, headers=headers)
    if sent.status_code != request.status:
        raise RuntimeError(f"{request.path}: {sent.status_code}")
    return sent


def counted(sample: Sample) -> dict[str, list[int]]:
    """Statements and savepoints of the second request of each row; the first one finds what a process keeps."""
    enter(sample, lambda request: answer(request).cookies["sessionid"].value)
    found = {}
    for row in ROWS:
        answer(row.ask(sample))
        request, counter = row.ask(sample), Counter()
        if os.environ.get("SHOW"):
            print(f"--- {row.what}", file=sys.stderr)
        with connection.execute_wrapper(counter):
            answer(request)
        found[row.what] = [counter.statements, counter.savepoints]
    return found


def main() -> None:
    """One JSON object: statements by row, milliseconds of an idle sweep."""
    logging.disable(logging.CRITICAL)
    stamp = Path(sys.argv[1])
    facts = json.loads(stamp.read_text(encoding="utf-8"))
    desk = Desk(Postgres(Path()), Valkey(Path()), str(facts["tickets"]), given=os.environ["DATABASE_URL"])
    with clock.shifted(datetime.fromisoformat(facts["at"]) - clock.now()):
        statements = counted(Sample.of(desk))
        idle = []
        for _each in range(30):
            began = time.perf_counter()
            sweep(at=clock.now())
            idle.append((time.perf_counter() - began) * 1000)
    print(json.dumps({"statements": statements, "idle": statistics.median(idle), "idle_worst": max(idle)}))


if __name__ == "__main__":
    main()
