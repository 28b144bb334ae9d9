"""Missed promises of the last two weeks and what supervisors made of them: closed, waiting for a signature, disputed, and a pattern."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from accounts.models import Customer, User
from config.demo.matters import EN, ZH
from sla.models import BreachReview, CauseKind, ReviewCause
from sla.reviews.states import ReviewState
from sla.services import Matter, policy_for
from sla.services.policies import promised
from sla.services.reviews import Draft, dispute_clock, finish_action, save_review, send_review, sign_review
from tickets.services import assign_ticket, reply, resolve_ticket

if TYPE_CHECKING:
    from config.demo.story import Story, Thread

HOUR, DAY, MINUTE = timedelta(hours=1), timedelta(days=1), timedelta(minutes=1)
NO_NOTE, UNWATCHED = "Hand-over without a note", "Queue not watched"
THIRD_PARTY, WARNED = "Waited for a third party, clock not paused", "Warning not acted on"
FORM = "The hand-over form refuses tickets with a clock inside 12 working hours and no note. Try it on the General team for two weeks."
SENT = {ZH: "截图已上传，请查收。", EN: "Here is the screenshot."}
ASKED = {ZH: "请补充页面截图", EN: "a screenshot of the address page"}


@dataclass(frozen=True)
class PassedOn:
    """Asked the customer, put back into the queue in the evening without a word, found by somebody else past the limit."""

    days: int
    topic: str
    language: str
    customer: int
    held: str
    answered: str


PASSED_ON = [
    PassedOn(13, "records", ZH, 8, "zhou", "ravi"),
    PassedOn(11, "account_settings", EN, 3, "ravi", "zhou"),
    PassedOn(9, "trading", ZH, 11, "zhou", "ravi"),
    PassedOn(7, "deposit_withdraw_howto", EN, 12, "zhou", "ravi"),
]


def tell_missed(story: "Story", staff: dict[str, User], customers: Sequence[Customer]) -> None:
    """Put it all into the story."""
    mei, david = staff["mei"], staff["david"]
    passed = [_tell(story, each, staff, customers) for each in PASSED_ON]
    for thread, since in passed[:2]:
        _write(story, thread, since + 20 * HOUR, by=mei, owner=staff["zhou"], verb=send_review)
        story.then(_ago(story, since + 44 * HOUR), _signed_by(thread, david))
    _write(story, *_later(passed[2], 26), by=david, owner=staff["ravi"], verb=send_review)
    _write(story, *_later(passed[3], 22), by=mei, owner=staff["ravi"], verb=save_review)
    node = story.thread("deposit_missing", ZH, customers[5], staff["he"], 5 * 1440 + 200)
    late = 4 * 1440 + 40
    node.replied(late).solved(late - 300)
    story.then(late - 1440, lambda at: _dispute(node, by=david, at=at))
    login = story.thread("suspicious_login", EN, customers[14], staff["tomas"], 4 * 1440)
    login.replied(4 * 1440 - 101).solved(4 * 1440 - 400)


def _tell(
    story: "Story", case: PassedOn, staff: dict[str, User], customers: Sequence[Customer]
) -> "tuple[Thread, datetime]":
    """The ticket and the moment of its late answer: 2 h 05 min of working time past the limit of the first reply."""
    held, answered = staff[case.held], staff[case.answered]
    opened = (story.at - case.days * DAY).replace(hour=8, minute=20, second=0, microsecond=0)
    ruling = policy_for(Matter("guidance", "low"))
    _goal, limit = ruling.policy.targets("first_reply")
    pause = (opened + 18 * HOUR, opened + 21 * HOUR)
    due = promised(ruling.schedule, opened, limit, [pause])
    late = promised(ruling.schedule, opened, limit + 125 * MINUTE, [pause])
    thread = story.thread(
        case.topic, case.language, customers[case.customer], held, _ago(story, opened), priority="low"
    )
    thread.waits(_ago(story, pause[0]), "waiting_customer", ASKED[case.language], 9)
    thread.heard(_ago(story, pause[1]), SENT[case.language])

    def then(moment: datetime, verb: Callable[..., object], **facts: object) -> None:
        story.then(_ago(story, moment), lambda at: verb(ticket=thread.ticket, **facts, at=at))

    then(due - 20 * HOUR, assign_ticket, to=None, by=held)
    then(late - 20 * MINUTE, assign_ticket, to=answered, by=answered)
    then(late, reply, body=thread.matter.answer, by=answered)
    then(late + 3 * HOUR, resolve_ticket, solution=thread.matter.solution, by=answered)
    return thread, late


def _ago(story: "Story", moment: datetime) -> float:
    return (story.at - moment) / MINUTE


def _later(told: "tuple[Thread, datetime]", hours: int) -> "tuple[Thread, datetime]":
    return told[0], told[1] + hours * HOUR


def _review(thread: "Thread") -> BreachReview:
    return BreachReview.objects.filter(breach__ticket__number=thread.number).earliest("pk")


def _draft(cause: str, action: str, *, owner: User, told_at: datetime, due: datetime) -> Draft:
    causes = {(each.kind, each.name): each for each in ReviewCause.objects.all()}
    return Draft(
        cause=causes[CauseKind.CAUSE, cause],
        aggravation=causes[CauseKind.AGGRAVATION, WARNED],
        owner=owner,
        action=action,
        due_on=due.date(),
        told_at=told_at,
    )


def _write(
    story: "Story", thread: "Thread", when: datetime, *, by: User, owner: User, verb: Callable[..., object]
) -> None:
    def write(at: datetime) -> None:
        review = _review(thread)
        answered = review.breach.timer.stopped_at or at
        draft = _draft(NO_NOTE, FORM, owner=owner, told_at=answered, due=at + 9 * DAY)
        verb(review=review, draft=draft, by=by, at=at)

    story.then(_ago(story, when), write)


def _signed_by(thread: "Thread", by: User) -> Callable[[datetime], object]:
    return lambda at: sign_review(review=_review(thread), by=by, at=at)


def _dispute(thread: "Thread", *, by: User, at: datetime) -> None:
    reason = (
        "The node provider answered at the third request only; the ticket waited for them from the first hour. "
        "The clock should have been paused."
    )
    dispute_clock(review=_review(thread), reason=reason, by=by, at=at)


def review_old_ones(*, at: datetime) -> None:
    """What was missed more than two weeks ago is reviewed, signed and its action done."""
    mei, david = (User.objects.get(email__startswith=f"{name}@") for name in ("mei", "david"))
    old = BreachReview.objects.filter(state=ReviewState.OPEN, opened_at__lt=at - 14 * DAY)
    for number, found in enumerate(old.select_related("breach__ticket__assignee", "breach__timer").order_by("pk")):
        cause = (UNWATCHED, THIRD_PARTY, NO_NOTE)[number % 3]
        owner = found.breach.ticket.assignee or mei
        written = found.opened_at + (20 + 9 * (number % 4)) * HOUR
        told_at = min(found.breach.timer.stopped_at or written, written)
        draft = _draft(cause, ACTIONS[cause], owner=owner, told_at=told_at, due=written + 7 * DAY)
        review = send_review(review=found, draft=draft, by=mei, at=written)
        review = sign_review(review=review, by=david, at=written + (6 + 5 * (number % 3)) * HOUR)
        finish_action(review=review, by=owner, at=written + 3 * DAY)


ACTIONS = {
    NO_NOTE: FORM,
    UNWATCHED: "One person on each shift is named who watches the queue of the team; the name stands on the wall.",
    THIRD_PARTY: "Playbook: who waits for a provider says so with Wait and a date. Shown to both teams at the Monday meeting.",
}
