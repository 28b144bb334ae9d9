"""How long the proofs run: short in `make test`, long in `make proofs`."""

import os

LONG = os.environ.get("PROOFS") == "long"


def examples(short: int, long: int) -> int:
    """How many examples a property is tried with."""
    return long if LONG else short
