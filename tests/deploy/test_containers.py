"""The containers say the same as the settings, the documentation and `make run`. No engine is asked: the files are read."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy.place import ROOT, Place
from deploy.run import Start
from deploy.supervisor import Supervisor

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: each for name, each in SERVICES.items() if each["image"] == "firstline"}
DOCKERFILE = (ROOT / "deploy" / "containers" / "Dockerfile").read_text(encoding="utf-8")


def test_everything_that_a_desk_needs_is_there() -> None:
    """Nothing more, nothing less."""
    assert set(OURS) == {"prepare", "web", "live", "worker", "beat", "ringer", "mailin"}
    assert set(SERVICES) - set(OURS) == {"proxy", "postgres", "valkey", "mail"}


@pytest.mark.parametrize("name", SERVICES)
def test_a_container_can_do_no_more_than_it_must(name: str) -> None:
    """Its own account, no capability, its code read-only, a health check, a network of its own."""
    service = SERVICES[name]
    user, _, group = service["user"].partition(":")
    assert int(user) > 0
    assert int(group) > 0
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service.get("cap_add", []) == (["NET_BIND_SERVICE"] if name == "proxy" else [])
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service
    assert service["healthcheck"].get("test") or name == "prepare"
    assert service["restart"]
    assert "inside" in service["networks"]


def test_only_the_proxy_and_mail_in_have_a_door() -> None:
    """And only what sends something out, or asks the domain name system, can reach out."""
    assert [name for name, each in SERVICES.items() if "ports" in each] == ["proxy", "mailin"]
    assert OURS["mailin"]["ports"] == ["25:8025"]
    assert COMPOSE["networks"]["inside"]["internal"] is True
    assert {name for name, each in SERVICES.items() if "outside" in each["networks"]} == {
        "proxy",
        "worker",
        "ringer",
        "mailin",
    }


def test_every_variable_is_one_that_the_settings_read() -> None:
    """A name with a slip in it would be silent."""
    settings = (ROOT / "config" / "settings.py").read_text(encoding="utf-8")
    known = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', settings)) | {"FORWARDED_ALLOW_IPS"}
    for each in OURS.values():
        assert {name.removesuffix("_FILE") for name in each["environment"]} <= known


def test_what_is_secret_is_a_file_that_nobody_commits() -> None:
    """Every file that a variable names is a declared secret of that container; none stands in the file itself."""
    for name, service in SERVICES.items():
        wanted = {Path(each).name for key, each in service.get("environment", {}).items() if key.endswith("_FILE")}
        assert wanted == set(service.get("secrets", [])), name
        assert wanted <= set(COMPOSE["secrets"])
    assert {"SECRET_KEY_FILE", "LOOKUP_KEY_FILE", "DATABASE_URL_FILE"} <= set(OURS["web"]["environment"])
    assert "/secrets/" in (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    assert all(each["file"].startswith("./secrets/") for each in COMPOSE["secrets"].values())
    told = (ROOT / "docs" / "production.md").read_text(encoding="utf-8")
    assert all(name in told for name in COMPOSE["secrets"])


def _plain(words: list[str]) -> list[str]:
    """A command without the ways in which it is started and without what differs by place."""
    joined = " ".join(words)
    return re.findall(r"uvicorn config\.asgi:application|celery -A config \w+|manage\.py \w+", joined)


def _run_by_make(tmp_path: Path) -> Iterator[list[str]]:
    place = Place.of({"FIRSTLINE_VAR": str(tmp_path), "PORT": "8899"})
    given = {"DATABASE_URL": "postgres:///x", "REDIS_URL": "redis://x", "SECRET_KEY": "x", "LOOKUP_KEY": "x"}
    start = Start(place, given, Supervisor(print), 0.0, ("python",))
    for child in start.processes():
        yield _plain(list(child.argv))


def test_the_commands_are_those_of_make_run_and_of_the_documentation(tmp_path: Path) -> None:
    """The same processes, whoever starts them."""
    contained = [_plain(OURS[name]["command"]) for name in ("web", "worker", "beat", "ringer", "mailin")]
    assert contained == list(_run_by_make(tmp_path))
    assert _plain(OURS["live"]["command"]) == _plain(OURS["web"]["command"])
    told = (ROOT / "docs" / "production.md").read_text(encoding="utf-8")
    for name in OURS:
        (words,) = _plain(OURS[name]["command"])
        assert words in told, name


def test_the_image_is_made_of_the_locked_files_and_runs_as_nobody() -> None:
    """By hash, and under the account that the containers name."""
    assert "--require-hashes" in DOCKERFILE
    assert "requirements.txt" in DOCKERFILE
    assert "requirements-dev" not in DOCKERFILE
    assert re.findall(r"^USER (\S+)$", DOCKERFILE, flags=re.MULTILINE) == [OURS["web"]["user"]]
    assert DOCKERFILE.rindex("\nUSER") > DOCKERFILE.rindex("\nRUN")
    left_out = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    assert {".git", "var", ".venv"} <= set(left_out)


def test_the_proxy_sends_streams_to_their_own_processes() -> None:
    """Unbuffered; the figures of operation stay inside."""
    caddy = (ROOT / "deploy" / "containers" / "Caddyfile").read_text(encoding="utf-8")
    assert re.search(r"handle /live/\* \{\s+reverse_proxy live:8000 \{\s+flush_interval -1", caddy)
    assert "reverse_proxy web:8000" in caddy
    assert "path /metrics" in caddy
    assert {"web", "live"} <= set(SERVICES["proxy"]["depends_on"])


def test_the_database_is_made_as_make_run_makes_it() -> None:
    """The same encoding and order: search and sorting must not differ."""
    ours = (ROOT / "deploy" / "postgres.py").read_text(encoding="utf-8")
    for option in ("--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"):
        assert option in ours
        assert option in SERVICES["postgres"]["environment"]["POSTGRES_INITDB_ARGS"]
    assert "noeviction" in SERVICES["valkey"]["command"]
