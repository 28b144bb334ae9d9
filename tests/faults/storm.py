"""`make faults`: hundreds of mixed faults while thousands of promises fall due and people call, chat and write. Prints what came of it.

FAULTS, TIMERS and SEED change the size. Exit code 0 when nothing acknowledged was lost or doubled and no promise was missed, doubled, early
or more than two minutes late.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from deploy.place import ROOT
from tests.faults.catalogue import Catalogue
from tests.faults.desk import Desk, addresses, free_port, started
from tests.faults.intake import App, Pbx
from tests.faults.verdict import verdict
from tests.faults.written import Visitor, Words, Writer, outside, running, settings_for

FAULTS = int(os.environ.get("FAULTS", "500"))
TIMERS = int(os.environ.get("TIMERS", "10000"))
SEED = int(os.environ.get("SEED", "7"))
PACE = 2.2  # seconds from fault to fault, on average
# The first promise falls due so long after the seeding began; it writes a few hundred tickets a second.
LEAD = 15.0 + TIMERS / 150
PATIENCE = 240.0


def main() -> int:
    """One storm."""
    with tempfile.TemporaryDirectory(prefix="firstline-storm-") as folder, outside() as box:
        var = Path(folder) / "desk"
        # In a short storm a minute without a database is a mass of all there is; in a long one the brake stays as delivered.
        brake = {} if TIMERS >= 5000 else {"SWEEP_BRAKE_SHARE": "100"}
        with started(var, **brake, **settings_for(box, free_port())) as desk:
            seconds = FAULTS * PACE
            print(f"{FAULTS} faults over {TIMERS} promises, about {seconds / 60:.0f} minutes", flush=True)
            seeded = subprocess.run(
                [sys.executable, "-m", "tests.faults.seed_many", str(TIMERS), str(LEAD), str(seconds)],
                cwd=ROOT,
                env=desk.env | addresses(desk),
                capture_output=True,
                text=True,
                check=True,
            )
            told = json.loads(seeded.stdout.strip().splitlines()[-1])
            token = told["token"]
            catalogue = Catalogue(desk, random.Random(SEED))
            intakes: list[Pbx | App] = [
                Pbx(desk, token),
                App(desk.address, token, "plain"),
                App(catalogue.wired_address, token, "wired"),
            ]
            visitor, writer = Visitor(desk, told["chats"]), Writer(int(desk.env["MAIL_LISTEN_PORT"]))
            threads = running(*intakes, visitor, writer)
            struck = _strike(catalogue)
            catalogue.calm()
            _wait(desk, PATIENCE)
            for each in (*intakes, visitor, writer):
                each.stopping.set()
            for thread in threads:
                thread.join(timeout=60)
            code = verdict(desk, struck, intakes, Words(visitor, writer, box), TIMERS + 1)
            catalogue.close()
            return code


def _strike(catalogue: Catalogue) -> list[tuple[float, str]]:
    """Every kind in turn, shuffled anew each round, at uneven distances."""
    chance = random.Random(SEED + 1)
    struck: list[tuple[float, str]] = []
    kinds: list[str] = []
    while len(struck) < FAULTS:
        if not kinds:
            kinds = list(catalogue.kinds)
            chance.shuffle(kinds)
        name = kinds.pop()
        began = time.time()
        catalogue.strike(name)
        struck.append((began, name))
        if len(struck) % 50 == 0:
            print(f"  {len(struck)} faults: {dict(Counter(kind for _at, kind in struck))}", flush=True)
        time.sleep(max(0.0, PACE * chance.uniform(0.5, 1.5) - (time.time() - began)))
    return struck


def _wait(desk: Desk, patience: float) -> None:
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if desk.query("SELECT count(*) FROM sla_breach WHERE kind = 'first_reply'")[0][0] == TIMERS + 1:
            return
        time.sleep(1)


if __name__ == "__main__":
    sys.exit(main())
