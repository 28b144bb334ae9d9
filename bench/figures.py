"""A measured figure beside what it must be, and how it grows with the desk."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

GROWTH: Final = 1.2


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
        return _within(self.value, self.least, self.most)


@dataclass(frozen=True)
class Grown:
    """The same work on a small desk and on a large one; targets hold on the large one.

    `worst` are both p99; `statements` those on the small desk, on the large one, and its savepoints.
    """

    what: str
    unit: str
    small: float
    large: float
    least: float | None = None
    most: float | None = None
    worst: tuple[float, float] | None = None
    statements: tuple[int, int, int] | None = None
    most_statements: int | None = None

    @property
    def growth(self) -> float:
        """How many times slower, or larger, the large desk is."""
        ratio = self.large / self.small if self.small else 1.0
        return 1 / ratio if self.least is not None and ratio else ratio

    @property
    def faults(self) -> list[str]:
        """What is not as it must be, in words; empty when all holds."""
        found = []
        if self.growth > GROWTH:
            found.append("grows")
        if not _within(self.large, self.least, self.most):
            found.append("slow" if self.unit != "MiB" else "large")
        if self.statements and self.most_statements and self.statements[1] > self.most_statements:
            found.append("statements")
        return found

    @property
    def holds(self) -> bool:
        """Whether all targets are met."""
        return not self.faults


@dataclass(frozen=True)
class Beside:
    """The same work done by us and by another; `more`: the larger figure is the better one."""

    what: str
    unit: str
    ours: float
    theirs: float
    more: bool = False

    @property
    def ratio(self) -> float:
        """How many times better ours is; below 1, theirs is."""
        good, bad = (self.ours, self.theirs) if self.more else (self.theirs, self.ours)
        return good / bad if bad else 1.0


def beside_table(figures: Sequence[Beside], *, ours: str, theirs: str) -> str:
    """Aligned: both figures and how many times better ours is."""
    lines = [f"{'':4}{'work':42}{ours:>30}{theirs:>42}{'times better':>14}"]
    lines += [
        f"{'':4}{each.what:42}{f'{each.ours:.1f} {each.unit}':>30}{f'{each.theirs:.1f} {each.unit}':>42}{each.ratio:>14.1f}"
        for each in figures
    ]
    return "\n".join(lines)


def _within(value: float, least: float | None, most: float | None) -> bool:
    return (least is None or value >= least) and (most is None or value <= most)


def _target(least: float | None, most: float | None) -> str:
    return f">= {least:g}" if least is not None else f"<= {most:g}" if most is not None else ""


def table(figures: Sequence[Figure]) -> str:
    """Aligned, with a mark at those that do not hold."""
    lines = [f"{'':4}{'work':84}{'measured':>16}{'target':>14}  beside it"]
    for each in figures:
        mark = "ok" if each.holds else "BAD"
        target = _target(each.least, each.most)
        lines.append(f"{mark:4}{each.what:84}{each.value:10.1f} {each.unit:5}{target:>14}  {each.raw}")
    return "\n".join(lines)


def grown_table(figures: Sequence[Grown], *, small: str, large: str) -> str:
    """As `table`, with both desks by their number of tickets: p50 and p99, statements with savepoints behind a plus, and the growth."""
    head = ("work", "statements", "target", f"{small} p50", "p99", f"{large} p50", "p99", "target", "growth")
    lines = [
        f"{'':4}{head[0]:42}{head[1]:>12}{head[2]:>8}{head[3]:>16}{head[4]:>9}{head[5]:>16}{head[6]:>9}{head[7]:>10}{head[8]:>8}"
    ]
    for each in figures:
        asked = f"{each.statements[1]}+{each.statements[2]}" if each.statements else ""
        most = f"<= {each.most_statements}" if each.most_statements else ""
        worst = [f"{value:.1f}" for value in each.worst] if each.worst else ["", ""]
        digits = 2 if each.unit in {"s", "ms"} and each.large < 10 else 1
        values = [f"{value:.{digits}f} {each.unit}" for value in (each.small, each.large)]
        target, faults = _target(each.least, each.most), ", ".join(each.faults)
        lines.append(
            f"{'ok' if each.holds else 'BAD':4}{each.what:42}{asked:>12}{most:>8}{values[0]:>16}{worst[0]:>9}{values[1]:>16}{worst[1]:>9}"
            f"{target:>10}{each.growth:>8.2f}  {faults}".rstrip()
        )
    return "\n".join(lines)
