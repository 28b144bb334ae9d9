"""Every missed promise is a case: written by one supervisor, signed by another who had no hand in the ticket."""

from datetime import date
from importlib import import_module
from typing import Any

import pgtrigger
import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.db.migrations import RunSQL
from django.db.utils import DatabaseError
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from core.errors import Conflict, InvalidInput, NotAllowed, NotFound
from outbox.models import Event
from outbox.services import deliver_due
from sla.models import Breach, BreachReview, CauseKind, ReviewCause
from sla.reviews.permissions import reviews_visible_to
from sla.reviews.selectors import counted_breaches, finished, unfinished
from sla.reviews.states import MOVES, ReviewState
from sla.services import sweep
from sla.services.reviews import (
    add_cause,
    dispute_clock,
    finish_action,
    grant_dispute,
    rename_cause,
    restore_cause,
    retire_cause,
    return_review,
    save_review,
    send_review,
    sign_review,
    uphold_clock,
)
from tests.people import NOON, House, a_ticket
from tests.sla.reviewing import DAY, HOUR, MINUTE, MISSED, a_case, a_cause, a_draft, a_supervisor
from tickets.services import add_note, assign_ticket, record_view, reply

LATER = MISSED + DAY


@pytest.fixture
def sue(house: House) -> User:
    return a_supervisor()


@pytest.fixture
def case(house: House) -> BreachReview:
    return a_case(house)


@pytest.fixture
def sent(case: BreachReview, house: House) -> BreachReview:
    """Written by Sam, waiting for a signature."""
    return send_review(review=case, draft=a_draft(house), by=house.sam, at=LATER)


def test_a_breach_has_its_case_at_once(house: House) -> None:
    a_ticket(house)
    sweep(at=MISSED - MINUTE)
    assert not BreachReview.objects.exists()
    sweep(at=MISSED)
    review = BreachReview.objects.get()
    assert (review.state, review.opened_at) == (ReviewState.OPEN, MISSED)
    sweep(at=MISSED + HOUR)
    assert BreachReview.objects.count() == Breach.objects.count() == 1


def test_an_answer_that_comes_late_opens_a_case_without_any_ringer(house: House) -> None:
    ticket = a_ticket(house)
    reply(ticket=ticket, body="Sorry, this took long.", by=house.alice, at=MISSED + HOUR)
    assert BreachReview.objects.get().breach.ticket == ticket


def test_there_is_no_breach_without_a_case(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object, **_more: object) -> None:
        raise RuntimeError

    ticket = a_ticket(house)
    with monkeypatch.context() as patched:
        patched.setattr("sla.services.breaches.open_reviews", broken)
        reply(ticket=ticket, body="Sorry.", by=house.alice, at=MISSED + HOUR)
    assert not Breach.objects.exists()
    deliver_due(at=MISSED + 2 * HOUR)
    breaches = Breach.objects.filter(ticket=ticket)
    assert breaches.filter(kind="first_reply", review__state=ReviewState.OPEN).exists()
    assert not breaches.filter(review__isnull=True).exists()


def test_a_breach_of_the_time_before_gets_its_case(case: BreachReview) -> None:
    with pgtrigger.ignore("sla.BreachReview:review_kept"):
        case.delete()
    migration = import_module("sla.migrations.0005_reviews").Migration
    statement = next(each.sql for each in migration.operations if isinstance(each, RunSQL))
    with connection.cursor() as cursor:
        cursor.execute(str(statement))
    made = BreachReview.objects.get(breach=case.breach)
    assert (made.state, made.opened_at) == (ReviewState.OPEN, MISSED)


def test_the_sweep_costs_the_same_with_more_cases(house: House) -> None:
    def statements(count: int, at: Any) -> int:
        for _number in range(count):
            a_ticket(house, at=at)
        with CaptureQueriesContext(connection) as found:
            sweep(at=at + 24 * HOUR)
        return len(found)

    few = statements(2, NOON)
    assert statements(20, NOON + 3 * HOUR) == few
    assert BreachReview.objects.count() == 22


