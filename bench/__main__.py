"""Runs each workload on a server of its own, filled once and kept in var/bench. TICKETS says how full it is."""

import os
import sys
import time

from deploy.children import Running, end_all
from deploy.place import ROOT
from deploy.postgres import Postgres
from deploy.valkey import Valkey

HOME = ROOT / "var" / "bench"


def main() -> int:
    """Start the servers, name them to Django, run the workloads; 0 when every figure holds."""
    HOME.mkdir(parents=True, exist_ok=True)
    postgres = Postgres(HOME / "postgres")
    postgres.prepare()
    valkey = Valkey(HOME / "valkey")
    valkey.prepare()
    running = [Running(postgres.child(HOME / "postgres.log")), Running(valkey.child(HOME / "valkey.log"))]
    try:
        while not (postgres.ready() and valkey.ready()):
            time.sleep(0.05)
        os.environ |= {
            "DATABASE_URL": postgres.url,
            "REDIS_URL": valkey.url,
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
