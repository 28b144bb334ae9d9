"""One ringer of the bench, a process of its own: says that it is ready, waits for a line, fires what is due, says how much."""

import sys
from datetime import datetime

import django

django.setup()

from sla.services import fire_due  # noqa: E402 - needs the apps
from sla.services.sweep import BATCH  # noqa: E402 - as above


def main() -> None:
    """The moment comes as the first argument, ISO 8601."""
    at = datetime.fromisoformat(sys.argv[1])
    fire_due(at=at, limit=0)
    print("ready", flush=True)
    sys.stdin.readline()
    fired = 0
    while batch := fire_due(at=at, limit=BATCH):
        fired += batch
    print(fired, flush=True)


if __name__ == "__main__":
    main()