def test_a_draft_may_leave_anything_out_and_is_kept(case: BreachReview, house: House) -> None:
    draft = a_draft(house, cause=None, owner=None, due_on=None, told_at=None)
    saved = save_review(review=case, draft=draft, by=house.sam, at=LATER)
    saved.refresh_from_db()
    assert (saved.state, saved.reviewed_by, saved.reviewed_at) == (ReviewState.IN_REVIEW, house.sam, LATER)
    assert saved.action.startswith("Name one person")
    assert saved.version == 2


def test_who_was_slower_is_told_and_nothing_is_lost(case: BreachReview, house: House, sue: User) -> None:
    save_review(review=case, draft=a_draft(house), by=sue, at=LATER, seen_version=1)
    with pytest.raises(Conflict):
        save_review(review=case, draft=a_draft(house, action="Mine"), by=house.sam, at=LATER, seen_version=1)
    case.refresh_from_db()
    assert case.action.startswith("Name one person")


@pytest.mark.parametrize("left_out", ["cause", "owner", "action", "due_on"])
def test_only_a_complete_review_is_sent(case: BreachReview, house: House, left_out: str) -> None:
    draft = a_draft(house, **{left_out: "" if left_out == "action" else None})
    with pytest.raises(InvalidInput) as refusal:
        send_review(review=case, draft=draft, by=house.sam, at=LATER)
    assert list(refusal.value.fields) == [left_out]
    case.refresh_from_db()
    assert case.state == ReviewState.OPEN


def test_a_day_that_has_passed_is_no_promise(case: BreachReview, house: House) -> None:
    with pytest.raises(InvalidInput) as refusal:
        send_review(review=case, draft=a_draft(house, due_on=date(2026, 11, 20)), by=house.sam, at=LATER)
    assert list(refusal.value.fields) == ["due_on"]


def test_text_passes_the_one_gate(case: BreachReview, house: House) -> None:
    saved = save_review(review=case, draft=a_draft(house, action="  Watch\u202e it \r\n"), by=house.sam, at=LATER)
    assert saved.action == "Watch it"
    with pytest.raises(InvalidInput):
        save_review(review=case, draft=a_draft(house, action="x" * 2_001), by=house.sam, at=LATER)


def test_the_customer_cannot_have_been_told_tomorrow_or_before_the_promise(case: BreachReview, house: House) -> None:
    for told_at in (LATER + MINUTE, NOON - MINUTE):
        with pytest.raises(InvalidInput) as refusal:
            save_review(review=case, draft=a_draft(house, told_at=told_at), by=house.sam, at=LATER)
        assert list(refusal.value.fields) == ["told_at"]


def test_a_program_or_a_closed_account_owns_no_action(case: BreachReview, house: House) -> None:
    house.bob.is_active = False
    for owner in (house.pbx, house.bob):
        with pytest.raises(InvalidInput) as refusal:
            save_review(review=case, draft=a_draft(house, owner=owner), by=house.sam, at=LATER)
        assert list(refusal.value.fields) == ["owner"]


@pytest.mark.parametrize("name", ["alice", "olive", "ada", "pbx"])
def test_only_supervisors_write(case: BreachReview, house: House, name: str) -> None:
    with pytest.raises(NotAllowed):
        save_review(review=case, draft=a_draft(house), by=getattr(house, name), at=LATER)


def test_a_second_supervisor_signs_and_the_case_is_closed(sent: BreachReview, sue: User) -> None:
    closed = sign_review(review=sent, by=sue, at=LATER + HOUR)
    closed.refresh_from_db()
    assert (closed.state, closed.signed_by, closed.closed_at) == (ReviewState.CLOSED, sue, LATER + HOUR)
    names = list(Event.objects.filter(subject_kind="review", subject_id=sent.pk).values_list("name", flat=True))
    assert names == ["review.sent", "review.closed"]


