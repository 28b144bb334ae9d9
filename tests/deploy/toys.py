"""Small programs for the tests of the commands, run as `python toys.py NAME …`. Standard library only."""

import os
import signal
import sys
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

TOYS = Path(__file__).resolve()
ROOT = TOYS.parent.parent.parent


def note(folder: Path) -> None:
    """Leave our process id behind as a file."""
    (folder / f"{os.getpid()}.pid").touch()


def say(line: str) -> None:
    """One line, at once."""
    os.write(1, f"{line}\n".encode())


def tree(folder: Path) -> None:
    """A program with a child and with a daemon that left its session; all three ignore every polite request to end."""
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    if os.fork() == 0:
        note(folder)
        time.sleep(600)
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            note(folder)
            time.sleep(600)
        os._exit(0)
    note(folder)
    time.sleep(600)


def polite(folder: Path, name: str = "polite") -> None:
    """A program that ends when asked to, and writes down when that was."""

    def leave(*_: object) -> None:
        with (folder / "order").open("a") as order:
            order.write(name + "\n")
        sys.exit(0)

    signal.signal(signal.SIGTERM, leave)
    note(folder)
    time.sleep(600)


def frail(folder: Path) -> None:
    """A program that complains and ends."""
    with (folder / "starts").open("a") as starts:
        starts.write("start\n")
    sys.exit("out of luck")


def supervise(folder: Path, *names: str) -> None:
    """A supervisor over toys, as the runner uses it."""
    sys.path.insert(0, str(ROOT))
    from deploy.children import Child  # noqa: PLC0415 - this file runs as a script
    from deploy.supervisor import Supervisor  # noqa: PLC0415

    supervisor = Supervisor(say)
    supervisor.listen()
    for name in names:
        supervisor.start(Child(name, (sys.executable, "-S", str(TOYS), name, str(folder)), grace=0.3))
    supervisor.watch()
    supervisor.stop()


def runner(*_: str) -> None:
    """`make run`, with this file in the place of Python."""
    sys.path.insert(0, str(ROOT))
    from deploy import run  # noqa: PLC0415
    from deploy.refusal import spoken  # noqa: PLC0415

    sys.exit(spoken(lambda: run.main((sys.executable, "-S", str(TOYS), "python")), ROOT))


def python(*words: str) -> None:
    """Stands for Django, uvicorn, celery and the ringer."""
    note(Path(os.environ["TOY_FOLDER"]))
    if words[0] == "manage.py" and words[1] == "prepare":
        say(f"prepared with {os.environ['DATABASE_URL']}")
        sys.exit(int(os.environ.get("TOY_PREPARE", "0")))
    if words[0] == "manage.py" and words[1] == "signins":
        say("agent alice")
        sys.exit(0)
    if "uvicorn" in words:
        HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Ready).serve_forever()
    time.sleep(600)


class Ready(BaseHTTPRequestHandler):
    """Says that all is well at /readyz and nowhere else."""

    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/readyz" else 404)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


if __name__ == "__main__":
    name, *words = sys.argv[1:]
    if name in {"tree", "polite", "frail", "supervise"}:
        {"tree": tree, "polite": polite, "frail": frail, "supervise": supervise}[name](Path(words[0]), *words[1:])
    else:
        {"runner": runner, "python": python}[name](*words)
