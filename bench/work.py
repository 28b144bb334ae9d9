"""The workloads, and what each must reach."""

import logging
import os

import django

django.setup()

from django.core.management import call_command  # noqa: E402 - needs the apps

from bench import sweep  # noqa: E402
from bench.figures import Figure, table  # noqa: E402

TICKETS = int(os.environ.get("TICKETS", "500000"))


def run() -> int:
    """All of them, in one table."""
    logging.disable(logging.CRITICAL)
    call_command("migrate", interactive=False, verbosity=0)
    figures: list[Figure] = [*sweep.figures(TICKETS)]
    print(table(figures))
    return 0 if all(each.holds for each in figures) else 1
