"""Each step of a review is kept on its row and written down with who took it; and each looks whether somebody was faster."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from accounts.models import User
from core.errors import Conflict, InvalidInput, NotFound
from outbox.actors import SYSTEM
from outbox.models import Event
from sla.models import BreachReview, ReviewCause
from sla.reviews.selectors import causes_offered, own_actions, unfinished
from sla.reviews.states import ReviewState
from sla.services.reviews import (
    add_cause,
    dispute_clock,
    finish_action,
    grant_dispute,
    remind_reviews,
    rename_cause,
    restore_cause,
    retire_cause,
    return_review,
    save_review,
    send_review,
    sign_review,
    uphold_clock,
)
from tests.people import NOON, House
from tests.sla.reviewing import DAY, HOUR, MINUTE, MISSED, a_case, a_cause, a_draft, a_supervisor

LATER = MISSED + DAY
Verb = Callable[..., BreachReview]


@pytest.fixture
def sue(house: House) -> User:
    return a_supervisor()


@pytest.fixture
def case(house: House) -> BreachReview:
    return a_case(house)


def kept(review: BreachReview, *names: str) -> tuple[object, ...]:
    """What the row says, whatever the object in hand says."""
    row = BreachReview.objects.get(pk=review.pk)
    return tuple(getattr(row, name) for name in names)


def told(review: BreachReview, name: str, by: User, at: datetime) -> dict[str, Any]:
    """The only event of this name, by this person at this moment, about this case and its ticket."""
    event = Event.objects.get(name=name, subject_kind="review", subject_id=review.pk)
    assert (event.actor_kind, event.actor_id, event.at) == ("staff", str(by.pk), at)
    assert event.data["ticket_id"] == review.breach.ticket_id
    found: dict[str, Any] = event.data
    return found


WRITTEN = ("cause", "aggravation", "action_owner", "action", "due_on", "customer_told_at", "reviewed_by", "reviewed_at")


def test_a_draft_is_kept_as_it_was_written(case: BreachReview, house: House) -> None:
    draft = a_draft(house)
    save_review(review=case, draft=draft, by=house.sam, at=LATER)
    written = (draft.cause, draft.aggravation, draft.owner, draft.action, draft.due_on, draft.told_at)
    assert kept(case, "state", "version", *WRITTEN) == ("in_review", 2, *written, house.sam, LATER)
    told(case, "review.saved", house.sam, LATER)
    save_review(review=case, draft=a_draft(house, cause=None, action=""), by=house.sam, at=LATER + HOUR)
    assert kept(case, "state", "version", "cause", "action") == ("in_review", 3, None, "")


def test_sending_keeps_the_same_and_asks_for_a_signature(case: BreachReview, house: House, sue: User) -> None:
    draft = a_draft(house)
    send_review(review=case, draft=draft, by=house.sam, at=LATER)
    written = (draft.cause, draft.aggravation, draft.owner, draft.action, draft.due_on, draft.told_at)
    assert kept(case, "state", "version", *WRITTEN) == ("waiting_sign_off", 2, *written, house.sam, LATER)
    told(case, "review.sent", house.sam, LATER)
    return_review(review=case, remark=" Who  watches?\r\n", by=sue, at=LATER + HOUR)
    assert kept(case, "state", "remark", "version") == ("in_review", "Who  watches?", 3)
    told(case, "review.returned", sue, LATER + HOUR)
    send_review(review=case, draft=draft, by=house.sam, at=LATER + 2 * HOUR)
    assert kept(case, "state", "remark") == ("waiting_sign_off", "")
    sign_review(review=case, by=sue, at=LATER + 3 * HOUR)
    assert kept(case, "state", "signed_by", "closed_at") == ("closed", sue, LATER + 3 * HOUR)
    assert told(case, "review.closed", sue, LATER + 3 * HOUR)["due_on"] == "2026-12-01"
    finish_action(review=case, by=house.bob, at=LATER + DAY)
    assert kept(case, "action_done_at", "action_done_by") == (LATER + DAY, house.bob)
    told(case, "review.action_finished", house.bob, LATER + DAY)


def test_a_dispute_and_its_decision_are_kept(case: BreachReview, house: House, sue: User) -> None:
    dispute_clock(review=case, reason=" We waited. ", by=house.sam, at=LATER)
    disputed = kept(case, "state", "dispute", "disputed_by", "disputed_at", "version")
    assert disputed == ("disputed", "We waited.", house.sam, LATER, 2)
    told(case, "review.disputed", house.sam, LATER)
    uphold_clock(review=case, decision=" No. ", by=sue, at=LATER + HOUR)
    columns = ("state", "decision", "decided_by", "decided_at", "closed_at", "version")
    assert kept(case, *columns) == ("in_review", "No.", sue, LATER + HOUR, None, 3)
    assert told(case, "review.dispute_decided", sue, LATER + HOUR)["granted"] is False
    with pytest.raises(Conflict) as refusal:
        dispute_clock(review=case, reason="Still.", by=house.sam, at=LATER)
    assert refusal.value.reason == "upheld"


def test_a_granted_dispute_ends_the_case(case: BreachReview, house: House, sue: User) -> None:
    dispute_clock(review=case, reason="Holiday.", by=house.sam, at=LATER)
    grant_dispute(review=case, decision="Yes.", by=sue, at=LATER + HOUR)
    columns = ("state", "decision", "decided_by", "decided_at", "closed_at")
    assert kept(case, *columns) == ("granted", "Yes.", sue, LATER + HOUR, LATER + HOUR)
    assert told(case, "review.dispute_decided", sue, LATER + HOUR)["granted"] is True
    for verb in (uphold_clock, grant_dispute):
        with pytest.raises(Conflict):
            verb(review=case, decision="Again.", by=sue, at=LATER + 2 * HOUR)


def _steps(house: House, sue: User) -> dict[str, tuple[list[Verb], Verb]]:
    """A verb, and what must have happened before it."""

    def save(review: BreachReview, **more: Any) -> BreachReview:
        return save_review(review=review, draft=a_draft(house), by=house.sam, at=LATER, **more)

    def send(review: BreachReview, **more: Any) -> BreachReview:
        return send_review(review=review, draft=a_draft(house), by=house.sam, at=LATER, **more)

    def dispute(review: BreachReview, **more: Any) -> BreachReview:
        return dispute_clock(review=review, reason="Holiday.", by=house.sam, at=LATER, **more)

    def sign(review: BreachReview, **more: Any) -> BreachReview:
        return sign_review(review=review, by=sue, at=LATER, **more)

    def give_back(review: BreachReview, **more: Any) -> BreachReview:
        return return_review(review=review, remark="Why?", by=sue, at=LATER, **more)

    def uphold(review: BreachReview, **more: Any) -> BreachReview:
        return uphold_clock(review=review, decision="No.", by=sue, at=LATER, **more)

    def grant(review: BreachReview, **more: Any) -> BreachReview:
        return grant_dispute(review=review, decision="Yes.", by=sue, at=LATER, **more)

    first = {"save": save, "send": send, "dispute": dispute}
    after_sending, after_dispute = {"sign": sign, "return": give_back}, {"uphold": uphold, "grant": grant}
    return {
        **{name: ([], verb) for name, verb in first.items()},
        **{name: ([send], verb) for name, verb in after_sending.items()},
        **{name: ([dispute], verb) for name, verb in after_dispute.items()},
    }


@pytest.mark.parametrize("name", ["save", "send", "dispute", "sign", "return", "uphold", "grant"])
def test_no_step_goes_over_what_another_did_meanwhile(case: BreachReview, house: House, sue: User, name: str) -> None:
    before, verb = _steps(house, sue)[name]
    for each in before:
        each(case)
    version = BreachReview.objects.get(pk=case.pk).version
    with pytest.raises(Conflict):
        verb(case, seen_version=version - 1)
    assert kept(case, "version") == (version,)
    assert verb(case, seen_version=version).version == version + 1


@pytest.mark.parametrize("before", [[], ["save"], ["dispute"]], ids=str)
def test_only_what_waits_for_a_signature_is_signed_or_given_back(
    case: BreachReview, house: House, sue: User, before: list[str]
) -> None:
    steps = _steps(house, sue)
    for each in before:
        steps[each][1](case)
    state = kept(case, "state", "version")
    for name in ("sign", "return"):
        with pytest.raises(Conflict) as refusal:
            steps[name][1](case)
        assert refusal.value.reason == "move_not_possible"
    assert kept(case, "state", "version") == state


def test_a_case_that_is_not_there_is_not_found(case: BreachReview, house: House) -> None:
    with pytest.raises(NotFound):
        save_review(review=BreachReview(pk=case.pk + 1), draft=a_draft(house), by=house.sam, at=LATER)


@pytest.mark.parametrize("name", ["action", "remark", "reason", "decision"])
def test_texts_hold_two_thousand_characters(case: BreachReview, house: House, sue: User, name: str) -> None:
    steps = _steps(house, sue)

    def write(text: str) -> BreachReview:
        if name == "action":
            return save_review(review=case, draft=a_draft(house, action=text), by=house.sam, at=LATER)
        if name == "remark":
            return return_review(review=case, remark=text, by=sue, at=LATER)
        if name == "reason":
            return dispute_clock(review=case, reason=text, by=house.sam, at=LATER)
        return uphold_clock(review=case, decision=text, by=sue, at=LATER)

    before = {"remark": "sign", "decision": "grant"}.get(name)
    for each in steps[before][0] if before else []:
        each(case)
    for text in ("x" * 2001, *([] if name == "action" else [" \n"])):
        with pytest.raises(InvalidInput) as refusal:
            write(text)
        assert list(refusal.value.fields) == [name]
    column = "dispute" if name == "reason" else name
    assert getattr(write("x" * 2000), column) == "x" * 2000


def test_the_edges_of_what_may_be_said(case: BreachReview, house: House) -> None:
    """Told at this moment or as the promise was made; done by the end of today."""
    for told_at in (LATER, NOON):
        save_review(review=case, draft=a_draft(house, told_at=told_at), by=house.sam, at=LATER)
    sent = send_review(review=case, draft=a_draft(house, due_on=LATER.date()), by=house.sam, at=LATER)
    assert sent.state == ReviewState.WAITING


def test_only_who_may_sees_to_the_action_and_it_is_on_their_list(case: BreachReview, house: House, sue: User) -> None:
    save_review(review=case, draft=a_draft(house), by=house.sam, at=LATER)
    assert not own_actions(house.bob).exists(), "not agreed yet"
    send_review(review=case, draft=a_draft(house), by=house.sam, at=LATER)
    sign_review(review=case, by=sue, at=LATER)
    assert [list(own_actions(each)) for each in (house.bob, house.alice)] == [[case], []]
    assert not unfinished(house.sam).exists()
    for other in (house.alice, SYSTEM):
        with pytest.raises(NotFound):
            finish_action(review=case, by=other, at=LATER)
    finish_action(review=case, by=house.sam, at=LATER)
    assert not own_actions(house.bob).exists()
    assert finish_action(review=case, by=house.bob, at=LATER + DAY).action_done_by == house.sam
    assert Event.objects.filter(name="review.action_finished").count() == 1


def test_reminders_count_and_are_told_by_the_desk(case: BreachReview, house: House, sue: User) -> None:
    another = a_case(house, at=NOON + HOUR)
    for each in (case, another):
        send_review(review=each, draft=a_draft(house, due_on=date(2026, 11, 22)), by=house.sam, at=LATER)
        sign_review(review=each, by=sue, at=LATER)
    third = a_case(house, at=NOON + 2 * HOUR)
    at = third.opened_at + 3 * DAY
    assert remind_reviews(at=at) == 3, "two owners' actions, one word to the supervisors"
    assert remind_reviews(at=at + MINUTE) == 0
    waiting = Event.objects.get(name="review.waiting")
    assert (waiting.data["count"], waiting.data["since"]) == (1, third.opened_at.isoformat())
    assert (waiting.at, waiting.actor_kind, waiting.subject_kind) == (at, "system", "reviews")
    due = Event.objects.get(name="review.action_due", subject_id=case.pk)
    assert due.data == {"ticket_id": case.breach.ticket_id, "due_on": "2026-11-22"}
    assert (due.at, due.actor_kind) == (at, "system")
    assert kept(case, "reminded_on") == (date(2026, 11, 23),)


def test_the_lists_of_causes_are_kept_and_told(house: House) -> None:
    added = add_cause(kind="cause", name=" Mail  lost ", name_zh="邮件丢失", by=house.sam, at=NOON)
    row = ReviewCause.objects.get(pk=added.pk)
    assert (row.kind, row.name, row.name_zh, row.active, row.created_at) == (
        "cause",
        "Mail lost",
        "邮件丢失",
        True,
        NOON,
    )
    rename_cause(cause=added, name="Mail late", name_zh="邮件延误", by=house.ada, at=NOON + MINUTE)
    rename_cause(cause=added, name="Mail late", name_zh="邮件延误", by=house.ada, at=NOON + MINUTE)
    row.refresh_from_db()
    assert (row.name, row.name_zh) == ("Mail late", "邮件延误")
    for step in (1, 2):
        assert not retire_cause(cause=added, by=house.sam, at=NOON + step * HOUR).active
    assert not ReviewCause.objects.get(pk=added.pk).active
    for step in (3, 4):
        assert restore_cause(cause=added, by=house.sam, at=NOON + step * HOUR).active
    assert ReviewCause.objects.get(pk=added.pk).active
    events = Event.objects.filter(subject_kind="review_cause", subject_id=added.pk).order_by("pk")
    assert [(each.name, each.at, each.actor_label, each.data) for each in events] == [
        ("review_cause.added", NOON, "Sam, 1001", {"kind": "cause", "cause": "Mail lost"}),
        (
            "review_cause.renamed",
            NOON + MINUTE,
            "Ada, 9001",
            {"kind": "cause", "cause": "Mail late", "before": "Mail lost"},
        ),
        ("review_cause.retired", NOON + HOUR, "Sam, 1001", {"kind": "cause", "cause": "Mail late"}),
        ("review_cause.restored", NOON + 3 * HOUR, "Sam, 1001", {"kind": "cause", "cause": "Mail late"}),
    ]


def test_a_cause_has_a_list_and_two_names_of_eighty_signs(house: House) -> None:
    wrong = (
        ("dream", "One", "一", "kind"),
        ("cause", "x" * 81, "一", "name"),
        ("cause", "One", "一" * 81, "name_zh"),
        ("cause", "One", " ", "name_zh"),
    )
    for kind, name, name_zh, field in wrong:
        with pytest.raises(InvalidInput) as refusal:
            add_cause(kind=kind, name=name, name_zh=name_zh, by=house.sam, at=NOON)
        assert list(refusal.value.fields) == [field]
    assert add_cause(kind="cause", name="x" * 80, name_zh="一" * 80, by=house.sam, at=NOON).pk


def test_what_is_gone_cannot_be_changed(house: House) -> None:
    nothing = ReviewCause(pk=10**6, kind="cause", name="Nothing", name_zh="无")
    for verb in (retire_cause, restore_cause):
        with pytest.raises(NotFound):
            verb(cause=nothing, by=house.sam, at=NOON)
    with pytest.raises(NotFound):
        rename_cause(cause=nothing, name="A", name_zh="B", by=house.sam, at=NOON)


def test_a_case_is_offered_what_is_in_use_and_what_it_has_chosen(case: BreachReview, house: House) -> None:
    save_review(review=case, draft=a_draft(house), by=house.sam, at=LATER)
    retire_cause(cause=a_cause(), by=house.sam, at=LATER)
    retire_cause(cause=a_cause("Forgotten"), by=house.sam, at=LATER)
    retire_cause(cause=a_cause("Public holiday", "aggravation"), by=house.sam, at=LATER)
    offered = causes_offered(BreachReview.objects.get(pk=case.pk))
    names = {kind: {each.name for each in rows} for kind, rows in offered.items()}
    assert set(names) == {"cause", "aggravation"}
    assert "Queue not watched" in names["cause"], "chosen before it was retired"
    assert "Forgotten" not in names["cause"]
    assert len(names["cause"]) == 9
    assert names["aggravation"] == {
        "Warning not acted on",
        "Night or weekend",
        "Absence not covered",
        "Many calls at once",
        "Customer was told nothing",
    }
