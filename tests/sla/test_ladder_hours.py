"""No rung is reached while no working time passes, whatever the hours, the pauses and the ladder."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from core import hours
from core.hours import DAYS, Schedule
from sla.models import CalendarVersion, PolicyVersion, Timer
from sla.services.ladder import Rung, plan

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
MINUTE, INSTANT = timedelta(minutes=1), timedelta(microseconds=1)


@st.composite
def schedules(draw: st.DrawFn) -> Schedule:
    """A week with at least one window, in a zone that changes its clock or not."""
    week: dict[str, list[list[str]]] = {}
    for day in draw(st.sets(st.sampled_from(DAYS), min_size=1)):
        edges = sorted(
            draw(st.sets(st.integers(0, 47), min_size=2, max_size=4).filter(lambda each: len(each) % 2 == 0))
        )
        words = [f"{half // 2:02d}:{half % 2 * 30:02d}" for half in edges]
        week[day] = [[words[place], words[place + 1]] for place in range(0, len(words), 2)]
    zone = draw(st.sampled_from(["Asia/Singapore", "Europe/London", "America/New_York"]))
    return Schedule.from_json({"zone": zone, "week": week})


rungs = st.builds(
    Rung,
    pk=st.just(1),
    kind=st.just(""),
    priority=st.just(""),
    mark=st.sampled_from(["goal", "limit"]),
    percent=st.integers(1, 99),
    minutes=st.none(),
) | st.builds(
    Rung,
    pk=st.just(1),
    kind=st.just(""),
    priority=st.just(""),
    mark=st.sampled_from(["goal", "limit"]),
    percent=st.none(),
    minutes=st.integers(-600, 600),
)


def timer(schedule: Schedule, start: datetime, goal: int, limit: int) -> Timer:
    version = PolicyVersion(first_reply_goal=goal, first_reply_limit=limit)
    calendar = CalendarVersion(schedule=schedule.to_json())
    made = Timer(kind="first_reply", started_at=start, policy_version=version, calendar_version=calendar)
    made.goal_at = hours.add(schedule, start, goal * MINUTE) or start
    made.due_at = hours.add(schedule, start, limit * MINUTE) or start
    return made


def reached(made: Timer, rung: Rung, pauses: hours.Pauses = ()) -> datetime | None:
    schedule = made.schedule
    made.goal_at = hours.add(schedule, made.started_at, made.targets[0], pauses) or made.goal_at
    made.due_at = hours.add(schedule, made.started_at, made.targets[1], pauses) or made.due_at
    planned = plan(made, [rung], priority="normal", pauses=pauses, after=made.started_at)
    return datetime.fromisoformat(str(planned[0][0])) if planned else None


@given(schedules(), st.integers(0, 14 * 24 * 60), st.integers(1, 900), st.integers(0, 900), rungs)
def test_a_rung_never_falls_into_closed_time(schedule: Schedule, begin: int, goal: int, more: int, rung: Rung) -> None:
    made = timer(schedule, MONDAY + begin * MINUTE, goal, goal + more)
    moment = reached(made, rung)
    working = rung.working(*made.targets)
    if working <= timedelta():
        assert moment is None
        return
    assert moment is not None
    # The last instant before it was working time: it may fall on a closing edge, and never behind one.
    assert hours.is_open(schedule, moment - INSTANT)
    assert hours.between(schedule, made.started_at, moment) == working


@given(
    schedules(), st.integers(0, 14 * 24 * 60), st.integers(1, 900), rungs, st.integers(0, 3000), st.integers(1, 6000)
)
def test_a_pause_moves_a_rung_by_the_working_time_it_takes(
    schedule: Schedule, begin: int, goal: int, rung: Rung, later: int, length: int
) -> None:
    made = timer(schedule, MONDAY + begin * MINUTE, goal, goal * 2)
    before = reached(made, rung)
    paused = made.started_at + later * MINUTE
    pause = (paused, paused + length * MINUTE)
    after = reached(made, rung, [pause])
    if before is None or after is None:
        assert before == after
        return
    assert not pause[0] < after <= pause[1] or after == before
    if before <= pause[0]:
        assert after == before
    else:
        assert hours.between(schedule, made.started_at, after, [pause]) == rung.working(*made.targets)
        assert hours.between(schedule, before, after) >= hours.between(schedule, *pause) > timedelta() or (
            hours.between(schedule, *pause) == timedelta() and after == before
        )
