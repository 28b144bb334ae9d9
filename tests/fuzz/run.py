"""`make fuzz`: a hundred thousand requests made from the schema, as each role in turn, against a desk on the loopback.

FUZZ is how many in all, SEED which ones, WORKERS how many roles at once. Prints a table of roles and statuses. Exit code 0 when no answer
was a fault of ours and each one is as the schema says.
"""

import json
import os
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from tests.fuzz.cases import MOST_FAULTS, Places, Tally, operations, send
from tests.fuzz.desk import serving

FUZZ = int(os.environ.get("FUZZ", "105000"))
SEED = int(os.environ.get("SEED", "1"))
WORKERS = int(os.environ.get("WORKERS", "2"))


def _as_role(name: str, base: str, schema: dict[str, Any], token: str, places: Places, each: int) -> tuple[str, Tally]:
    return name, send(schema, base, token, places, each=each, begin=SEED)


def main() -> int:
    """Start, ask as everybody, tell."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="firstline-fuzz-") as folder, serving(Path(folder)) as desk:
        with urllib.request.urlopen(f"{desk.base}/api/schema/?format=json") as answer:
            schema = json.load(answer)
        tokens = desk.seeded["tokens"]
        each = -(-FUZZ // (len(tokens) * len(operations(schema))))
        print(f"{len(tokens)} roles, {len(operations(schema))} operations, {each} requests to each", flush=True)
        tallies: dict[str, Tally] = {}
        with ProcessPoolExecutor(WORKERS, mp_context=get_context("spawn")) as pool:
            asked = [
                pool.submit(_as_role, name, desk.base, schema, token, desk.seeded["places"], each)
                for name, token in tokens.items()
            ]
            for done in asked:
                name, tally = done.result()
                tallies[name] = tally
                print(f"  {name}: {tally.statuses.total()} requests, {len(tally.faults)} faults", flush=True)
        told = desk.complaints
    return _tell(tallies, told, time.monotonic() - began)


def _tell(tallies: dict[str, Tally], complained: list[str], seconds: float) -> int:
    statuses = sorted({status for tally in tallies.values() for status in tally.statuses})
    print(f"\n{'role':<15}{'requests':>9}" + "".join(f"{status:>8}" for status in statuses))
    for name, tally in tallies.items():
        print(f"{name:<15}{tally.statuses.total():>9}" + "".join(f"{tally.statuses[each]:>8}" for each in statuses))
    whole = sum((tally.statuses for tally in tallies.values()), Counter[int]())
    print(f"{'all':<15}{whole.total():>9}" + "".join(f"{whole[each]:>8}" for each in statuses))
    faults = {what: told for tally in tallies.values() for what, told in tally.faults.items()}
    print(f"\n{whole.total() / seconds:.0f} a second, {seconds:.0f} s; {len(faults)} kinds of faults")
    for what, told in list(faults.items())[:MOST_FAULTS]:
        print(f"\n{what}\n{told}")
    print(*complained[:MOST_FAULTS], sep="\n")
    return 1 if faults or complained else 0


if __name__ == "__main__":
    sys.exit(main())
