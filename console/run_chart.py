"""How a promise ran, as geometry and words: percent across, pixels down, so that the drawing needs no script and no style."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise, permutations
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from console.run_axis import Axis, Column, axis_of
from console.run_labels import NARROWEST, Side, Wanted, rows_of, spots, wide
from console.run_words import Told, answered_word, short_day, target_words, told, when
from core import timewords
from sla.reviews.timeline import Deed, Run, open_spans

MARK_ROW: Final = 34
DOT_ROW: Final = 18
DOT_ROWS: Final = 5
ON_AXIS: Final = 38
BAND: Final = 58
MOST_DOTS: Final = 12
# From here on columns may be too narrow for more than the number of the day.
MANY_DAYS: Final = 9
# A dot this near to a mark would only say the mark again.
SAME: Final = timedelta(seconds=90)
_STEPS: Final = [timedelta(minutes=each) for each in (1, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440)]


@dataclass(frozen=True)
class Mark:
    """A moment with a line through the band and two lines of words."""

    at: datetime
    kind: str
    word: str
    time: str
    sides: tuple[Side, ...]


@dataclass(frozen=True)
class Dot:
    """Something that happened, under the band."""

    at: datetime
    told: Told
    time: str


def zone_of(run: Run) -> str:
    """The zone of its calendar; the reader's where no calendar counts hours."""
    schedule = run.timer.schedule
    return timezone.get_current_timezone_name() if schedule.always else schedule.zone


def chart(run: Run) -> dict[str, Any]:
    """The context of desk/_review_run.html: the drawing, and the same as a list for narrow pages and for readers."""
    zone = zone_of(run)
    marks, dots = _marks(run, zone), _dots(run, zone)
    edges = [edge for each in run.timer.pauses.all() for edge in (each.started_at, each.ended_at or run.ends)]
    busy = [run.begins, run.ends, *(each.at for each in marks), *(each.at for each in dots), *edges]
    axis = axis_of(run.begins, run.ends, zone=zone, busy=busy)
    placed_marks, mark_rows = _place_marks(marks, axis)
    placed_dots, dot_rows = _place_dots(dots, axis)
    top = mark_rows * MARK_ROW + 8
    band = top + 22
    return {
        "marks": placed_marks,
        "dots": placed_dots,
        "days": _days(run, axis, zone, placed_marks),
        "windows": _windows(run, axis),
        "pieces": list(_pieces(run, axis)),
        "hours": _hours(run, axis, zone),
        "y": {"top": top, "day": top + 14, "band": band, "bar": band + 19, "mark": band + 46, "axis": band + BAND}
        | {"hour": band + BAND + 16, "foot": band + BAND + 26, "dot": band + BAND + ON_AXIS, "lead": 1 - BAND}
        | {"height": band + BAND + 30 + dot_rows * DOT_ROW},
        "zone": timewords.zone_words(zone, at=run.begins),
        "says": _says(marks),
        "lines": _lines(marks, dots),
    }


def _marks(run: Run, zone: str) -> list[Mark]:
    goal, limit = run.timer.targets
    goal_at, due_at = run.timer.goal_at, run.timer.due_at

    def mark(at: datetime, kind: str, word: str, *sides: Side) -> Mark:
        return Mark(at, kind, word, when(at, run, zone=zone), sides)

    marks = [mark(run.begins, "start", pgettext("promise", "Received"), "start")]
    if goal_at < due_at:
        marks.append(mark(goal_at, "goal", target_words(pgettext("promise", "Goal"), goal), "end", "start"))
    marks.append(mark(due_at, "limit", target_words(pgettext("promise", "Limit"), limit), "end", "start"))
    marks.append(mark(run.ends, "end", answered_word(run), "start", "end"))
    return marks


