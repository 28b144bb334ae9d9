"""Making and checking: ten random digits, the first never 0, and two check digits by ISO 7064 MOD 97-10.

The check catches every single wrong digit, every swap of neighbours (ab, ba) or over one (abc, cba), every twin
(aa, bb; aca, bcb) and every thirteen-for-thirty, and 96 of 97 other errors. Twelve digits are no card (13 to 19), no
one-time code (4 to 8), no mainland mobile (11) and no identity number (15, 18).
"""

import secrets
from collections.abc import Callable

LENGTH = 12
SPACE = 9 * 10**9  # how many numbers there are
_FIRST_BODY = 10**9


def new_number(randbelow: Callable[[int], int] = secrets.randbelow) -> str:
    """A fresh number, 12 ASCII digits. `randbelow(n)` returns an even choice of 0..n-1; only tests pass their own."""
    body = _FIRST_BODY + randbelow(SPACE)
    return f"{body}{_check(body):02d}"


def is_valid(number: str) -> bool:
    """Exactly 12 ASCII digits, no leading 0, check digits right. Says nothing about whether such a ticket exists."""
    if len(number) != LENGTH or not (number.isascii() and number.isdigit()) or number[0] == "0":
        return False
    # Compared, not only taken mod 97: the check runs from 02 to 98, and 00, 01, 99 would fit the remainder too.
    return int(number[10:]) == _check(int(number[:10]))


def groups(number: str) -> tuple[str, str, str]:
    """The three groups of four in which people see and hear a number."""
    return number[:4], number[4:8], number[8:]


def grouped(number: str) -> str:
    """`5093 1728 4633`, with plain spaces so that it can be copied anywhere."""
    return " ".join(groups(number))


def _check(body: int) -> int:
    return 98 - body * 100 % 97
