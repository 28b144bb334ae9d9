"""`make test`: the whole suite in two halves side by side, each with servers of its own, so that both cores have work.

One half holds what waits (browser, killed processes), the other what computes. The second half's report follows the first's.
Exit code: 0 when both passed.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from deploy.place import ROOT

WAITING = ("tests/browser", "tests/faults")


def main() -> int:
    """Run both halves to their end and print both reports."""
    pytest = [sys.executable, "-m", "pytest", "-q"]
    others = [str(path.relative_to(ROOT)) for path in sorted((ROOT / "tests").iterdir()) if _holds_tests(path)]
    with tempfile.TemporaryFile("w+", encoding="utf-8") as report:
        waiting = subprocess.Popen([*pytest, *WAITING], cwd=ROOT, stdout=report, stderr=subprocess.STDOUT)
        try:
            computing = subprocess.run([*pytest, *others], cwd=ROOT, check=False)
            waiting.wait()
        finally:
            if waiting.poll() is None:
                waiting.terminate()
                waiting.wait()
        report.seek(0)
        print(report.read(), flush=True)
    return max(computing.returncode, waiting.returncode)


def _holds_tests(path: Path) -> bool:
    return path.is_dir() and any(path.glob("test_*.py")) and str(path.relative_to(ROOT)) not in WAITING


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