def test_who_wrote_it_cannot_sign(sent: BreachReview, house: House) -> None:
    with pytest.raises(NotAllowed, match=r".*") as refusal:
        sign_review(review=sent, by=house.sam, at=LATER)
    assert "wrote this review" in str(refusal.value.sentence)


def test_who_wrote_a_part_of_it_cannot_sign_either(case: BreachReview, house: House, sue: User) -> None:
    save_review(review=case, draft=a_draft(house), by=sue, at=LATER)
    send_review(review=case, draft=a_draft(house), by=house.sam, at=LATER)
    with pytest.raises(NotAllowed) as refusal:
        sign_review(review=case, by=sue, at=LATER)
    assert "wrote this review" in str(refusal.value.sentence)


def test_who_held_the_ticket_cannot_sign(house: House, sue: User) -> None:
    ticket = a_ticket(house)
    assign_ticket(ticket=ticket, to=sue, by=house.sam, at=NOON + HOUR)
    assign_ticket(ticket=ticket, to=house.alice, by=house.alice, at=NOON + 2 * HOUR)
    sweep(at=MISSED)
    review = BreachReview.objects.get()
    send_review(review=review, draft=a_draft(house), by=house.sam, at=LATER)
    with pytest.raises(NotAllowed) as refusal:
        sign_review(review=review, by=sue, at=LATER)
    assert "held this ticket" in str(refusal.value.sentence)


def test_who_worked_on_the_ticket_cannot_sign_but_who_looked_can(house: House, sue: User) -> None:
    noor = a_supervisor("Noor", "1003")
    review = a_case(house)
    ticket = review.breach.ticket
    add_note(ticket=ticket, body="I called them.", by=sue, at=MISSED + HOUR)
    record_view(ticket=ticket, known=[], by=noor, at=MISSED + HOUR)
    send_review(review=review, draft=a_draft(house), by=house.sam, at=LATER)
    with pytest.raises(NotAllowed) as refusal:
        sign_review(review=review, by=sue, at=LATER)
    assert "had a hand" in str(refusal.value.sentence)
    assert sign_review(review=review, by=noor, at=LATER).state == ReviewState.CLOSED


@pytest.mark.parametrize("name", ["alice", "olive", "ada"])
def test_only_supervisors_sign(sent: BreachReview, house: House, name: str) -> None:
    with pytest.raises(NotAllowed):
        sign_review(review=sent, by=getattr(house, name), at=LATER)


def _write(review: BreachReview, **columns: object) -> None:
    with transaction.atomic():
        BreachReview.objects.filter(pk=review.pk).update(**columns)


def test_the_database_refuses_a_signature_of_who_wrote_it(sent: BreachReview, house: House) -> None:
    with pytest.raises(IntegrityError, match="review_signed_by_another"):
        _write(sent, state=ReviewState.CLOSED, signed_by=house.sam, closed_at=LATER)


def test_the_database_refuses_a_signature_of_who_held_the_ticket(sent: BreachReview, house: House) -> None:
    with pytest.raises(ProgrammingError, match="who held the ticket cannot sign"):
        _write(sent, state=ReviewState.CLOSED, signed_by=house.alice, closed_at=LATER)


@pytest.mark.parametrize(
    "columns",
    [
        {"state": "dreaming"},
        {"state": ReviewState.CLOSED},
        {"closed_at": LATER},
        {"cause": None},
        {"action": ""},
        {"dispute": "x", "disputed_at": LATER, "state": ReviewState.DISPUTED},
    ],
)
def test_the_database_keeps_cases_whole(sent: BreachReview, columns: dict[str, Any]) -> None:
    with pytest.raises(DatabaseError):
        _write(sent, **columns)


