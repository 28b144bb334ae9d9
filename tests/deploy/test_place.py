"""Before anything starts: the address is free, the folder is ours alone, the disk has room. Else a helpful sentence."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy import place
from deploy.place import Place
from deploy.refusal import Refusal


def at(folder: Path, **env: str) -> Place:
    return Place.of(env, root=folder)


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def test_a_taken_port_is_named_with_the_command_that_avoids_it(tmp_path: Path, taken_port: int) -> None:
    with pytest.raises(Refusal, match=rf"Port {taken_port} is in use .* PORT={taken_port + 1} make run"):
        at(tmp_path, PORT=str(taken_port)).check()


def test_a_free_port_passes(tmp_path: Path, taken_port: int) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = probe.getsockname()[1]
    at(tmp_path, PORT=str(free)).check()


def test_a_host_of_another_machine_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match=r"HOST=192\.0\.2\.1 is not an address of this machine"):
        at(tmp_path, HOST="192.0.2.1").check()


@pytest.mark.parametrize("text", ["http", "0", "65536", "-1", "80.5"])
def test_a_port_that_is_none_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(Refusal, match="is not a port"):
        at(tmp_path, PORT=text)


def test_a_second_start_from_the_same_folder_is_refused_and_named(tmp_path: Path) -> None:
    first, second = at(tmp_path), at(tmp_path)
    with (
        first.claimed(),
        pytest.raises(Refusal, match=rf"already runs from .*process {os.getpid()}\).*PORT=8001 make run"),
        second.claimed(),
    ):
        pass
    with second.claimed():
        pass  # the first one let go


def test_another_port_lives_in_another_folder(tmp_path: Path) -> None:
    assert at(tmp_path).var == tmp_path / "var"
    assert at(tmp_path, PORT="8001").var == tmp_path / "var" / "8001"
    assert at(tmp_path, PORT="8001", FIRSTLINE_VAR="/srv/desk").var == Path("/srv/desk")


def test_a_nearly_full_disk_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place, "SPACE_NEEDED", 10**18)
    with pytest.raises(Refusal, match=r"only .* GB left .* Free some space"):
        at(tmp_path).check()


def test_keys_are_random_private_and_kept(tmp_path: Path) -> None:
    here = at(tmp_path)
    here.var.mkdir()
    key = here.key("secret")
    assert len(key) >= 50
    assert here.key("secret") == key
    assert here.key("lookup") != key
    assert (here.var / "secrets" / "secret.key").stat().st_mode & 0o777 == 0o600


def test_the_printed_address_opens_in_a_browser(tmp_path: Path) -> None:
    assert at(tmp_path).address == "http://localhost:8000/"
    assert at(tmp_path, HOST="0.0.0.0", PORT="81").address == "http://localhost:81/"  # noqa: S104 - parsed, not bound
    assert at(tmp_path, HOST="192.0.2.7").address == "http://192.0.2.7:8000/"
    assert at(tmp_path, HOST="2001:db8::7").address == "http://[2001:db8::7]:8000/"
