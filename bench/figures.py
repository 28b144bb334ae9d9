"""A measured figure beside what it must be."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """`least` or `most` is the target in the figure's own unit; `raw` is what the same machine does in the same run without us."""

    what: str
    value: float
    unit: str
    least: float | None = None
    most: float | None = None
    raw: str = ""

    @property
    def holds(self) -> bool:
        """Whether the target is met."""
        return (self.least is None or self.value >= self.least) and (self.most is None or self.value <= self.most)


def table(figures: Sequence[Figure]) -> str:
    """Aligned, with a mark at those that do not hold."""
    lines = [f"{'':4}{'work':84}{'measured':>16}{'target':>14}  beside it"]
    for each in figures:
        target = (
            f">= {each.least:g}" if each.least is not None else f"<= {each.most:g}" if each.most is not None else ""
        )
        mark = "ok" if each.holds else "BAD"
        lines.append(f"{mark:4}{each.what:84}{each.value:10.1f} {each.unit:5}{target:>14}  {each.raw}")
    return "\n".join(lines)
