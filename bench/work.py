"""The workloads, and what each must reach."""

import logging
import os

import django

django.setup()

from django.core.management import call_command  # noqa: E402 - needs the apps

from bench import live, sweep  # noqa: E402
from bench.figures import Figure, table  # noqa: E402

TICKETS = int(os.environ.get("TICKETS", "500000"))
WORKLOADS = {"sweep": lambda: sweep.figures(TICKETS), "live": live.figures}


def run() -> int:
    """All of them, in one table."""
    logging.disable(logging.CRITICAL)
    call_command("migrate", interactive=False, verbosity=0)
    wanted = os.environ.get("ONLY", " ".join(WORKLOADS)).split()
    figures: list[Figure] = [each for name in wanted for each in WORKLOADS[name]()]
    print(table(figures))
    return 0 if all(each.holds for each in figures) else 1
