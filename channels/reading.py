"""Looking into what a network posted: whatever stands there gives an answer, nothing an exception."""

import re
from collections.abc import Mapping
from typing import Any

from tickets.categories import Language

# What every network and JavaScript can say exactly.
MOST = 2**53
MEDIA_TYPE = re.compile(r"[a-z]{1,20}/[0-9A-Za-z.+-]{1,80}")
_ACCOUNT = re.compile(r"[0-9]{1,20}")
_ENDING = re.compile(r"\.[0-9A-Za-z]{1,8}\Z")
_HAN = re.compile(r"[\u3400-\u9fff]")
_OTHER_SCRIPTS = re.compile(r"[\u3040-\u30ff\uac00-\ud7af]")


def part_of(data: object, name: str) -> Mapping[str, Any]:
    """An object inside an object; an empty one when it is none."""
    found = data.get(name) if isinstance(data, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def parts_of(data: object, name: str) -> list[Mapping[str, Any]]:
    """The objects of a list inside an object."""
    found = data.get(name) if isinstance(data, Mapping) else None
    return [each for each in found if isinstance(each, Mapping)] if isinstance(found, list) else []


def text_of(data: object, name: str) -> str:
    """A text inside an object; empty when there is none. Without what no database holds and no hash is made of: NUL and half
    surrogates, which JSON can write."""
    found = data.get(name) if isinstance(data, Mapping) else None
    return found.replace("\0", "").encode(errors="ignore").decode() if isinstance(found, str) else ""


def number_of(data: object, name: str) -> int | None:
    """A whole number of at most 53 bits."""
    found = data.get(name) if isinstance(data, Mapping) else None
    return found if isinstance(found, int) and not isinstance(found, bool) and abs(found) < MOST else None


def account_id(data: object, name: str) -> str:
    """The id of an account, which networks write as digits or as a number; empty when it is none."""
    found = number_of(data, name)
    given = str(found) if found is not None else text_of(data, name)
    return given if given.isascii() and _ACCOUNT.fullmatch(given) else ""


def named_as(given: str, plain: str) -> str:
    """What a file is, with the ending that the sender gave it: events hold no words of a customer's."""
    ending = _ENDING.search(given)
    return f"{plain.partition('.')[0]}{ending[0].lower()}" if ending else plain


def language_of(code: str) -> str:
    """Chinese of any kind is answered in Chinese, everything else in English."""
    return Language.ZH if code.lower().startswith("zh") else Language.EN


def language_said(words: str, usual: str) -> str:
    """The language of a first word, where the network tells none; `usual` where there is no word at all."""
    if not words.strip():
        return usual
    return Language.ZH if _HAN.search(words) and not _OTHER_SCRIPTS.search(words) else Language.EN