def _dots(run: Run, zone: str) -> list[Dot]:
    """At most twelve, the ones that matter most; what happened in one minute is one dot."""
    apart: dict[datetime, Dot] = {}
    for deed in run.deeds:
        dot = _dot(deed, run, zone)
        minute = deed.event.at.replace(second=0, microsecond=0)
        told_by_mark = abs(deed.event.at - run.timer.due_at) < SAME or run.ends - deed.event.at < SAME
        if not told_by_mark and (minute not in apart or dot.told.rank < apart[minute].told.rank):
            apart[minute] = dot
    kept = sorted(apart.values(), key=lambda each: (each.told.rank, each.at))[:MOST_DOTS]
    return sorted(kept, key=lambda each: each.at)


def _dot(deed: Deed, run: Run, zone: str) -> Dot:
    return Dot(deed.event.at, told(deed), when(deed.event.at, run, zone=zone))


def _place_marks(marks: list[Mark], axis: Axis) -> tuple[list[dict[str, Any]], int]:
    wanted = [
        Wanted(axis.at(each.at), max(wide(each.word), wide(each.time)), each.sides, weight=1 + (each.kind != "goal"))
        for each in marks
    ]
    found = spots(wanted, permutations(reversed(range(len(marks)))), rows=len(marks))
    rows = rows_of(found)
    placed = []
    for mark, label, spot in zip(marks, wanted, found, strict=True):
        lane, side = (spot.lane, spot.side) if spot else (0, label.sides[0])
        # The nearest row stands lowest, right over the band.
        words = {} if spot else {"word": "", "time": ""}
        placed.append(mark.__dict__ | words | {"x": label.percent, "side": side, "y": (rows - 1 - lane) * MARK_ROW})
    return placed, rows


def _place_dots(dots: list[Dot], axis: Axis) -> tuple[list[dict[str, Any]], int]:
    texts = [_("%(what)s, %(time)s") % {"what": each.told.words, "time": each.time} for each in dots]
    wanted = [
        Wanted(axis.at(dot.at), wide(text), ("start", "end"), weight=8 - dot.told.rank)
        for dot, text in zip(dots, texts, strict=True)
    ]
    forth = list(range(len(dots)))
    ranked = sorted(forth, key=lambda each: dots[each].told.rank)
    found = spots(wanted, (forth[::-1], forth, ranked, ranked[::-1]), rows=DOT_ROWS)
    placed = []
    for text, label, spot in zip(texts, wanted, found, strict=True):
        # Without room for its words a dot stands on the axis itself; the list has them.
        y, side = (spot.lane * DOT_ROW, spot.side) if spot else (-ON_AXIS, "start")
        placed.append({"x": label.percent, "words": text if spot else "", "title": text, "side": side, "y": y})
    return placed, rows_of(found) if dots else 0


