"""Which test reaches which line of sla/, and how long each test takes: one run of all tests without any mutant."""

import hashlib
import math
import pickle
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import coverage
import pytest

from deploy.place import ROOT
from tests.mutants.mutations import Mutant

BEARABLE = 5


@dataclass
class Baseline:
    """Tests are meant by their number in the order in which pytest collected them."""

    took: list[float]
    reach: dict[str, dict[int, list[int]]]  # path, line: the tests that run it

    def reaching(self, mutant: Mutant, killers: Mapping[str, set[int]], patience: float) -> list[int]:
        """The tests to try: those that caught a change of the same function, then of the same file, then the quickest; as many
        as `patience` (seconds) allows.
        """
        same, near = killers.get(f"{mutant.path} {mutant.function}", set()), killers.get(mutant.path, set())
        lines = self.reach.get(mutant.path, {})
        found = {each for line in mutant.lines for each in lines.get(line, ()) if self.took[each] < math.inf}
        order: list[int] = []
        spent = 0.0
        for number in sorted(found, key=lambda each: (each not in same, each not in near, self.took[each])):
            spent += self.took[number]
            if spent > patience and order:
                break
            order.append(number)
        return order

    def seconds(self, order: Iterable[int]) -> float:
        """How long these tests take when nothing is wrong."""
        return sum(self.took[each] for each in order)


def baseline_of(items: Sequence[pytest.Item], passes: Callable[[pytest.Item], bool]) -> Baseline:
    """Run them all. One that fails judges no mutant; raises RuntimeError when more than a few do."""
    cover = coverage.Coverage(data_file=None, include=["sla/*"], config_file=False)
    took, failed = [], []
    cover.start()
    for number, item in enumerate(items):
        cover.switch_context(str(number))
        began = time.perf_counter()
        if not passes(item):
            failed.append(item.nodeid)
            print(f"{item.nodeid} fails without any mutant", flush=True)
            if len(failed) > BEARABLE:
                raise RuntimeError("Mend the tests first")
        took.append(math.inf if item.nodeid in failed else time.perf_counter() - began)
    cover.stop()
    data, reach = cover.get_data(), {}
    for measured in data.measured_files():
        lines = data.contexts_by_lineno(measured)
        path = str(Path(measured).relative_to(ROOT))
        reach[path] = {line: [int(each) for each in sorted(known) if each] for line, known in lines.items()}
    return Baseline(took, reach)


def kept_file(items: Sequence[pytest.Item]) -> Path:
    """Where the baseline of exactly this code and these tests is kept."""
    told = hashlib.sha256("\n".join(each.nodeid for each in items).encode())
    for path in sorted([*ROOT.glob("sla/**/*.py"), *ROOT.glob("tests/**/*.py")]):
        if not path.is_relative_to(ROOT / "tests" / "mutants"):
            told.update(path.read_bytes())
    return ROOT / "var" / "mutants" / f"baseline-{told.hexdigest()[:16]}.pickle"


def save(baseline: Baseline, path: Path) -> None:
    """For the next run of the same code."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(pickle.dumps(baseline))


def load(path: Path) -> Baseline:
    """What `save` wrote."""
    found: Baseline = pickle.loads(path.read_bytes())  # noqa: S301 - written by `save`
    return found
