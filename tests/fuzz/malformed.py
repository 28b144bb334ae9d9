"""`make malformed`: ten thousand broken mails, Telegram updates and chat posts, and as many posts of relay spam, to a desk on the loopback.

MALFORMED is how many of each, ONLY which of mails, updates, chats, spam; SEED which ones. Prints a table. Exit code 0 when no answer was a
fault of ours, no process fell, no input took a second, and the spam made us write to nobody more than once and in no words of its own.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.faults.desk import free_port
from tests.fuzz.desk import Served, serving
from tests.fuzz.spam import Spammer, told_of_spam
from tests.fuzz.talking import Chats, Mails, Talker, Tally, Updates, talk

MALFORMED = int(os.environ.get("MALFORMED", "10000"))
SEED = int(os.environ.get("SEED", "1"))
ONLY = os.environ.get("ONLY", "mails updates chats spam").split()
LINES = 2  # senders at one time
SECRET = "malformed-only-00000"
PATIENCE = 60.0
SETTINGS = {
    "MAIL_AUTHSERV_ID": "border.test",
    "TELEGRAM_WEBHOOK_SECRET": SECRET,
    "TELEGRAM_BOT_TOKEN": f"1234567890:{'A' * 35}",
    "TELEGRAM_BOT_NAME": "malformed_bot",
    "TELEGRAM_API_URL": "http://127.0.0.1:9",
}


def main() -> int:
    """Start, send all of it, tell."""
    faults: list[str] = []
    with tempfile.TemporaryDirectory(prefix="firstline-malformed-") as folder:
        mail = str(free_port())
        settings = {**SETTINGS, "MAIL_LISTEN_PORT": mail}
        print(f"{'kind':<12}{'sent':>7}{'slowest':>10}{'again':>7}{'seconds':>9}  answers", flush=True)
        if set(ONLY) - {"spam"}:
            with serving(Path(folder) / "broken", "receivemail", **settings) as desk:
                for name, make in _talkers(desk, int(mail)).items():
                    if name in ONLY:
                        faults += _all(make)
                faults += _fallen(desk)
        if "spam" in ONLY:
            with serving(Path(folder) / "spam", "runtimers", QUIET="1", **settings) as desk:
                faults += _all(lambda: Spammer(desk.base))
                faults += [*told_of_spam(desk, patience=PATIENCE), *_fallen(desk)]
    print(f"{len(faults)} faults", *faults[:20], sep="\n")
    return 1 if faults else 0


def _talkers(desk: Served, mail: int) -> Mapping[str, Callable[[], Talker]]:
    return {
        "mails": lambda: Mails(mail),
        "updates": lambda: Updates(desk.base, SECRET),
        "chats": lambda: Chats(desk.base, desk.seeded["chats"]),
    }


def _all(make: Callable[[], Talker]) -> list[str]:
    """Send all of a kind over a few lines at once, print its row; its faults."""
    began = time.monotonic()
    with ThreadPoolExecutor(LINES) as pool:
        talkers = [make() for _line in range(LINES)]
        shares = [range(line, MALFORMED, LINES) for line in range(LINES)]
        parts = list(pool.map(talk, talkers, shares, [SEED] * LINES))
    whole = Tally()
    for part in parts:
        whole.answers += part.answers
        whole.slowest = max(whole.slowest, part.slowest)
        whole.again += part.again
        whole.faults += part.faults
    answers = ", ".join(f"{answer}: {count:,}" for answer, count in sorted(whole.answers.items()))
    took = time.monotonic() - began
    sent = whole.answers.total()
    print(f"{talkers[0].name:<12}{sent:>7,}{whole.slowest:>8.2f} s{whole.again:>7}{took:>9.0f}  {answers}", flush=True)
    return whole.faults


def _fallen(desk: Served) -> list[str]:
    fallen = [f"{name} ended" for name in desk.fallen]
    return [*fallen, *desk.complaints]


if __name__ == "__main__":
    sys.exit(main())
