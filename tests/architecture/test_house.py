"""The rules of the house that no linter knows."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import ForeignKey, ManyToManyField, Model

BASE = Path(settings.BASE_DIR)
FLOORS = [
    "core",
    "outbox",
    "accounts",
    "tickets",
    "sla channels knowledge",
    "complaints incidents",
    "live notifications reports",
]
FLOOR = {name: height for height, names in enumerate(FLOORS) for name in names.split()}
APPS = [*FLOOR, "console", "portal", "api", "config"]
LONGEST_MODULE, LONGEST_FUNCTION, LONGEST_TEMPLATE = 400, 50, 120


def _modules() -> Iterator[Path]:
    for folder in [*APPS, "deploy", "bench"]:
        yield from (path for path in (BASE / folder).rglob("*.py") if "migrations" not in path.parts)


def _our_models() -> list[type[Model]]:
    return [model for model in apps.get_models() if model._meta.app_label in FLOOR]


@pytest.mark.parametrize("model", _our_models(), ids=lambda model: model._meta.label)
def test_foreign_keys_point_down(model: type[Model]) -> None:
    """The import linter cannot see a foreign key given as a string."""
    for field in model._meta.get_fields():
        if isinstance(field, ForeignKey | ManyToManyField) and field.related_model is not None:
            target = field.related_model._meta.app_label
            if target in FLOOR:
                allowed = FLOOR[target] < FLOOR[model._meta.app_label] or target == model._meta.app_label
                assert allowed, f"{field} points up or sideways"


def test_modules_and_functions_stay_small() -> None:
    """400 lines a module, 50 a function."""
    too_long = []
    for path in _modules():
        source = path.read_text("utf-8")
        if source.count("\n") > LONGEST_MODULE:
            too_long.append(f"{path.relative_to(BASE)}: {source.count(chr(10))} lines")
        for node in ast.walk(_tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > LONGEST_FUNCTION:
                    too_long.append(f"{path.relative_to(BASE)}:{node.lineno} {node.name}: {length} lines")
    assert not too_long


def test_templates_stay_small() -> None:
    """120 lines a template."""
    lengths = {path: path.read_text("utf-8").count("\n") for path in (BASE / "templates").rglob("*.html")}
    assert not {str(path): lines for path, lines in lengths.items() if lines > LONGEST_TEMPLATE}


def test_every_public_thing_says_what_it_does() -> None:
    """Public docstrings are contracts."""
    silent = []
    for path in _modules():
        if path.name == "apps.py":
            continue
        for node in _tree(path).body:
            public = isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
            if public and not ast.get_docstring(node):  # type: ignore[arg-type] # narrowed by `public`
                silent.append(f"{path.relative_to(BASE)}:{node.lineno} {node.name}")  # type: ignore[attr-defined] # idem
    assert not silent


@cache
def _tree(path: Path) -> ast.Module:
    """A module of ours, read once for all tests."""
    return ast.parse(path.read_text("utf-8"))


def _calls() -> Iterator[tuple[str, ast.Call]]:
    for path in _modules():
        for node in ast.walk(_tree(path)):
            if isinstance(node, ast.Call):
                yield str(path.relative_to(BASE)), node


def test_no_promise_hangs_on_the_broker() -> None:
    """No ETA or countdown anywhere, and nothing publishes to the broker but beat."""
    found = []
    for path, call in _calls():
        names = {keyword.arg for keyword in call.keywords}
        attribute = call.func.attr if isinstance(call.func, ast.Attribute) else ""
        if attribute in {"delay", "apply_async", "send_task"} or (attribute and names & {"eta", "countdown"}):
            found.append(f"{path}:{call.lineno}")
    assert not found


def test_time_comes_from_one_clock() -> None:
    """Only core.clock asks the machine what time it is."""
    found = []
    for path, call in _calls():
        if path == "core/clock.py" or path.startswith("deploy/"):
            continue
        attribute = call.func.attr if isinstance(call.func, ast.Attribute) else ""
        owner = (
            call.func.value.id if isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name) else ""
        )
        if (owner, attribute) in {("datetime", "now"), ("datetime", "utcnow"), ("timezone", "now"), ("date", "today")}:
            found.append(f"{path}:{call.lineno}")
    assert not found


def test_templates_hold_no_inline_style_or_script() -> None:
    """The security policy would refuse them; a reader should not have to find out in the browser."""
    found = []
    for path in (BASE / "templates").rglob("*.html"):
        text = re.sub(r"{[%{#].*?[%}#]}", "", path.read_text("utf-8"))
        if " style=" in text or "<style" in text or "<script>" in text or " onclick=" in text:
            found.append(str(path.relative_to(BASE)))
    assert not found


def test_no_file_names_a_registry_or_a_machine() -> None:
    """Lock files and docs work everywhere."""
    hosts = (
        "pypi" + ".org",
        "pythonhosted" + ".org",
        "npmjs" + ".org",
        "deb." + "debian.org",
        "/roo" + "t/",
        "/wor" + "k/",
    )
    found = []
    for path in [*BASE.glob("*"), *BASE.glob("docs/**/*"), *BASE.glob("deploy/**/*"), *BASE.glob(".ci/*"), *_modules()]:
        if path.is_file() and path.name != ".git" and path.suffix not in {".png", ".mo", ".pyc"}:
            text = path.read_text("utf-8", errors="ignore")
            found += [f"{path.name}: {host}" for host in hosts if host in text]
    assert not found