def test_the_database_has_the_same_moves(sent: BreachReview, house: House, sue: User) -> None:
    assert set(MOVES) == set(ReviewState.values)
    for state in ReviewState.values:
        if state not in MOVES[ReviewState.WAITING] and state != ReviewState.WAITING:
            with pytest.raises(DatabaseError):
                _write(sent, state=state)
    closed = sign_review(review=sent, by=sue, at=LATER)
    with pytest.raises(ProgrammingError):
        _write(closed, action="Something else")
    with pytest.raises(ProgrammingError, match="Cannot delete"), transaction.atomic():
        closed.delete()


def test_what_is_missing_goes_back_with_a_word(sent: BreachReview, house: House, sue: User) -> None:
    with pytest.raises(InvalidInput):
        return_review(review=sent, remark=" ", by=sue, at=LATER)
    returned = return_review(review=sent, remark="Who watches at night?", by=sue, at=LATER)
    assert (returned.state, returned.remark) == (ReviewState.IN_REVIEW, "Who watches at night?")
    again = send_review(review=sent, draft=a_draft(house), by=house.sam, at=LATER)
    assert (again.state, again.remark) == (ReviewState.WAITING, "")
    assert sign_review(review=sent, by=sue, at=LATER).state == ReviewState.CLOSED


def test_nothing_is_written_while_somebody_signs(sent: BreachReview, house: House) -> None:
    with pytest.raises(Conflict):
        save_review(review=sent, draft=a_draft(house), by=house.sam, at=LATER)


def test_a_dispute_that_is_upheld_leads_back_to_the_review(case: BreachReview, house: House, sue: User) -> None:
    disputed = dispute_clock(review=case, reason="We waited for the bank.", by=house.sam, at=LATER)
    assert (disputed.state, disputed.disputed_by) == (ReviewState.DISPUTED, house.sam)
    with pytest.raises(Conflict):
        save_review(review=case, draft=a_draft(house), by=sue, at=LATER)
    upheld = uphold_clock(review=case, decision="Nobody had pended it.", by=sue, at=LATER + HOUR)
    assert (upheld.state, upheld.decided_by, upheld.closed_at) == (ReviewState.IN_REVIEW, sue, None)
    assert list(counted_breaches()) == [case.breach]
    with pytest.raises(Conflict):
        dispute_clock(review=case, reason="Still.", by=house.sam, at=LATER)
    send_review(review=case, draft=a_draft(house), by=house.sam, at=LATER)
    assert sign_review(review=case, by=sue, at=LATER).state == ReviewState.CLOSED


def test_a_fault_of_the_clock_stays_in_the_register_and_counts_against_nobody(
    case: BreachReview, house: House, sue: User
) -> None:
    dispute_clock(review=case, reason="The calendar had a holiday as a working day.", by=house.sam, at=LATER)
    granted = grant_dispute(review=case, decision="It was a holiday.", by=sue, at=LATER + HOUR)
    assert (granted.state, granted.closed_at) == (ReviewState.GRANTED, LATER + HOUR)
    assert Breach.objects.get() == case.breach
    assert not counted_breaches().exists()
    assert list(finished(house.sam)) == [granted]
    assert not unfinished(house.sam).exists()


def test_another_supervisor_decides_a_dispute(case: BreachReview, house: House, sue: User) -> None:
    dispute_clock(review=case, reason="Wrong.", by=house.sam, at=LATER)
    with pytest.raises(NotAllowed) as refusal:
        grant_dispute(review=case, decision="I was right.", by=house.sam, at=LATER)
    assert "disputed this clock" in str(refusal.value.sentence)
    assign_ticket(ticket=case.breach.ticket, to=sue, by=sue, at=LATER)
    with pytest.raises(NotAllowed) as refusal:
        uphold_clock(review=case, decision="No.", by=sue, at=LATER)
    assert "held this ticket" in str(refusal.value.sentence)
    with pytest.raises(IntegrityError, match="review_dispute_decided_by_another"):
        _write(case, state=ReviewState.GRANTED, decided_by=house.sam, decided_at=LATER, closed_at=LATER, decision="x")