def _days(run: Run, axis: Axis, zone: str, marks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    days, month = [], 0
    lines = sorted(each["x"] for each in marks)
    for column in axis.columns:
        texts = _day_texts(run, column, zone, with_month=column.day.month != month)
        if len(axis.columns) > MANY_DAYS:
            texts.append(_("%(days)s d") % {"days": column.days} if column.folded else str(column.day.day))
        ends = column.x + column.width
        # Between the lines of the marks: in the first stretch of the day that is wide enough.
        starts = [column.x, *(each for each in lines if column.x < each < ends)]
        rooms = [(begin, (end - begin) * NARROWEST / 100 - 10) for begin, end in pairwise([*starts, ends])]
        x, text = next(((x, text) for text in texts for x, room in rooms if wide(text) <= room), (column.x, ""))
        middle = column.x + column.width / 2
        days.append({"line": column.x, "x": x, "text": text, "folded": column.folded, "middle": middle})
        month = column.day.month
    return days


def _day_texts(run: Run, column: Column, zone: str, *, with_month: bool) -> list[str]:
    """From the fullest to the shortest way to name a column."""
    shut = next(open_spans(run.timer.schedule, column.begins, column.ends), None) is None
    if column.folded:
        count = ngettext("%(count)d day", "%(count)d days", column.days) % {"count": column.days}
        return [_closed(count, "")] * shut + [count]
    noon = datetime(column.day.year, column.day.month, column.day.day, 12, tzinfo=ZoneInfo(zone))
    full, short = (short_day(noon, zone=zone, with_month=each) for each in (with_month, False))
    label = run.timer.schedule.label_on(column.day) if not run.timer.schedule.always else ""
    return [_closed(full, label), _closed(short, label), _closed(short, "")] * shut + [full, short]


def _closed(day: str, label: str) -> str:
    return _("%(day)s, %(why)s") % {"day": day, "why": label or _("closed")}


def _windows(run: Run, axis: Axis) -> list[dict[str, Any]]:
    """The working hours; those of folded days would be a blur and become one."""
    drawn = []
    for column in axis.columns:
        spans = open_spans(run.timer.schedule, column.begins, column.ends)
        if not column.folded:
            drawn += [_rect(axis, opens, closes) for opens, closes in spans]
        elif next(spans, None):
            drawn.append(_rect(axis, column.begins, column.ends))
    return drawn


def _pieces(run: Run, axis: Axis) -> Iterator[dict[str, Any]]:
    folded = [each for each in axis.columns if each.folded]
    for each in run.stretches:
        if any(column.begins <= each.begins < column.ends for column in folded):
            continue
        yield _rect(axis, each.begins, each.ends) | {"kind": each.kind}
    for column in folded:
        kinds = {each.kind for each in run.stretches if column.begins <= each.begins < column.ends}
        if kinds:
            yield {"x": column.x, "width": column.width, "kind": min(kinds), "folded": True}


def _rect(axis: Axis, begins: datetime, ends: datetime) -> dict[str, Any]:
    left, right = axis.at(begins), axis.at(ends)
    return {"x": left, "width": round(max(right - left, 0.15), 2)}


def _hours(run: Run, axis: Axis, zone: str) -> list[dict[str, Any]]:
    """Clock times under the axis: the edges of the working hours, or even steps where there is none in sight."""
    edges: set[datetime] = set()
    if not run.timer.schedule.always:
        spans = [
            each for c in axis.columns if not c.folded for each in open_spans(run.timer.schedule, c.begins, c.ends)
        ]
        edges = {edge for span in spans for edge in span} - {axis.begins, axis.ends}
    moments = sorted(edges) if len(edges) > 1 else _steps(axis, zone)
    shown: list[dict[str, Any]] = []
    free = 0.0
    for moment in moments:
        text = timewords.moment_words(moment, zone=zone, now=moment, style="clock")
        x, half = axis.at(moment) * NARROWEST / 100, wide(text) / 2
        if x - half >= free and x + half <= NARROWEST:
            shown.append({"x": axis.at(moment), "text": text})
            free = x + half + 8
    return shown


def _steps(axis: Axis, zone: str) -> list[datetime]:
    shown = sum((each.ends - each.begins for each in axis.columns if not each.folded), timedelta())
    step = next((each for each in _STEPS if shown / each <= 9), _STEPS[-1])
    moments = []
    for column in axis.columns:
        midnight = datetime(column.day.year, column.day.month, column.day.day, tzinfo=ZoneInfo(zone))
        ticks = (midnight + step * count for count in range(timedelta(days=1) // step))
        moments += [each for each in ticks if column.begins < each < column.ends and not column.folded]
    return moments


def _says(marks: list[Mark]) -> str:
    told_marks = [_("%(mark)s %(time)s") % {"mark": each.word, "time": each.time} for each in marks]
    return _("Time line: %(marks)s. The list after it says the same.") % {
        "marks": pgettext("list", ", ").join(told_marks)
    }


def _lines(marks: list[Mark], dots: list[Dot]) -> list[dict[str, Any]]:
    """Marks and dots in the order of time."""
    icons = {"start": "inbox", "goal": "flag", "limit": "circle-alert", "end": "circle-x"}
    lines = [{"at": each.at, "words": each.word, "icon": icons[each.kind], "mark": each.kind} for each in marks]
    lines += [{"at": each.at, "words": each.told.words, "icon": each.told.icon, "mark": ""} for each in dots]
    return sorted(lines, key=lambda each: each["at"])
