"""What the tests' own servers begin with: made once, never stale, never touched by those who copy it."""

import threading
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from deploy.children import Running, end_all
from deploy.postgres import Postgres
from deploy.pytest_database import FirstDatabase
from tests.deploy.watching import soon


@pytest.fixture
def first(tmp_path: Path) -> FirstDatabase:
    """Of a checkout with one migration."""
    migration = tmp_path / "checkout" / "desk" / "migrations" / "0001_initial.py"
    migration.parent.mkdir(parents=True)
    migration.write_text("one table")
    return FirstDatabase(tmp_path / "var" / "tests", tmp_path / "checkout")


def server(folder: Path, name: str) -> Postgres:
    return Postgres(folder / name, durable=False)


def migrated(server: Postgres, made: list[str]) -> Callable[[], None]:
    """Writes what a server would leave behind, and notes who did."""

    def make() -> None:
        (server.data / "base").mkdir(parents=True)
        (server.data / "base" / "1").write_text("rows")
        made.append(server.home.name)

    return make


def ready(first: FirstDatabase) -> list[Path]:
    return [path for path in first.folder.iterdir() if path.is_dir()]


def test_a_real_server_starts_with_a_copy_of_what_another_one_left(first: FirstDatabase, tmp_path: Path) -> None:
    def run(which: Postgres, sql: str) -> object:
        running = Running(which.child(tmp_path / "log"))
        try:
            assert soon(which.ready, 30), (tmp_path / "log").read_text()
            with psycopg.connect(which.url) as connection:
                return connection.execute(sql).statusmessage
        finally:
            end_all([running])

    def make() -> None:
        maker.prepare()
        run(maker, "CREATE TABLE kept AS SELECT 42 AS answer")

    maker, taker = server(tmp_path, "maker"), server(tmp_path, "taker")
    first.lay(maker, make)
    first.lay(taker, lambda: pytest.fail("it was there already"))
    taker.prepare()
    assert run(taker, "UPDATE kept SET answer = 43") == "UPDATE 1"


def test_it_is_made_once_while_the_others_wait(first: FirstDatabase, tmp_path: Path) -> None:
    made: list[str] = []
    servers = [server(tmp_path, f"s{number}") for number in range(4)]
    threads = [threading.Thread(target=first.lay, args=(each, migrated(each, made))) for each in servers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert len(made) == 1
    assert [(each.data / "base" / "1").read_text() for each in servers] == ["rows"] * 4


def test_what_a_run_does_to_its_copy_reaches_nobody_else(first: FirstDatabase, tmp_path: Path) -> None:
    made: list[str] = []
    for name in ("one", "two", "three"):
        each = server(tmp_path, name)
        first.lay(each, migrated(each, made))
        assert (each.data / "base" / "1").read_text() == "rows"
        with (each.data / "base" / "1").open("a") as rows:
            rows.write(" of a test")
    assert made == ["one"]


@pytest.mark.parametrize(
    "path", ["desk/migrations/0001_initial.py", "desk/migrations/0002_more.py", "config/settings.py"]
)
def test_a_change_never_meets_the_database_of_before_which_goes(
    first: FirstDatabase, tmp_path: Path, path: str
) -> None:
    made: list[str] = []
    before, after = server(tmp_path, "before"), server(tmp_path, "after")
    first.lay(before, migrated(before, made))
    (first.root / path).parent.mkdir(exist_ok=True)
    (first.root / path).write_text("two tables")
    first.lay(after, migrated(after, made))
    assert made == ["before", "after"]
    assert [path.name for path in ready(first)] == [first.fingerprint(after)]


def test_a_change_while_it_is_made_keeps_nothing(first: FirstDatabase, tmp_path: Path) -> None:
    one = server(tmp_path, "one")

    def make() -> None:
        migrated(one, [])()
        (first.root / "desk" / "migrations" / "0001_initial.py").write_text("two tables")

    first.lay(one, make)
    assert ready(first) == []


def test_a_killed_attempt_is_made_good_by_the_next(first: FirstDatabase, tmp_path: Path) -> None:
    killed, crashed, next_one = (server(tmp_path, name) for name in ("killed", "crashed", "next"))
    half = first.folder / f"{first.fingerprint(killed)}.part" / "base"
    half.mkdir(parents=True)
    (half / "2").write_text("half")

    def die() -> None:
        migrated(crashed, [])()
        raise RuntimeError

    with pytest.raises(RuntimeError):
        first.lay(crashed, die)
    made: list[str] = []
    first.lay(next_one, migrated(next_one, made))
    assert made == ["next"]
    assert [sorted(path.name for path in each.rglob("*")) for each in ready(first)] == [["1", "base"]]


def test_a_server_that_did_not_end_well_leaves_nothing_to_others(first: FirstDatabase, tmp_path: Path) -> None:
    one = server(tmp_path, "one")

    def make() -> None:
        migrated(one, [])()
        (one.data / "postmaster.pid").write_text("1")

    first.lay(one, make)
    assert ready(first) == []
