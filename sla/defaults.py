"""The promises with which a new desk starts, as data. A supervisor changes them by publishing new versions."""

from dataclasses import asdict
from datetime import datetime

import holidays as public_holidays

from sla.models import (
    Audience,
    Calendar,
    CauseKind,
    LadderStep,
    Mark,
    Policy,
    PromisedKind,
    ReviewCause,
    TimerKind,
    Way,
)
from sla.services import publish_calendar, publish_policy
from sla.services.ladder_edit import RungTerms
from tickets.categories import Category, Priority

ALWAYS = "24×7"
DESK = "Singapore desk"
HOUR = 60
Targets = tuple[int, int]
ORDINARY: tuple[Targets, Targets, Targets] = (
    (24 * HOUR, 48 * HOUR),
    (24 * HOUR, 48 * HOUR),
    (72 * HOUR, 120 * HOUR),
)

# name, match, calendar; goal and limit of first reply, next reply, resolution; minutes of the calendar's time.
POLICIES: list[tuple[str, dict[str, str], str, Targets, Targets, Targets]] = [
    ("Emergencies", {"priority": Priority.EMERGENCY}, ALWAYS, (5, 15), (5, 15), (24 * HOUR, 48 * HOUR)),
    ("Account security", {"category": Category.SECURITY}, ALWAYS, (15, HOUR), (30, 2 * HOUR), (24 * HOUR, 48 * HOUR)),
    (
        "Funds",
        {"category": Category.FUNDS},
        ALWAYS,
        (4 * HOUR, 24 * HOUR),
        (8 * HOUR, 24 * HOUR),
        (24 * HOUR, 48 * HOUR),
    ),
    (
        "Guidance, low priority",
        {"category": Category.GUIDANCE, "priority": Priority.LOW},
        DESK,
        (12 * HOUR, 24 * HOUR),
        (12 * HOUR, 24 * HOUR),
        (36 * HOUR, 60 * HOUR),
    ),
    ("Guidance", {"category": Category.GUIDANCE}, ALWAYS, *ORDINARY),
    ("Complaints", {"category": Category.COMPLAINT}, ALWAYS, *ORDINARY),
    ("Everything else", {}, ALWAYS, *ORDINARY),
]

# mark, percent, minutes, who, how.
LADDER = [
    (Mark.LIMIT, 75, None, [Audience.HOLDER], [Way.DESK]),
    (Mark.GOAL, None, 0, [Audience.HOLDER, Audience.LEAD], [Way.DESK]),
    (Mark.LIMIT, None, -2 * HOUR, [Audience.LEAD], [Way.DESK]),
    (Mark.LIMIT, None, 0, [Audience.HOLDER, Audience.LEAD, Audience.SUPERVISORS], [Way.DESK]),
    (Mark.LIMIT, None, 0, [], [Way.TELEGRAM, Way.WEBHOOK]),
    (Mark.LIMIT, None, 4 * HOUR, [Audience.SUPERVISORS], [Way.DESK, Way.MAIL]),
]
# Five days before the limit of a decision: three working days, whatever days of the week they are.
COMPLAINT_LADDER = (TimerKind.COMPLAINT_DECISION, Mark.LIMIT, -5 * 24 * HOUR, [Audience.HANDLER], [Way.DESK])

# Why a promise was missed, and what made it worse, in both languages.
CAUSES = [
    (CauseKind.CAUSE, "Hand-over without a note", "交接未留言"),
    (CauseKind.CAUSE, "Queue not watched", "队列无人查看"),
    (CauseKind.CAUSE, "Waited for another team", "等待其他团队"),
    (CauseKind.CAUSE, "Waited for a third party, clock not paused", "等待第三方，未暂停计时"),
    (CauseKind.CAUSE, "Too few people on shift", "当班人手不足"),
    (CauseKind.CAUSE, "Wrong category or priority", "分类或优先级错误"),
    (CauseKind.CAUSE, "Answer was hard to find", "答案难以查明"),
    (CauseKind.CAUSE, "Customer could not be reached", "联系不上客户"),
    (CauseKind.CAUSE, "System fault", "系统故障"),
    (CauseKind.CAUSE, "Forgotten", "遗忘"),
    (CauseKind.AGGRAVATION, "Warning not acted on", "收到预警未处理"),
    (CauseKind.AGGRAVATION, "Night or weekend", "夜间或周末"),
    (CauseKind.AGGRAVATION, "Public holiday", "公共假期"),
    (CauseKind.AGGRAVATION, "Absence not covered", "缺勤无人顶班"),
    (CauseKind.AGGRAVATION, "Many calls at once", "来电集中"),
    (CauseKind.AGGRAVATION, "Customer was told nothing", "未告知客户进展"),
]


def desk_schedule(years: range) -> dict[str, object]:
    """Working days 08:00 to 20:00 with half an hour at noon, Saturdays 09:00 to 15:00, public holidays of Singapore off."""
    day = [["08:00", "12:30"], ["13:00", "20:00"]]
    closed = public_holidays.country_holidays("SG", years=years)
    return {
        "zone": "Asia/Singapore",
        "always": False,
        "week": {"mon": day, "tue": day, "wed": day, "thu": day, "fri": day, "sat": [["09:00", "15:00"]]},
        "exceptions": [
            {"date": date.isoformat(), "windows": [], "label": label} for date, label in sorted(closed.items())
        ],
    }


def install_promises(*, at: datetime) -> bool:
    """Publish the default calendars and policies if there is no policy at all; whether it did. The same for the ladder and the causes."""
    install_ladder(at=at)
    install_causes(at=at)
    if Policy.objects.exists():
        return False
    publish_calendar(name=ALWAYS, schedule={"zone": "UTC", "always": True}, at=at)
    publish_calendar(name=DESK, schedule=desk_schedule(range(at.year, at.year + 3)), at=at)
    calendars = {each.name: each for each in Calendar.objects.all()}
    for position, (name, match, calendar, *targets) in enumerate(POLICIES, start=1):
        minutes = dict(zip(PromisedKind.values, targets, strict=True))
        publish_policy(name=name, position=position, match=match, calendar=calendars[calendar], minutes=minutes, at=at)
    return True


def suggested_rungs() -> list[RungTerms]:
    """The rungs of a new desk. One that is younger than a desk is offered on its ladder page."""
    kind, mark, minutes, who, how = COMPLAINT_LADDER
    of_complaints = RungTerms(mark, None, minutes, who, how, kind=kind)
    return [*(RungTerms(*each) for each in LADDER), of_complaints]


def install_ladder(*, at: datetime) -> None:
    """Add the default rungs if there is none at all. Those whose way has no address yet are told on the desk."""
    if LadderStep.objects.exists():
        return
    LadderStep.objects.bulk_create(LadderStep(**asdict(each), created_at=at) for each in suggested_rungs())


def install_causes(*, at: datetime) -> None:
    """Add the default causes of reviews if there is none at all."""
    if ReviewCause.objects.exists():
        return
    ReviewCause.objects.bulk_create(
        ReviewCause(kind=kind, name=name, name_zh=name_zh, created_at=at) for kind, name, name_zh in CAUSES
    )
