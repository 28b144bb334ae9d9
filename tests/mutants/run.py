"""`make mutants`: does any test notice when sla/ is changed? docs/mutants.md tells how, and the variables.

Django is imported and the database made once. Each mutant is a fork: it exchanges one function's code, runs the tests that
reach the changed statement, and ends with the first that fails.
"""

import json
import os
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from multiprocessing import Value
from pathlib import Path
from types import FunctionType
from typing import Any, cast

import pytest

from deploy.place import ROOT
from tests.mutants.baseline import baseline_of, kept_file, load, save
from tests.mutants.mutations import Mutant, mutants_of

RULES = ("handlers", "selectors", "permissions", "public_holidays", "defaults")
TESTS = [
    f"tests/{name}"
    for name in ("sla", "complaints", "notifications", "tickets", "channels", "outbox", "console", "portal", "api")
]
RESULTS = ROOT / "var" / "mutants" / "results.jsonl"
KILLED, SURVIVED, BROKEN = 1, 0, 2
SLACK_SECONDS = 30


def files() -> list[Path]:
    """The modules with rules, less those that ONLY leaves out."""
    found = [
        *Path("sla/services").rglob("*.py"),
        *Path("sla/reviews").rglob("*.py"),
        *(Path(f"sla/{name}.py") for name in RULES),
    ]
    return sorted(path for path in found if str(path).startswith(os.environ.get("ONLY", "")))


def chosen(known: Mapping[str, dict[str, Any]]) -> Iterator[Mutant]:
    """The mutants of this run: those of the share, less what is settled by the last run."""
    share, again, on = int(os.environ.get("SHARE") or 100), os.environ.get("AGAIN"), os.environ.get("ON")
    unseen = {each["path"] for each in known.values() if each["verdict"] == "survived"}
    for path in files():
        for each in mutants_of(path) if str(path) in unseen or not again else ():
            before = known.get(each.key, {}).get("verdict")
            wanted = before == "survived" if again else not (on and before)
            if wanted and int(each.key, 16) % 100 < share:
                yield each


def results() -> dict[str, dict[str, Any]]:
    """What is written in the file, by the mutants' keys; of two lines the later one counts."""
    if not RESULTS.exists():
        return {}
    lines = [json.loads(line) for line in RESULTS.read_text(encoding="utf-8").splitlines()]
    return {each["key"]: each for each in lines}


def exchange(mutant: Mutant) -> None:
    """Give the living function the mutant's code, wherever it was imported to or registered."""
    module = import_module(mutant.path.removesuffix(".py").replace("/", "."))
    owner: Any = module
    *classes, name = mutant.function.split(".")
    for each in classes:
        owner = vars(owner)[each]
    found = vars(owner)[name]
    while not isinstance(found, FunctionType) or hasattr(found, "__wrapped__"):
        inner = ("__wrapped__", "fget", "func", "__func__")
        found = next(getattr(found, each) for each in inner if hasattr(found, each))
    made: dict[str, Any] = dict(vars(module))
    exec(compile(mutant.source, mutant.path, "exec"), made)  # noqa: S102 - this repository's own code, changed
    changed = made[name]
    for each in ("__code__", "__defaults__", "__kwdefaults__"):
        setattr(found, each, getattr(changed, each))


