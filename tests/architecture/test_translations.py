"""Both languages are complete."""

import re
from functools import cache
from pathlib import Path

import polib
import pytest
from django.conf import settings

from config.translations import Found, messages_in

BASE = Path(settings.BASE_DIR)
CATALOG = BASE / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}")


@cache
def _used() -> dict[Found, list[str]]:
    """What code and templates say; read once for both tests."""
    return messages_in(BASE)


@cache
def _entries() -> dict[tuple[str, str, str], polib.POEntry]:
    return {(each.msgctxt or "", each.msgid, each.msgid_plural or ""): each for each in polib.pofile(str(CATALOG))}


def test_every_message_is_translated() -> None:
    """A string in code or template without Chinese is an error; `make messages` lists them."""
    entries = _entries()
    missing = [key[1] for key in _used() if key not in entries or not entries[key].translated()]
    assert not missing


def test_no_translation_is_uncertain_or_stale() -> None:
    """No fuzzy entries, none that nothing uses."""
    used = _used()
    entries = _entries()
    assert not [each.msgid for each in entries.values() if each.fuzzy]
    assert not [key[1] for key in entries if key not in used]


def test_placeholders_survive_translation() -> None:
    """Each named value of the English sentence stands in the Chinese one."""
    broken = []
    for (_context, one, many), entry in _entries().items():
        for text in [entry.msgstr] if not many else list(entry.msgstr_plural.values()):
            wanted = set(PLACEHOLDER.findall(many or one))
            if set(PLACEHOLDER.findall(text)) != wanted:
                broken.append(one)
    assert not broken


@pytest.mark.parametrize("mark", [",", ";", "?", "!"])
def test_chinese_uses_its_own_punctuation(mark: str) -> None:
    """A half-width mark directly after a Chinese character is a slip."""
    slip = re.compile(rf"[\u4e00-\u9fff]{re.escape(mark)}")
    texts = [text for each in _entries().values() for text in [each.msgstr, *each.msgstr_plural.values()]]
    assert not [text for text in texts if slip.search(text)]
