"""The name under which a file is shown and saved: its ending says what the content is."""

import re

from core.files.kinds import Kind
from core.text import clean_line

LONGEST = 120
_PICTURES = {".jpg", ".jpeg", ".png", ".webp", ".gif"}
_FORBIDDEN = re.compile(r'[<>:"|?*]')


def file_name(given: str, kind: Kind) -> str:
    """`given` without folders, controls, direction marks and what no system takes; cleaned first, looked at after."""
    last = given.replace("\\", "/").rstrip("/").rpartition("/")[2]
    # Composing can make three characters of one, so the length is cut once more afterwards.
    cleaned = clean_line(_FORBIDDEN.sub("", last)[-LONGEST:], field="files", limit=4 * LONGEST)
    name = cleaned[-LONGEST:].strip(". ")
    stem, dot, rest = name.rpartition(".")
    ending = f".{rest}".lower() if dot else ""
    if ending in kind.endings:
        return name
    if ending in _PICTURES and kind.endings[0] in _PICTURES:  # it was written anew as another kind of picture
        name = stem
    return (name.strip(". ")[: LONGEST - len(kind.endings[0])] or "file") + kind.endings[0]
