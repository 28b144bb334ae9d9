"""The embedded servers: real ones, started as `make run` starts them, in a folder with an awkward name."""

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import environ
import kombu
import psycopg
import pytest
import redis

from deploy import sockets
from deploy.children import Running, end_all
from deploy.leftovers import drop_recycled_pid_file, processes_with
from deploy.postgres import Binaries, Postgres, without_postgres_variables
from deploy.refusal import Refusal
from deploy.sockets import socket_folder
from deploy.valkey import Valkey
from tests.deploy.watching import alive, soon


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("客服 台")


@pytest.fixture(scope="module")
def postgres(home: Path) -> Postgres:
    return Postgres(home / "postgres", durable=False)


@pytest.fixture
def running_postgres(postgres: Postgres, home: Path) -> Iterator[Postgres]:
    postgres.prepare()
    running = Running(postgres.child(home / "postgres.log"))
    assert soon(postgres.ready, 20), (home / "postgres.log").read_text()
    yield postgres
    end_all([running])


def django_connection(url: str) -> "psycopg.Connection[tuple[object, ...]]":
    """Connect with what Django would make of the URL."""
    read = environ.Env.db_url_config(url)
    assert read["HOST"] == ""
    return psycopg.connect(dbname=read["NAME"], user=read["USER"], port=read["PORT"], **read["OPTIONS"])


def test_django_and_libpq_reach_the_same_database_by_one_url(running_postgres: Postgres) -> None:
    with django_connection(running_postgres.url) as one, psycopg.connect(running_postgres.url) as other:
        for connection in (one, other):
            assert connection.execute("SELECT current_database(), current_user").fetchone() == (
                "firstline",
                "firstline",
            )


def test_trigrams_know_chinese_and_the_order_is_that_of_code_points(running_postgres: Postgres) -> None:
    with psycopg.connect(running_postgres.url) as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        assert connection.execute("SELECT cardinality(show_trgm('提币')) > 0, 'Z' < 'a'").fetchone() == (True, True)


def test_data_survive_a_killed_server_and_its_leftover_is_ended(postgres: Postgres, home: Path) -> None:
    postgres.prepare()
    child = postgres.child(home / "stray.log")
    with (home / "stray.log").open("wb") as log:
        stray = subprocess.Popen(child.argv, env=dict(child.env), stdout=log, stderr=log)  # without a leash
    try:
        assert soon(postgres.ready, 20)
        with psycopg.connect(postgres.url) as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS kept AS SELECT 42 AS answer")
        postgres.prepare()
        stray.wait(timeout=10)
        assert not alive(stray.pid)
    finally:
        stray.kill()
    running = Running(postgres.child(home / "postgres.log"))
    assert soon(postgres.ready, 20)
    for pid in processes_with(str(postgres.data), ("postgres",)):
        with suppress(ProcessLookupError):  # those that serve a connection come and go
            os.kill(pid, signal.SIGKILL)
    assert soon(lambda: running.exit_code() == 128 + signal.SIGKILL)
    end_all([running])
    postgres.prepare()
    running = Running(postgres.child(home / "postgres.log"))
    try:
        assert soon(postgres.ready, 20)
        with psycopg.connect(postgres.url) as connection:
            assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)
    finally:
        end_all([running])


def test_a_process_id_that_went_to_a_stranger_does_not_block_the_start(tmp_path: Path) -> None:
    recycled, dead = tmp_path / "recycled.pid", tmp_path / "dead.pid"
    recycled.write_text(f"{os.getpid()}\n/somewhere\n")
    dead.write_text(f"{2**22 + 1}\n/somewhere\n")
    for path in (recycled, dead, tmp_path / "none.pid"):
        drop_recycled_pid_file(path)
    assert not recycled.exists()
    assert dead.exists()


def test_data_of_another_version_are_refused_and_left_alone(tmp_path: Path) -> None:
    server = Postgres(tmp_path / "postgres")
    server.__dict__["binaries"] = Binaries(server.binaries.folder, 99)
    server.data.mkdir(parents=True)
    (server.data / "PG_VERSION").write_text("18\n")
    with pytest.raises(Refusal, match=r"written by PostgreSQL 18, but .* holds version 99"):
        server.prepare()
    assert (server.data / "PG_VERSION").exists()


def test_variables_of_other_servers_do_not_bend_connections() -> None:
    assert without_postgres_variables({"PGHOST": "x", "PGPORT": "1", "PATH": "/bin", "PAGER": "less"}) == {
        "PATH": "/bin",
        "PAGER": "less",
    }


def test_redis_and_celery_reach_valkey_and_nothing_is_lost_by_a_restart(tmp_path: Path) -> None:
    server = Valkey(tmp_path / "客服 台" / "valkey")
    for round_number in (1, 2):
        server.prepare()
        running = Running(server.child(tmp_path / "valkey.log"))
        try:
            assert soon(server.ready, 10), (tmp_path / "valkey.log").read_text()
            with redis.Redis.from_url(server.url) as client:
                assert client.incr("rounds") == round_number
                assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
            with kombu.Connection(server.broker_url) as broker:
                queue = broker.SimpleQueue("rings")
                queue.put({"round": round_number})
                message = queue.get(timeout=2)
                message.ack()
                assert message.payload == {"round": round_number}
                queue.close()
        finally:
            end_all([running])
        assert not server.ready()


@pytest.mark.parametrize("name", ["客服" * 20, "a,b"])
def test_a_path_that_no_client_could_use_gets_a_private_folder_for_its_socket(tmp_path: Path, name: str) -> None:
    assert socket_folder(Path("/srv/客服 台/var"), "valkey.sock") == Path("/srv/客服 台/var")
    deep = tmp_path / name
    folder = socket_folder(deep, "valkey.sock")
    try:
        assert len(os.fsencode(folder / "valkey.sock")) <= sockets.LONGEST
        assert folder.stat().st_mode & 0o777 == 0o700
        assert socket_folder(deep, "valkey.sock") == folder
        assert socket_folder(deep.with_name("other" * 30), "valkey.sock") != folder
        folder.chmod(0o755)
        with pytest.raises(Refusal, match="no private folder"):
            socket_folder(deep, "valkey.sock")
    finally:
        folder.rmdir()
