"""`python -m bench.work sweep figures.json`: a workload that needs a desk for itself, that of DATABASE_URL; its figures go into a file."""

import json
import logging
import os
import sys
from dataclasses import asdict
from pathlib import Path

import django

django.setup()

from bench import chat, live, sweep  # noqa: E402 - needs the apps

TICKETS = int(os.environ.get("TICKETS") or 500_000 if os.environ.get("FULL") else 100_000)
WORKLOADS = {"sweep": lambda: sweep.figures(TICKETS), "live": live.figures, "chat": chat.figures}


def main() -> None:
    """Run it and write what it found."""
    logging.disable(logging.CRITICAL)
    found = [asdict(each) for each in WORKLOADS[sys.argv[1]]()]
    Path(sys.argv[2]).write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    main()
