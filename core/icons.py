"""Lucide's icons, read from the archive that its package brings.

The package's own tag opens the archive anew for each icon: 20 ms each, a second for the first page of a process. Here it is opened once.
"""

import re
from functools import lru_cache
from importlib.resources import files
from zipfile import ZipFile

from django.utils.safestring import SafeString

_DRAWING = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)


@lru_cache(maxsize=1)
def _archive() -> ZipFile:
    return ZipFile(str(files("lucide") / "lucide.zip"))


@lru_cache(maxsize=512)
def icon(name: str, size: int) -> SafeString:
    """An icon as inline SVG, hidden from readers. KeyError: Lucide has none of this name."""
    drawing = _DRAWING.search(_archive().read(f"{name}.svg").decode())
    shapes = " ".join(drawing[1].split()) if drawing else ""
    return SafeString(
        f'<svg width="{size}" height="{size}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75"'
        f' stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false" class="icon">{shapes}</svg>'
    )
