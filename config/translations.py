"""Translations without gettext's own programs, which a fresh machine may lack: messages are read by Babel, catalogs kept by polib.

`manage.py messages` brings locale/*/LC_MESSAGES/django.po up to date with the code; `manage.py prepare` compiles them.
"""

import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polib
from babel.messages.extract import extract_python
from django.utils.translation.template import templatize

KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
Found = tuple[str, str, str]  # context, msgid, plural


def messages_in(base: Path) -> dict[Found, list[str]]:
    """Every translatable message of code and templates below `base`, with the files that use it."""
    found: dict[Found, list[str]] = {}
    for path, source in _sources(base):
        for context, one, many in _read(source):
            found.setdefault((context, one, many), []).append(str(path.relative_to(base)))
    return found


def _sources(base: Path) -> Iterator[tuple[Path, str]]:
    skipped = {".venv", "var", "tests", "bench", "deploy", "node_modules", ".git", "migrations"}
    for path in sorted(base.rglob("*.py")):
        if not skipped & set(path.relative_to(base).parts):
            yield path, path.read_text("utf-8")
    for path in sorted([*base.glob("templates/**/*.html"), *base.glob("templates/**/*.txt")]):
        # What is left of the HTML is only filling; its indentation would confuse Python's tokenizer.
        flat = (line.lstrip() for line in templatize(path.read_text("utf-8"), origin=str(path)).splitlines())
        yield path, "\n".join(flat)


def _read(source: str) -> Iterator[Found]:
    calls: Any = extract_python(io.BytesIO(source.encode()), KEYWORDS, [], {"encoding": "utf-8"})
    for _line, function, arguments, _comments in calls:
        texts = list(arguments) if isinstance(arguments, tuple | list) else [arguments]
        context = texts.pop(0) or "" if "pgettext" in function else ""
        if not texts or not texts[0]:
            continue
        counted = function.startswith("n") and len(texts) > 1
        yield context, texts[0], texts[1] or "" if counted else ""


def update_catalog(path: Path, found: dict[Found, list[str]], *, known: dict[str, str] | None = None) -> list[str]:
    """Bring one .po file up to date: new messages added (translated from `known` where it has them), gone ones removed.

    Returns the msgids that have no translation yet.
    """
    old = polib.pofile(str(path)) if path.exists() else polib.POFile()
    before = {(each.msgctxt or "", each.msgid, each.msgid_plural or ""): each for each in old}
    new = polib.POFile(wrapwidth=110)
    new.metadata = {
        "Project-Id-Version": "Firstline",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Language": path.parts[-3],
        "Plural-Forms": "nplurals=1; plural=0;",
    }
    for key in sorted(found, key=lambda each: (found[each][0], each)):
        context, one, many = key
        entry = before.get(key) or polib.POEntry(msgid=one, msgid_plural=many, msgctxt=context or None)
        if many and not any(entry.msgstr_plural.values()):
            entry.msgstr_plural = {0: (known or {}).get(one, "")}
        elif not many and not entry.msgstr:
            entry.msgstr = (known or {}).get(one, "")
        entry.occurrences = [(name, "") for name in sorted(set(found[key]))]
        entry.flags = ["python-format"] if "%(" in one else []
        new.append(entry)
    path.parent.mkdir(parents=True, exist_ok=True)
    new.save(str(path))
    return [each.msgid for each in new if not each.translated()]


def compile_catalogs(folder: Path) -> None:
    """Write each .mo beside its .po when the .po is newer."""
    for source in folder.glob("*/LC_MESSAGES/*.po"):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            # Beside and then in place: another process may be reading it.
            part = target.with_suffix(f".{os.getpid()}.part")
            polib.pofile(str(source)).save_as_mofile(str(part))
            part.replace(target)
