"""The promise bar as SVG. In Python and not in a template: a list draws fifty of them, and a template took ten times as long."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString

from core.promise_bar import Bar, BarState


@dataclass(frozen=True, slots=True)
class Labels:
    """The times below a large bar."""

    start: str
    goal: str
    limit: str


@dataclass(frozen=True, slots=True)
class _Size:
    """In pixels, from the top: the whole, the track, the ticks, the mark for now."""

    height: int
    top: int
    thick: int
    tick: tuple[int, int]
    now: tuple[int, int]


_SMALL = _Size(height=14, top=4, thick=6, tick=(1, 13), now=(0, 14))
_LARGE = _Size(height=44, top=5, thick=10, tick=(2, 18), now=(0, 20))


def drawn(bar: Bar, *, state: BarState, says: str, labels: Labels | None = None) -> SafeString:
    """The bar; with labels the large one for customers. `says` is read out in its place. Percent across, pixels down."""
    size = _LARGE if labels else _SMALL
    inside = "".join([*_shapes(bar, size), *(_words(bar, labels) if labels else ())])
    return SafeString(
        f'<svg class="bar is-{state}" width="100%" height="{size.height}" role="img" aria-label="{escape(says)}"'
        f' focusable="false">{inside}</svg>'
    )


def _shapes(bar: Bar, size: _Size) -> Iterator[str]:
    across = f'y="{size.top}" height="{size.thick}" rx="1"'
    yield f'<rect class="bar-track" width="100%" {across}></rect>'
    for piece in bar.pieces:
        kind = "bar-pause" if piece.paused else "bar-done"
        yield f'<rect class="{kind}" x="{piece.x}%" width="{piece.width}%" {across}></rect>'
    if bar.goal is not None:
        yield _line("bar-tick", bar.goal, size.tick)
    yield _line("bar-tick", 100, size.tick)
    if bar.mark is not None:
        yield _line("bar-now", bar.mark, size.now)


def _line(kind: str, x: float, ends: tuple[int, int]) -> str:
    return f'<line class="{kind}" x1="{x}%" x2="{x}%" y1="{ends[0]}" y2="{ends[1]}"></line>'


def _words(bar: Bar, labels: Labels) -> Iterator[str]:
    yield f'<text x="0" y="39">{escape(labels.start)}</text>'
    if bar.goal_label_fits:
        room = ' class="needs-room"' if bar.goal_label_needs_room else ""
        yield f'<text{room} x="{bar.goal}%" y="39" text-anchor="middle">{escape(labels.goal)}</text>'
    yield f'<text x="100%" y="39" text-anchor="end">{escape(labels.limit)}</text>'