class Mutating:
    """Takes the place of pytest's loop over the tests."""

    def __init__(self) -> None:
        self.failed = False
        self.why = ""
        self.killer = Value("i", -1)
        self.killers: dict[str, set[int]] = {}

    def pytest_configure(self) -> None:
        """A property that fails is enough; the smallest example and its memory are for people."""
        from hypothesis import Phase, settings  # noqa: PLC0415 - pytest wants to be first

        phases = [Phase.explicit, Phase.generate]
        settings.register_profile("mutants", derandomize=True, database=None, phases=phases, print_blob=False)
        settings.load_profile("mutants")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.failed |= report.failed
        self.why = report.longreprtext or self.why

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self.items = session.items
        session.config.pluginmanager.unregister(name="terminalreporter")
        people: Any = import_module("tests.people")  # it reads models, which exist only now
        people.KEEP_FIRST = False  # each test for itself, so that each is seen to reach what publishes
        self._warm()
        known = kept_file(self.items)
        if not known.exists():
            print("Running all tests once, without mutants", flush=True)
            in_fork(lambda: save(baseline_of(self.items, self.passes), known), 3600, silent=False)
        self.baseline = load(known)
        people.KEEP_FIRST = True
        self._try_all()
        return True

    def _try_all(self) -> None:
        RESULTS.parent.mkdir(parents=True, exist_ok=True)
        if not (os.environ.get("AGAIN") or os.environ.get("ON")):
            RESULTS.unlink(missing_ok=True)
        with RESULTS.open("a", encoding="utf-8") as told:
            for each in list(chosen(results())):
                told.write(json.dumps(self._tell(each), ensure_ascii=False) + "\n")
                told.flush()
        summary(list(results().values()))

    def _warm(self) -> None:
        """One test of each folder, so that what Django and the tests read once is read before the forks."""
        from django.db import connections  # noqa: PLC0415 - Django has its settings now

        first = {item.path.parent: item for item in reversed(self.items)}
        for item in first.values():
            if not self.passes(item):
                raise RuntimeError(f"{item.nodeid} fails without any mutant: {self.why}")
        for each in connections.all():
            each.close()
            # A pool does not live in a fork: what it holds would be shared by all of them, and the first that ends it ends all others' tests.
            cast("Any", each).close_pool()

    def passes(self, item: pytest.Item) -> bool:
        """Run one test; afterwards only the fixtures of the session stay."""
        self.failed = False
        item.ihook.pytest_runtest_protocol(item=item, nextitem=item.session)
        return not self.failed

    def _tell(self, mutant: Mutant) -> dict[str, Any]:
        began = time.monotonic()
        order = self.baseline.reaching(mutant, self.killers, patience())
        verdict = "survived"
        if order:
            status = in_fork(lambda: self._verdict(mutant, order), SLACK_SECONDS + 3 * self.baseline.seconds(order))
            verdict = {SURVIVED: "survived", KILLED: "killed", BROKEN: "broken"}.get(status, "timeout")
        killer = self.items[self.killer.value].nodeid if verdict == "killed" else ""
        if killer:
            for near in (mutant.path, f"{mutant.path} {mutant.function}"):
                self.killers.setdefault(near, set()).add(self.killer.value)
        told = {
            "verdict": verdict,
            "killer": killer,
            "tests": len(order),
            "seconds": round(time.monotonic() - began, 2),
        }
        print(f"{verdict:9}{told['seconds']:7.2f}  {mutant.path}:{mutant.lines.start} {mutant.function}", flush=True)
        place = {"key": mutant.key, "path": mutant.path, "line": mutant.lines.start, "function": mutant.function}
        return place | told | {"before": mutant.before, "after": mutant.after}

    def _verdict(self, mutant: Mutant, order: Sequence[int]) -> int:
        try:
            exchange(mutant)
        except Exception:  # noqa: BLE001 - the changed function cannot even be defined
            return BROKEN
        for number in order:
            if not self.passes(self.items[number]):
                self.killer.value = number
                return KILLED
        return SURVIVED


def patience() -> float:
    return float(os.environ.get("PATIENCE") or 60)


def in_fork(work: Any, seconds: float, *, silent: bool = True) -> int:
    """The exit code of `work` in a fork, in silence; negative when it took longer or died."""
    pid = os.fork()
    if pid:
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    if silent:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
    signal.alarm(int(seconds))
    code = BROKEN
    try:
        code = work()
    except BaseException:  # noqa: BLE001 - nothing may unwind into the parent's frames
        traceback.print_exc()
    os._exit(code or 0)


def summary(told: Sequence[dict[str, Any]]) -> None:
    """Counts, and every survivor with its change."""
    counts = Counter(each["verdict"] for each in told)
    for each in told:
        if each["verdict"] == "survived":
            print(
                f"\n{each['key']}  {each['path']}:{each['line']} {each['function']}\n- {each['before']}\n+ {each['after']}"
            )
    looked = counts["killed"] + counts["timeout"] + counts["survived"]
    killed = looked - counts["survived"]
    print(f"\n{looked} mutants, {killed} killed ({100 * killed / max(looked, 1):.1f} %), {dict(counts)}")


def main() -> int:
    quiet = ["-q", "--no-header", "--capture=no"]
    return pytest.main([*quiet, *(os.environ.get("ARGS", "").split() or TESTS)], plugins=[Mutating()])


if __name__ == "__main__":
    os.chdir(ROOT)
    sys.exit(main())
