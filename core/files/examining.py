"""The one gate for files that enter, whatever the way."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from core.files.incoming import IncomingFile
from core.files.kinds import BINARY, Kind, kind_of
from core.files.names import file_name
from core.files.pictures import Picture, clean_picture, looks_like_picture

PIXELS_TOGETHER: Final = 60_000_000
_UNREAD = Kind(BINARY, (".bin",), "unread")


@dataclass(frozen=True)
class Examined:
    """A file as it may be kept. `reason` (core.files.reasons) says why it is kept apart, or refused: then `content` is empty.

    Only what needs no reason has a thumbnail, and only pictures have one.
    """

    name: str
    content: bytes
    media_type: str
    reason: str = ""
    refused: bool = False
    width: int | None = None
    height: int | None = None
    thumbnail: bytes = b""


def examine(incoming: IncomingFile) -> Examined:
    """What it is, made harmless where we can. Never raises, whatever the bytes and the name."""
    if looks_like_picture(incoming.content):
        picture = clean_picture(incoming.content)
        return _picture(incoming, picture) if picture else _other(incoming, _UNREAD)
    return _other(incoming, kind_of(incoming.content))


def examine_all(files: Sequence[IncomingFile]) -> list[Examined]:
    """All files of one message. Pictures are decoded up to 60 million pixels together; further ones are kept apart unread."""
    left, seen = PIXELS_TOGETHER, []
    for each in files:
        spent = left <= 0 and looks_like_picture(each.content)
        one = _other(each, _UNREAD) if spent else examine(each)
        left -= (one.width or 0) * (one.height or 0)
        seen.append(one)
    return seen


def _picture(incoming: IncomingFile, picture: Picture) -> Examined:
    return Examined(
        name=file_name(incoming.name, picture.kind),
        content=picture.content,
        media_type=picture.kind.media_type,
        reason="identity" if incoming.identity else "",
        width=picture.width,
        height=picture.height,
        thumbnail=b"" if incoming.identity else picture.thumbnail,
    )


def _other(incoming: IncomingFile, kind: Kind) -> Examined:
    return Examined(
        name=file_name(incoming.name, kind),
        content=b"" if kind.refused else incoming.content,
        media_type=kind.media_type,
        reason=kind.reason or ("identity" if incoming.identity else ""),
        refused=kind.refused,
    )
