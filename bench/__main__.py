"""Runs each workload on a server of its own, filled once and kept in var/bench. TICKETS says how full it is."""

import os
import sys
import time

from deploy.children import Running, end_all
from deploy.place import ROOT
from deploy.postgres import Postgres

HOME = ROOT / "var" / "bench"


def main() -> int:
    """Start the database, name it to Django, run the workloads; 0 when every figure holds."""
    HOME.mkdir(parents=True, exist_ok=True)
    postgres = Postgres(HOME / "postgres")
    postgres.prepare()
    running = [Running(postgres.child(HOME / "postgres.log"))]
    try:
        while not postgres.ready():
            time.sleep(0.05)
        os.environ |= {
            "DATABASE_URL": postgres.url,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "FIRSTLINE_VAR": str(HOME),
            "DEMO": "0",
            "SECRET_KEY": "bench-only-" + "0" * 40,
            "LOOKUP_KEY": "bench-only-" + "1" * 40,
        }
        from bench.work import run  # noqa: PLC0415 - Django may be set up only now

        return run()
    finally:
        end_all(running)


if __name__ == "__main__":
    sys.exit(main())
