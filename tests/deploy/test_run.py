"""`make run` from its first line to its last, with toys in the place of Django and of the servers."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from deploy.place import Place
from deploy.prepared import Prepared
from deploy.run import Start
from deploy.supervisor import Supervisor
from tests.deploy.toys import TOYS
from tests.deploy.watching import alive, pids_in, soon

OUTSIDE = {"DATABASE_URL": "postgresql://desk@db.example.org/desk", "REDIS_URL": "unix:///run/v.sock"}


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
        return number


@contextmanager
def runner(folder: Path, **env: str) -> Iterator[subprocess.Popen[str]]:
    """The runner over toys; its output goes to `folder/out`."""
    settings = {
        "PATH": os.environ["PATH"],
        "FIRSTLINE_VAR": str(folder / "客服 台"),
        "TOY_FOLDER": str(folder),
        **OUTSIDE,
        **env,
    }
    with (folder / "out").open("w") as out:
        process = subprocess.Popen(
            [sys.executable, str(TOYS), "runner"],
            env=settings,
            stdout=out,
            stderr=out,
            start_new_session=True,
            text=True,
        )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def test_it_prepares_starts_tells_where_to_look_and_leaves_nothing(tmp_path: Path, port: int) -> None:
    out = tmp_path / "out"
    with runner(tmp_path, PORT=str(port), DEMO="1") as process:
        assert soon(lambda: "Ctrl-C stops everything." in out.read_text(), 15), out.read_text()
        text = out.read_text()
        assert "prepared with postgresql://desk@db.example.org/desk" in text
        assert f"http://localhost:{port}/" in text
        assert "agent alice" in text
        assert soon(lambda: len([pid for pid in pids_in(tmp_path) if alive(pid)]) == 5)  # web, worker, beat, ringer, mailin
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait(timeout=5) == 0
        assert not [pid for pid in pids_in(tmp_path) if alive(pid)]
    assert out.read_text().rstrip().endswith("Stopped. Nothing is left running.")


def test_a_failed_preparation_starts_nothing_and_says_so(tmp_path: Path, port: int) -> None:
    with runner(tmp_path, PORT=str(port), TOY_PREPARE="3") as process:
        assert process.wait(timeout=15) == 1
    assert "Preparing failed" in (tmp_path / "out").read_text()
    assert len(pids_in(tmp_path)) == 1


def prepared(tmp_path: Path, **env: str) -> Prepared:
    return Prepared(tmp_path / "desk", tmp_path / "stamp", tmp_path / "data", env)


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A small checkout with a database that was just prepared."""
    for path in (
        "desk/tickets/migrations/0001_initial.py",
        "desk/tests/test_desk.py",
        "desk/var/log/web.log",
        "data/PG_VERSION",
    ):
        (tmp_path / path).parent.mkdir(parents=True)
        (tmp_path / path).touch()
    prepared(tmp_path).keep()
    return tmp_path / "desk"


def test_a_start_after_which_nothing_changed_skips_the_preparation(desk: Path, tmp_path: Path) -> None:
    (desk / "tests" / "test_desk.py").write_text("changed")
    (desk / "var" / "log" / "web.log").write_text("more")
    assert prepared(tmp_path, TERM="other").holds()


def test_whatever_preparing_depends_on_brings_it_back(desk: Path, tmp_path: Path) -> None:
    assert not prepared(tmp_path, DEMO="1").holds()
    assert not prepared(tmp_path, OPERATOR_ZONE="Asia/Hong_Kong").holds()
    assert not prepared(tmp_path, PREPARE="1").holds()
    assert not Prepared(desk, tmp_path / "stamp", None, {}).holds()
    (desk / "tickets" / "migrations" / "0002_more.py").touch()
    assert not prepared(tmp_path).holds()
    prepared(tmp_path).keep()
    (tmp_path / "data" / "PG_VERSION").unlink()
    (tmp_path / "data" / "PG_VERSION").write_text("18\n")  # a new database in the old one's place
    assert not prepared(tmp_path).holds()


def start(folder: Path, **given: str) -> Start:
    place = Place.of({"FIRSTLINE_VAR": str(folder), **given})
    folder.mkdir(exist_ok=True)
    return Start(place, given, Supervisor(lambda _: None), 0.0, (sys.executable,))


def test_real_servers_switch_the_demo_off_and_keep_their_names(tmp_path: Path) -> None:
    outside = start(tmp_path, **OUTSIDE)
    assert (outside.postgres, outside.valkey) == (None, None)
    assert not outside.demo
    assert outside.env["DATABASE_URL"] == OUTSIDE["DATABASE_URL"]
    assert outside.env["CELERY_BROKER_URL"] == "redis+socket:///run/v.sock"
    assert start(tmp_path, **OUTSIDE, DEMO="1").demo


def test_the_embedded_default_is_a_demo_with_sockets_and_keys_of_its_own(tmp_path: Path) -> None:
    inside = start(tmp_path, PGHOST="elsewhere", SECRET_KEY="given")
    assert inside.demo
    assert inside.env["DATABASE_URL"].startswith("postgresql://firstline@:5432/firstline?host=%2F")
    assert inside.env["REDIS_URL"].startswith("unix:///")
    assert inside.env["CELERY_BROKER_URL"].startswith("redis+socket:///")
    assert "PGHOST" not in inside.env
    assert inside.env["SECRET_KEY"] == "given"
    assert len(inside.env["LOOKUP_KEY"]) >= 50
    assert inside.env["FIRSTLINE_VAR"] == str(tmp_path)


def test_what_was_compiled_is_kept_though_nothing_may_be_written_beside_the_sources(tmp_path: Path) -> None:
    module = tmp_path / "desk.py"
    module.write_text("open_now = True\n")
    env = start(tmp_path, **OUTSIDE, PYTHONDONTWRITEBYTECODE="1").env
    subprocess.run([sys.executable, "-c", "import desk"], cwd=tmp_path, env=env, check=True)
    assert [path.is_relative_to(tmp_path / "bytecode") for path in tmp_path.rglob("desk.*.pyc")] == [True]
    assert "PYTHONPYCACHEPREFIX" not in start(tmp_path, **OUTSIDE).env


def test_the_web_server_listens_where_asked(tmp_path: Path) -> None:
    web = start(tmp_path, **OUTSIDE, PORT="8123", HOST="192.0.2.7").processes()[0]
    assert web.argv[-4:] == ("--host", "192.0.2.7", "--port", "8123")
