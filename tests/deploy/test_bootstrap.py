"""Setting up: quick when nothing changed, repaired after a kill, and one clear sentence when it cannot be done."""

import ast
import errno
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from deploy import bootstrap, install
from deploy.install import Install
from deploy.refusal import Refusal, explain_os_error, spoken
from tests.deploy.toys import ROOT

# Stands for uv: writes down what it is asked, and makes a .venv that looks like one.
FAKE_UV = """#!/bin/sh
echo "$*" >> "$FAKE_UV_CALLS"
if [ -n "$FAKE_UV_WORDS" ]; then echo "$FAKE_UV_WORDS" >&2; exit 2; fi
if [ "$1" = venv ]; then
  for place; do :; done
  rm -rf "$place"; mkdir -p "$place/bin"; ln -s "$FAKE_UV_PYTHON" "$place/bin/python"
  echo "version_info = $FAKE_UV_VERSION" > "$place/pyvenv.cfg"; echo "VIRTUAL_ENV='$place'" > "$place/bin/activate"
fi
"""


class Checkout:
    """A copy of what setting up needs, in a folder with an awkward name, with a fake uv that notes its calls."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.root = folder / "客服 台"
        self.calls = folder / "calls"
        self.monkeypatch = monkeypatch
        self.root.mkdir()
        shutil.copytree(ROOT / "deploy", self.root / "deploy", ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(ROOT / "Makefile", self.root)
        for name in ("requirements.txt", "requirements-dev.txt"):
            (self.root / name).write_text("django==5.2\n")
        uv = self.root / "var" / "uv" / "bin" / "uv"
        uv.parent.mkdir(parents=True)
        uv.write_text(FAKE_UV)
        uv.chmod(0o755)
        shutil.copy(ROOT / "deploy" / "uv.txt", uv.parent.parent / "uv.txt")
        for name, value in (
            ("CALLS", self.calls),
            ("PYTHON", sys.executable),
            ("VERSION", "{}.{}.0".format(*sys.version_info)),
        ):
            monkeypatch.setenv(f"FAKE_UV_{name}", str(value))

    def ensure(self, *, dev: bool = False) -> list[str]:
        """Set up; what uv was asked, as first words."""
        self.calls.write_text("")
        Install(self.root, say=lambda _: None).ensure(dev=dev)
        return self.asked()

    def asked(self) -> list[str]:
        return [" ".join(line.split()[:2]) for line in self.calls.read_text().splitlines()]


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Checkout:
    return Checkout(tmp_path, monkeypatch)


def test_the_second_run_installs_nothing(checkout: Checkout) -> None:
    assert checkout.ensure() == ["venv --clear", "pip sync"]
    assert checkout.ensure() == []


def test_a_changed_locked_file_is_followed(checkout: Checkout) -> None:
    checkout.ensure()
    (checkout.root / "requirements.txt").write_text("django==5.2.1\n")
    assert checkout.ensure() == ["pip sync"]


def test_the_test_tools_come_on_demand_and_stay(checkout: Checkout) -> None:
    checkout.ensure()
    assert checkout.ensure(dev=True) == ["pip sync"]
    assert "requirements-dev.txt" in checkout.calls.read_text()
    assert checkout.ensure() == []


class Killed(BaseException):
    """Ends a run where `kill -9` would: nothing catches it."""


def test_a_killed_install_begins_anew(checkout: Checkout, monkeypatch: pytest.MonkeyPatch) -> None:
    def die(*_: object) -> None:
        raise Killed

    checkout.ensure()
    (checkout.root / "requirements.txt").write_text("django==5.2.1\n")
    with monkeypatch.context() as moment:
        moment.setattr(install.Stamp, "write", die)
        with pytest.raises(Killed):
            checkout.ensure()
    assert checkout.ensure() == ["venv --clear", "pip sync"]
    assert checkout.ensure() == []


def test_a_moved_folder_and_another_python_begin_anew(checkout: Checkout) -> None:
    checkout.ensure()
    checkout.root = checkout.root.rename(checkout.root.with_name("moved"))
    assert checkout.ensure() == ["venv --clear", "pip sync"]
    (checkout.root / ".venv" / "pyvenv.cfg").write_text("version_info = 3.1.0\n")
    (checkout.root / ".venv" / "firstline-installed.json").unlink()
    assert checkout.ensure() == ["venv --clear", "pip sync"]


def test_make_works_in_a_folder_with_blanks_and_chinese_characters(checkout: Checkout) -> None:
    checkout.calls.write_text("")
    make = ["make", "--no-print-directory", "-C", str(checkout.root), f"PYTHON={sys.executable}"]
    subprocess.run([*make, "installed"], check=True, capture_output=True)
    assert checkout.asked() == ["venv --clear", "pip sync"]
    told = subprocess.run([*make, "help"], check=True, capture_output=True, text=True).stdout
    for command in ("run", "test", "lint", "lock", "messages"):
        assert f"make {command} " in told


def test_without_network_one_sentence_says_what_to_do(checkout: Checkout) -> None:
    shutil.rmtree(checkout.root / "var")
    nowhere = {"PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_CONFIG_FILE": os.devnull}
    env = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")} | nowhere
    python = getattr(sys, "_base_executable", sys.executable)  # the one outside .venv, which has pip
    done = subprocess.run(
        [python, "-m", "deploy.bootstrap"], cwd=checkout.root, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr.startswith("The package index cannot be reached.")
    assert "Traceback" not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("error: failed to write: No space left on device (os error 28)", "is full. Free some space"),
        ("error: Permission denied (os error 13)", "cannot be written by this user"),
        ("error: Failed to fetch: dns error", "package index cannot be reached"),
        ("error: Hash mismatch for `django`", "The installation failed: error: Hash mismatch for `django`"),
    ],
)
def test_what_the_installer_complains_of_becomes_a_sentence(
    checkout: Checkout, monkeypatch: pytest.MonkeyPatch, words: str, sentence: str
) -> None:
    monkeypatch.setenv("FAKE_UV_WORDS", words)
    with pytest.raises(Refusal, match=sentence.replace("(", r"\(")):
        checkout.ensure()


def test_a_small_disk_is_refused_before_anything_is_written(checkout: Checkout) -> None:
    with pytest.raises(Refusal, match=r"only 0\.20 GB left and 1\.5 GB are needed"):
        Install(checkout.root, free=lambda _: 200_000_000).ensure(dev=False)
    assert not (checkout.root / ".venv").exists()


def test_a_python_without_pip_and_venv_is_told_what_to_install(
    checkout: Checkout, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(Refusal, match="apt-get install python3-venv python3-pip"):
        Install(checkout.root).pip()


def test_an_old_python_gets_a_sentence_and_not_a_syntax_error() -> None:
    assert bootstrap.refusal_of((3, 11, 0), "python3") == ""
    sentence = bootstrap.refusal_of((3, 9, 2), "/usr/bin/python3")
    assert "needs Python 3.11 or newer, and /usr/bin/python3 is Python 3.9" in sentence
    assert "make run PYTHON=" in sentence
    for name in ("__init__.py", "bootstrap.py"):
        ast.parse((ROOT / "deploy" / name).read_text(), feature_version=(3, 7))


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (errno.EACCES, "sudo chown"),
        (errno.EROFS, "cannot be written"),
        (errno.ENOSPC, "is full"),
        (errno.EIO, "Repair that"),
    ],
)
def test_an_error_of_the_system_is_spoken_without_a_traceback(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], number: int, sentence: str
) -> None:
    def fail() -> int:
        raise OSError(number, os.strerror(number), str(tmp_path / "lock"))

    assert spoken(fail, tmp_path) == 1
    assert sentence in capsys.readouterr().err
    assert sentence in explain_os_error(OSError(number, ""), tmp_path)
