"""Fills .venv from the locked requirements: pip brings uv, uv installs by hash. The next run repairs a killed one."""

import fcntl
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from deploy.refusal import GIGABYTE, Refusal, explain_output, free_bytes, last_line, require_space, spoken

ROOT = Path(__file__).resolve().parent.parent
SPACE_NEEDED = 3 * GIGABYTE // 2
HEARTBEAT_SECONDS = 10
_OFFLINE = (
    "dns error",
    "failed to lookup address",
    "name resolution",
    "failed to fetch",
    "could not connect",
    "connection refused",
    "connection error",
    "network is unreachable",
    "newconnectionerror",
    "max retries exceeded",
    "timed out",
    "error sending request",
)


@dataclass(frozen=True)
class Stamp:
    """What a finished install left in .venv: which locked files it followed, and whether the test tools came along."""

    fingerprint: str
    dev: bool

    @classmethod
    def read(cls, path: Path) -> "Stamp | None":
        """The stamp of the last finished install; None when there is none that can be read."""
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            return cls(fingerprint=str(data["fingerprint"]), dev=bool(data["dev"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def write(self, path: Path) -> None:
        """Replace the stamp in one step."""
        part = path.with_name(path.name + ".part")
        part.write_text(json.dumps({"fingerprint": self.fingerprint, "dev": self.dev}), encoding="utf-8")
        part.replace(path)


@dataclass(frozen=True)
class Install:
    """One set-up of one checkout. `free` tells the bytes left on a path's disk; `say` prints a line of progress."""

    root: Path = ROOT
    free: Callable[[Path], int] = free_bytes
    say: Callable[[str], None] = print

    @property
    def work(self) -> Path:
        return self.root / "var" / "install"

    @property
    def venv(self) -> Path:
        return self.root / ".venv"

    @property
    def uv(self) -> Path:
        return self.root / "var" / "uv" / "bin" / "uv"

    @property
    def stamp(self) -> Path:
        return self.venv / "firstline-installed.json"

    @property
    def unfinished(self) -> Path:
        """Exists from before the first change of .venv until after the last: a kill between leaves it behind."""
        return self.work / "unfinished"

    def requirements(self, *, dev: bool) -> list[str]:
        """The locked files to follow."""
        return ["requirements.txt", "requirements-dev.txt"] if dev else ["requirements.txt"]

    def fingerprint(self, *, dev: bool) -> str:
        """Changes with a locked file, with Python's minor version and with the folder (scripts in .venv name it)."""
        digest = hashlib.sha256(f"{sys.version_info[:2]} {self.root}".encode())
        for name in self.requirements(dev=dev):
            digest.update((self.root / name).read_bytes())
        return digest.hexdigest()

    def ensure(self, *, dev: bool) -> None:
        """Bring .venv in line with the locked files. Test tools, once there, stay: `make run` keeps them."""
        before = Stamp.read(self.stamp)
        dev = dev or (before is not None and before.dev)
        wanted = Stamp(self.fingerprint(dev=dev), dev)
        if before == wanted and (self.venv / "bin" / "python").exists() and not self.unfinished.exists():
            return
        with self.alone() as lock:
            if Stamp.read(self.stamp) == wanted and not self.unfinished.exists():
                return  # the one we waited for did it
            require_space(self.root, SPACE_NEEDED, free=self.free)
            started = time.monotonic()
            self.ensure_uv(lock)
            self.fill(wanted, lock, clear=self.moved())
            self.say(f"Installed in {time.monotonic() - started:.0f} s.")

    def ensure_uv(self, lock: int) -> None:
        """Bring uv to var/uv, whole or not at all; again when its pin has changed."""
        pin = self.root / "deploy" / "uv.txt"
        kept = self.uv.parent.parent / "uv.txt"
        if self.uv.exists() and kept.exists() and kept.read_bytes() == pin.read_bytes():
            return
        self.say("Fetching the installer (uv, 20 MB) …")
        part = self.work / "uv.part"
        shutil.rmtree(part, ignore_errors=True)
        shutil.rmtree(kept.parent, ignore_errors=True)
        pip = [*self.pip(), "install", "--target", str(part), "--require-hashes", "--no-deps", "--only-binary", ":all:"]
        pip += ["--no-input", "--progress-bar", "off", "--retries", "2", "-r", str(pin)]
        self.call(pip, lock, {"PIP_USER": "0", "PIP_REQUIRE_VIRTUALENV": "0", "PIP_ROOT_USER_ACTION": "ignore"})
        shutil.copy(pin, part / kept.name)
        part.rename(kept.parent)

    def pip(self) -> list[str]:
        """A command that runs pip: this Python's own, or that of a venv made for it."""
        if importlib.util.find_spec("pip"):
            return [sys.executable, "-m", "pip"]
        own = self.work / "pip"
        if importlib.util.find_spec("ensurepip") and importlib.util.find_spec("venv"):
            made = subprocess.run([sys.executable, "-m", "venv", "--clear", str(own)], capture_output=True, check=False)
            if made.returncode == 0:
                return [str(own / "bin" / "python"), "-m", "pip"]
        raise Refusal(
            "This Python has neither pip nor venv. Install them and start again (Debian, Ubuntu: "
            "apt-get install python3-venv python3-pip)."
        )

    def moved(self) -> bool:
        """True when .venv was made in another folder: its scripts point there."""
        script = self.venv / "bin" / "activate"
        return script.exists() and str(self.venv) not in script.read_text(encoding="utf-8", errors="replace")

    def fits(self) -> bool:
        """True when .venv exists, runs, and was made by this minor version of Python."""
        try:
            lines = (self.venv / "pyvenv.cfg").read_text(encoding="utf-8").splitlines()
        except OSError:
            return False
        facts = dict(line.replace(" ", "").split("=", 1) for line in lines if "=" in line)
        version = facts.get("version_info", facts.get("version", ""))
        same = version.split(".")[:2] == [str(part) for part in sys.version_info[:2]]
        return same and (self.venv / "bin" / "python").exists()

    def fill(self, wanted: Stamp, lock: int, *, clear: bool) -> None:
        """Install what `wanted` names; begin anew after a killed install or with another Python."""
        anew = clear or self.unfinished.exists() or not self.fits()
        self.unfinished.touch()
        self.stamp.unlink(missing_ok=True)
        if anew:
            self.say("Making .venv …")
            uv_venv = [str(self.uv), "venv", "--clear", "--force", "--no-project", "--python", sys.executable]
            self.call([*uv_venv, str(self.venv)], lock)
        self.say("Installing the locked packages (about 200 MB the first time) …")
        sync = [str(self.uv), "pip", "sync", "--require-hashes", "--python", str(self.venv / "bin" / "python")]
        self.call([*sync, *self.requirements(dev=wanted.dev)], lock)
        wanted.write(self.stamp)
        self.unfinished.unlink()

    def call(self, argv: Sequence[str], lock: int, extra: Mapping[str, str] | None = None) -> None:
        """Run one installer with signs of life; a failure becomes a sentence. It holds our lock: it may outlive us."""
        log = self.work / "install.log"
        env = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
        env |= {"UV_PYTHON_DOWNLOADS": "never", "UV_NO_PROGRESS": "1", **self.cache(), **(extra or {})}
        with log.open("wb") as output:
            process = subprocess.Popen(
                argv, cwd=self.root, env=env, stdin=subprocess.DEVNULL, stdout=output, stderr=output, pass_fds=(lock,)
            )
            seconds = 0
            while True:
                try:
                    code = process.wait(timeout=HEARTBEAT_SECONDS)
                    break
                except subprocess.TimeoutExpired:
                    seconds += HEARTBEAT_SECONDS
                    self.say(f"  still at it after {seconds} s …")
        if code != 0:
            raise Refusal(self.explain(log.read_text(encoding="utf-8", errors="replace"), log))

    def cache(self) -> dict[str, str]:
        """uv's cache is the user's, shared by all checkouts; ours when there is no home to write to."""
        home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
        while not home.exists():
            home = home.parent
        if "UV_CACHE_DIR" in os.environ or os.access(home, os.W_OK):
            return {}
        return {"UV_CACHE_DIR": str(self.work / "cache")}

    def explain(self, output: str, log: Path) -> str:
        """The sentence for a failed installer."""
        said = output.lower()
        if sentence := explain_output(output, self.root):
            return sentence
        if any(word in said for word in _OFFLINE):
            return (
                "The package index cannot be reached. Connect this machine to the network, or name a mirror "
                "(PIP_INDEX_URL and UV_DEFAULT_INDEX) or a proxy (HTTPS_PROXY), and start again."
            )
        return f"The installation failed: {last_line(output)}. All it said is in {log}; repair that and start again."

    @contextmanager
    def alone(self) -> Iterator[int]:
        """Hold this checkout's lock of installations, waiting for another one; gives its file descriptor."""
        self.work.mkdir(parents=True, exist_ok=True)
        with (self.work / "lock").open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                self.say("Another installation is at work in this folder; waiting for it …")
                fcntl.flock(lock, fcntl.LOCK_EX)
            yield lock.fileno()


def say(line: str) -> None:
    """One line of progress, at once."""
    print(line, flush=True)


def main(arguments: Sequence[str]) -> int:
    """`--dev` adds the tools of requirements-dev.txt; `--uv` brings only uv, for `make lock`. Returns the exit code."""
    install = Install(say=say)

    def command() -> int:
        if "--uv" in arguments:
            with install.alone() as lock:
                install.ensure_uv(lock)
        else:
            install.ensure(dev="--dev" in arguments)
        return 0

    return spoken(command, install.root)