def test_agents_and_programs_see_no_case(case: BreachReview, house: House) -> None:
    for reader in (house.sam, house.olive, house.ada):
        assert list(reviews_visible_to(reader)) == [case]
    for other in (house.alice, house.pbx):
        assert not reviews_visible_to(other).exists()


def test_the_owner_or_a_supervisor_says_that_the_action_is_done(sent: BreachReview, house: House, sue: User) -> None:
    with pytest.raises(NotFound):
        finish_action(review=sent, by=house.alice, at=LATER)
    sign_review(review=sent, by=sue, at=LATER)
    done = finish_action(review=sent, by=house.bob, at=LATER + DAY)
    assert (done.action_done_at, done.action_done_by) == (LATER + DAY, house.bob)
    again = finish_action(review=sent, by=house.sam, at=LATER + 2 * DAY)
    assert again.action_done_at == LATER + DAY


def test_an_action_that_is_not_agreed_cannot_be_done(case: BreachReview, house: House) -> None:
    save_review(review=case, draft=a_draft(house), by=house.sam, at=LATER)
    with pytest.raises(Conflict):
        finish_action(review=case, by=house.bob, at=LATER)


def test_causes_are_named_in_both_languages_and_each_once(house: House) -> None:
    added = add_cause(kind="cause", name="Mail lost", name_zh="邮件丢失", by=house.sam, at=NOON)
    assert added.active
    for name, name_zh, field in (("mail LOST", "别的", "name"), ("Other", "邮件丢失", "name_zh"), ("", "空", "name")):
        with pytest.raises(InvalidInput) as refusal:
            add_cause(kind="cause", name=name, name_zh=name_zh, by=house.ada, at=NOON)
        assert list(refusal.value.fields) == [field]
    with pytest.raises(NotAllowed):
        add_cause(kind="cause", name="Mine", name_zh="我的", by=house.alice, at=NOON)
    add_cause(kind="aggravation", name="Mail lost", name_zh="邮件丢失", by=house.sam, at=NOON)


def test_a_renamed_cause_is_renamed_in_old_cases(sent: BreachReview, house: House) -> None:
    rename_cause(cause=a_cause(), name="Nobody watched", name_zh="无人值守", by=house.sam, at=NOON)
    sent.refresh_from_db()
    assert str(sent.cause) == "Nobody watched"


def test_a_retired_cause_is_not_offered_and_stays_where_it_was_chosen(case: BreachReview, house: House) -> None:
    save_review(review=case, draft=a_draft(house), by=house.sam, at=LATER)
    cause = retire_cause(cause=a_cause(), by=house.sam, at=LATER)
    save_review(review=case, draft=a_draft(house), by=house.sam, at=LATER)
    other = a_case(house, at=NOON + HOUR)
    with pytest.raises(InvalidInput) as refusal:
        save_review(review=other, draft=a_draft(house), by=house.sam, at=LATER + DAY)
    assert list(refusal.value.fields) == ["cause"]
    restore_cause(cause=cause, by=house.sam, at=LATER)
    save_review(review=other, draft=a_draft(house), by=house.sam, at=LATER + DAY)


def test_the_last_cause_stays_and_none_is_deleted(house: House) -> None:
    *others, last = ReviewCause.objects.filter(kind=CauseKind.CAUSE)
    for each in others:
        retire_cause(cause=each, by=house.sam, at=NOON)
    with pytest.raises(Conflict):
        retire_cause(cause=last, by=house.sam, at=NOON)
    with pytest.raises(ProgrammingError, match="Cannot delete"), transaction.atomic():
        last.delete()


def test_a_cause_is_no_aggravation(case: BreachReview, house: House) -> None:
    with pytest.raises(InvalidInput) as refusal:
        save_review(review=case, draft=a_draft(house, aggravation=a_cause()), by=house.sam, at=LATER)
    assert list(refusal.value.fields) == ["aggravation"]
