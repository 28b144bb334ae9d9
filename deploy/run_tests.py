"""`make test`: the whole suite, shared out among processes that take work from each other, each with servers of its own.

One process more than the machine has cores: browsers and killed processes are waited for most of the time.
"""

import os
import secrets
import subprocess
import sys

from deploy.bytecode import keeping_bytecode
from deploy.place import ROOT

MOST = 6  # each process needs its own PostgreSQL, and a quarter of a minute to begin


def main() -> int:
    """Run everything; the exit code is pytest's."""
    shares = min((os.cpu_count() or 1) + 1, MOST)
    pytest = [sys.executable, "-m", "pytest", "-q", "--numprocesses", str(shares), "--dist", "worksteal"]
    # One seed for all: each process collects the tests by itself, and the order of a set of parameters must be the same in all of them.
    env = keeping_bytecode(os.environ, ROOT / "var" / "bytecode") | {"PYTHONHASHSEED": str(secrets.randbelow(2**32))}
    return subprocess.run([*pytest, *sys.argv[1:]], cwd=ROOT, env=env, check=False).returncode


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
