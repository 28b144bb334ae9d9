"""The complaint channel as its verbs and its database keep it."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import Role, User
from accounts.services.customers import create_customer
from complaints.handlers import open_for_escalation
from complaints.models import Cause, Complaint, ComplaintState, Letter, LetterKind, Point
from complaints.policies import concerned
from complaints.services import (
    Account,
    Ruling,
    add_point,
    admit_complaint,
    answer_point,
    assign_handler,
    change_profile,
    complain,
    contest_complaint,
    decide_complaint,
    export_register,
    mark_sent,
    open_complaint,
    refuse_complaint,
    reword_point,
    send_late_notice,
    strike_point,
    withdraw_complaint,
)
from complaints.services.intake import divide, open_for_held
from core import clock
from core.errors import Conflict, InvalidInput, NotAllowed, NotFound
from outbox.actors import SYSTEM
from outbox.models import Event
from outbox.services import deliver_due
from sla.models import Holding, Timer, TimerState
from sla.services import sweep
from tests.people import NOON, House, a_ticket
from tickets.models import Message, Ticket
from tickets.services import assign_ticket

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TWO = "Nobody called back.\n\nThe fee was taken twice."


def made(house: House, statement: str = TWO, **more: str) -> Complaint:
    return complain(ticket=a_ticket(house), account=Account(statement, **more), by=house.cleo, at=NOON)


def admitted(house: House, profile: str = "house") -> Complaint:
    return admit_complaint(complaint=made(house), profile=profile, by=house.olive, at=NOON + HOUR)


def answered(house: House) -> Complaint:
    complaint = admitted(house)
    for position in (1, 2):
        answer_point(
            complaint=complaint, position=position, outcome="upheld", answer="True.", by=house.olive, at=NOON + HOUR
        )
    return Complaint.objects.get(pk=complaint.pk)


def clocks(complaint: Complaint) -> dict[str, Timer]:
    timers = Timer.objects.filter(ticket=complaint.ticket, kind__startswith="complaint").order_by("generation")
    return {each.kind: each for each in timers}


# --- clocks and the acknowledgement -----------------------------------------------------------------------------------
def test_the_desk_acknowledges_by_itself_and_the_clock_is_met_when_the_mail_went(house: House) -> None:
    with clock.shifted(NOON - clock.now()):
        complaint = made(house)
        assert clocks(complaint)["complaint_acknowledgement"].state == TimerState.RUNNING
        mail.outbox.clear()
        while deliver_due(at=NOON + timedelta(minutes=1)):
            pass
    complaint.refresh_from_db()
    letter = complaint.letters.get()
    assert letter.sent_by == "mail"
    assert complaint.acknowledged_at == letter.sent_at
    assert clocks(complaint)["complaint_acknowledgement"].state == TimerState.MET
    assert complaint.next_due_at == complaint.decide_by
    body = next(str(each.body) for each in mail.outbox if complaint.number in each.subject)
    for fact in (
        "Received: ",
        "Handled by: Olive, number 4001",
        "Decision expected by: Fri 4 Dec 2026, 23:59",
        "free of charge",
    ):
        assert fact in body
    assert "Nobody called back." not in body, "the address may be a stranger's"
    assert any(block["text"] == TWO for block in letter.content)
    assert (
        next(each for each in mail.outbox if complaint.number in each.subject)
        .extra_headers["Message-ID"]
        .startswith(f"<{letter.delivery_key}.")
    )


def test_without_an_address_an_officer_says_how_it_was_sent(house: House) -> None:
    customer = create_customer(by=SYSTEM, at=NOON, name="Ann", phone="+6581110000", language="en")
    complaint = complain(ticket=a_ticket(house, customer=customer), account=Account("Slow."), by=customer, at=NOON)
    while deliver_due(at=NOON + timedelta(minutes=1)):
        pass
    letter = complaint.letters.get()
    assert letter.sent_at is None
    with pytest.raises(NotAllowed):
        mark_sent(letter=letter, way="post", by=house.alice, at=NOON + HOUR)
    mark_sent(letter=letter, way="post", by=house.olive, at=NOON + HOUR)
    complaint.refresh_from_db()
    assert complaint.acknowledged_at == NOON + HOUR
    assert house.olive.pk not in concerned(complaint.ticket), "work on the complaint is no hand in the ticket"


def test_a_profile_measures_from_the_receipt_and_the_change_is_recorded(house: House) -> None:
    complaint = admitted(house, "eu")
    timers = clocks(complaint)
    assert timers["complaint_decision"].basis == "eu:2025/294:1"
    assert timers["complaint_decision"].started_at == NOON
    assert timers["complaint_decision"].due_at == complaint.decide_by
    change_profile(complaint=complaint, profile="dubai", by=house.olive, at=NOON + 2 * HOUR)
    kinds = Timer.objects.filter(ticket=complaint.ticket, kind="complaint_decision").order_by("generation")
    assert [each.state for each in kinds] == ["cancelled", "cancelled", "running"]
    changed = Event.objects.filter(name="complaint.profile_changed").last()
    assert changed
    assert (changed.data["before"], changed.data["after"]) == ("eu", "dubai")


def test_opening_many_costs_as_many_statements_as_opening_one(house: House) -> None:
    def cost(count: int) -> int:
        held = [a_ticket(house) for _each in range(count)]
        with CaptureQueriesContext(connection) as statements, transaction.atomic():
            open_for_held(held, cause=Cause.BREACH, by=SYSTEM, at=NOON)
        return len(statements)

    assert cost(1) == cost(12)


# --- points and the decision ------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("statement", "points"),
    [
        ("One thing.", ["One thing."]),
        ("One.\n\nTwo.\nstill two.", ["One.", "Two.\nstill two."]),
        ("1. Late\n2. Rude\nvery", ["Late", "Rude\nvery"]),
        ("1、电话没人接\n2、重复扣费", ["电话没人接", "重复扣费"]),
    ],
)
def test_a_statement_is_divided_as_it_was_written(statement: str, points: list[str]) -> None:
    assert divide(statement) == points


def test_a_decision_with_an_open_point_is_refused_and_nothing_is_half_saved(house: House) -> None:
    complaint = admitted(house)
    answer_point(complaint=complaint, position=1, outcome="upheld", answer="True.", by=house.olive, at=NOON + HOUR)
    before = Complaint.objects.filter(pk=complaint.pk).values().get()
    with pytest.raises(Conflict, match="points_open") as refused:
        decide_complaint(complaint=complaint, ruling=Ruling("upheld", "Sorry."), by=house.olive, at=NOON + 2 * HOUR)
    assert "Point 2 has no answer yet" in str(refused.value.sentence)
    assert Complaint.objects.filter(pk=complaint.pk).values().get() == before
    assert not Letter.objects.filter(kind=LetterKind.DECISION).exists()


def test_the_database_refuses_a_decision_with_an_open_point(house: House) -> None:
    complaint = admitted(house)
    decided = {"state": "decided", "decided_at": NOON, "ended_at": NOON, "next_due_at": None, "outcome": "upheld"}
    with pytest.raises(IntegrityError, match="complaint_decided_whole"), transaction.atomic():
        Complaint.objects.filter(pk=complaint.pk).update(**decided, decision="Sorry.")


def test_the_database_refuses_points_of_a_complaint_that_has_ended(house: House) -> None:
    complaint = answered(house)
    decide_complaint(complaint=complaint, ruling=Ruling("upheld", "Sorry."), by=house.olive, at=NOON + 2 * HOUR)
    with pytest.raises(IntegrityError, match="once the complaint has ended"), transaction.atomic():
        Point.objects.create(complaint=complaint, position=9, text="Too late")
    with pytest.raises(IntegrityError, match="once the complaint has ended"), transaction.atomic():
        Point.objects.filter(complaint=complaint, position=1).update(answer="Other words")


def test_a_decision_names_outcome_reasons_remedy_and_where_to_turn(house: House) -> None:
    complaint = answered(house)
    ruling = Ruling("partly", "The fee was ours.", ["apology", "refund"], "25", "USDC")
    decided = decide_complaint(complaint=complaint, ruling=ruling, by=house.olive, at=NOON + 2 * HOUR)
    assert decided.outcome == "partly"
    assert {each.state for each in clocks(decided).values()} == {TimerState.MET}
    words = str(decided.letters.get(kind="decision").content)
    for fact in ("Partly upheld", "The fee was ours.", "25 USDC", "Point 2", "consumer or financial authority"):
        assert fact in words


def test_a_refund_needs_amount_and_asset(house: House) -> None:
    complaint = answered(house)
    with pytest.raises(InvalidInput) as refused:
        decide_complaint(complaint=complaint, ruling=Ruling("upheld", "Yes.", ["refund"]), by=house.olive, at=NOON)
    assert "amount" in refused.value.fields
    with pytest.raises(IntegrityError, match="complaint_refund_has_amount"), transaction.atomic():
        Complaint.objects.filter(pk=complaint.pk).update(remedies=["refund"])


def test_a_complaint_is_admitted_before_it_is_decided(house: House) -> None:
    complaint = made(house)
    for attempt in (
        lambda: decide_complaint(complaint=complaint, ruling=Ruling("upheld", "Yes."), by=house.olive, at=NOON),
        lambda: add_point(complaint=complaint, text="More", by=house.olive, at=NOON),
    ):
        with pytest.raises(Conflict, match="not_admitted"):
            attempt()


def test_other_words_take_an_answer_back_and_the_last_point_stays(house: House) -> None:
    complaint = answered(house)
    reword_point(complaint=complaint, position=2, text="Charged twice", by=house.olive, at=NOON + HOUR)
    complaint.refresh_from_db()
    assert complaint.open_points == 1
    strike_point(complaint=complaint, position=2, by=house.olive, at=NOON + HOUR)
    with pytest.raises(Conflict, match="last_point"):
        strike_point(complaint=complaint, position=1, by=house.olive, at=NOON + HOUR)
    complaint.refresh_from_db()
    assert complaint.open_points == 0


# --- independence -----------------------------------------------------------------------------------------------------
def test_the_database_refuses_a_handler_who_had_a_hand_in_the_ticket(house: House) -> None:
    complaint = made(house)
    officers = [
        User.objects.create_user(f"o{number}@desk.test", "x", name="O", role=Role.OFFICER, agent_number=number)
        for number in ("4101", "4102", "4103")
    ]
    holder, writer, owner = officers
    Holding.objects.create(ticket=complaint.ticket, holder=holder, started_at=NOON - DAY, ended_at=NOON - HOUR)
    Message.objects.create(ticket=complaint.ticket, kind="internal", by=writer, body="x", channel="web", at=NOON)
    Ticket.objects.filter(pk=complaint.ticket_id).update(assignee=owner)
    for each in [*officers, house.alice]:
        with pytest.raises(IntegrityError, match="had a hand in the ticket"), transaction.atomic():
            Complaint.objects.filter(pk=complaint.pk).update(handler=each)
    assert concerned(Ticket.objects.get(pk=complaint.ticket_id)) >= {each.pk for each in [*officers, house.alice]}


def test_who_held_the_ticket_without_a_word_is_never_chosen(house: House) -> None:
    ticket = a_ticket(house)
    assign_ticket(ticket=ticket, to=house.olive, by=house.sam, at=NOON)
    assign_ticket(ticket=ticket, to=house.alice, by=house.sam, at=NOON + HOUR)
    complaint = open_complaint(ticket=ticket, cause=Cause.BREACH, by=SYSTEM, at=NOON + HOUR)
    assert complaint.handler is None
    with pytest.raises(NotAllowed):
        assign_handler(complaint=complaint, to=house.olive, by=house.sam, at=NOON + HOUR)


# --- other ends -------------------------------------------------------------------------------------------------------
def test_not_admissible_is_told_with_the_reason_and_how_to_contest(house: House) -> None:
    complaint = made(house)
    with pytest.raises(InvalidInput):
        refuse_complaint(complaint=complaint, refusal="dull", words="No.", by=house.olive, at=NOON + HOUR)
    ended = refuse_complaint(
        complaint=complaint,
        refusal="not_ours",
        words="It is another exchange's wallet.",
        by=house.olive,
        at=NOON + HOUR,
    )
    assert ended.state == ComplaintState.INADMISSIBLE
    words = str(ended.letters.get(kind="refusal").content)
    assert "another exchange" in words
    assert "contest this once" in words
    assert {each.state for each in clocks(ended).values()} == {TimerState.MET}


def test_a_customer_withdraws_once_and_may_complain_anew(house: House) -> None:
    complaint = made(house)
    with pytest.raises(NotFound):
        withdraw_complaint(complaint=complaint, by=house.charlie, at=NOON + HOUR)
    for _each in range(2):
        withdraw_complaint(complaint=complaint, by=house.cleo, at=NOON + HOUR)
    assert complaint.letters.filter(kind="withdrawal").count() == 1
    assert {each.state for each in clocks(complaint).values()} == {TimerState.CANCELLED}
    again = complain(ticket=complaint.ticket, account=Account("Still slow."), by=house.cleo, at=NOON + 2 * HOUR)
    assert again.number != complaint.number


def test_new_facts_reopen_once_with_new_clocks_and_another_handler(house: House) -> None:
    otto = User.objects.create_user("otto@desk.test", "x", name="Otto", role=Role.OFFICER, agent_number="4002")
    complaint = answered(house)
    decide_complaint(complaint=complaint, ruling=Ruling("rejected", "No."), by=house.olive, at=NOON + DAY)
    when = NOON + 3 * DAY
    reopened = contest_complaint(complaint=complaint, facts="Here is the receipt.", by=house.cleo, at=when)
    assert (reopened.state, reopened.round, reopened.handler) == (ComplaintState.REOPENED, 2, otto)
    assert clocks(reopened)["complaint_decision"].started_at == when
    assert clocks(reopened)["complaint_decision"].state == TimerState.RUNNING
    with pytest.raises(Conflict, match="points_open"):
        decide_complaint(complaint=reopened, ruling=Ruling("upheld", "Yes."), by=otto, at=when + HOUR)
    answer_point(complaint=reopened, position=3, outcome="upheld", answer="Yes.", by=otto, at=when + HOUR)
    decide_complaint(complaint=reopened, ruling=Ruling("upheld", "Yes."), by=otto, at=when + HOUR)
    with pytest.raises(Conflict, match="contested_already"):
        contest_complaint(complaint=reopened, facts="More.", by=house.cleo, at=when + DAY)


def test_a_passed_day_leaves_a_draft_and_the_notice_moves_the_day_not_the_limit(house: House) -> None:
    complaint = admitted(house)
    sweep(at=complaint.expected_at + HOUR)
    draft = complaint.letters.get(kind="late_notice")
    assert draft.released_at is None
    limit, now = complaint.decide_by, complaint.expected_at + 2 * HOUR
    with pytest.raises(InvalidInput) as refused:
        send_late_notice(complaint=complaint, reasons="Slow node.", until=complaint.expected_at, by=house.olive, at=now)
    assert "until" in refused.value.fields
    send_late_notice(complaint=complaint, reasons="Slow node.", until=now + 5 * DAY, by=house.olive, at=now)
    complaint.refresh_from_db()
    assert (complaint.expected_at, complaint.decide_by) == (now + 5 * DAY, limit)
    assert clocks(complaint)["complaint_decision"].due_at == limit
    letter = complaint.letters.get(kind="late_notice")
    assert letter.pk == draft.pk
    assert "Slow node." in str(letter.content)


def test_a_released_letter_keeps_its_words(house: House) -> None:
    complaint = made(house)
    withdraw_complaint(complaint=complaint, by=house.cleo, at=NOON + HOUR)
    letter = complaint.letters.get()
    with pytest.raises(Exception, match="Cannot update"), transaction.atomic():
        Letter.objects.filter(pk=letter.pk).update(subject="Other")
    with pytest.raises(Exception, match="Cannot delete"), transaction.atomic():
        letter.delete()


def test_one_live_complaint_for_a_ticket_whatever_its_state(house: House) -> None:
    complaint = made(house)
    open_for_escalation([])
    for state in ("received", "admissible", "open", "reopened"):
        Complaint.objects.filter(pk=complaint.pk).update(state=state)
        row = Complaint.objects.get(pk=complaint.pk)
        row.pk, row.number, row.state = None, "C-2026-9999", "received"
        with pytest.raises(IntegrityError, match="complaint_one_open_per_ticket"), transaction.atomic():
            row.save(force_insert=True)


def test_the_export_is_bounded_and_recorded(house: House) -> None:
    made(house)
    day = NOON.date()
    with pytest.raises(NotAllowed):
        export_register(first=day, last=day, by=house.alice, at=NOON)
    with pytest.raises(InvalidInput):
        export_register(first=day - timedelta(days=400), last=day, by=house.olive, at=NOON)
    assert export_register(first=day, last=day, by=house.olive, at=NOON).count() == 1
    event = Event.objects.get(name="complaint.register_exported")
    assert (event.actor_id, event.data["rows"]) == (str(house.olive.pk), 1)
