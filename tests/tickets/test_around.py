"""Tags, links, watchers and mentions: what surrounds a ticket."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from core.errors import Conflict, InvalidInput, NotAllowed, NotFound
from core.matching import holds
from notifications.models import Notice
from outbox.models import Event
from outbox.services import deliver_due
from sla.services import sweep
from tests.people import NOON, House, a_ticket
from tickets import cuts
from tickets.categories import Category
from tickets.models import Mention, TagWord, Ticket, TicketLink
from tickets.services import (
    add_customer_message,
    add_note,
    assign_ticket,
    link_tickets,
    reply,
    resolve_ticket,
    see_mention,
    tag_ticket,
    tag_word,
    unlink_tickets,
    unwatch_ticket,
    watch_ticket,
)
from tickets.services.attention import named_in


@given(st.text(max_size=60))
def test_a_tag_that_passed_once_passes_again_unchanged(typed: str) -> None:
    try:
        word = tag_word(typed)
    except InvalidInput:
        return
    assert tag_word(word) == word
    assert 1 <= len(word) <= 30
    assert " " not in word


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("  USDC  Stuck ", "usdc-stuck"), ("#Scam", "scam"), ("ＵＳＤＴ", "usdt"), ("充值 未到账", "充值-未到账")],
    ids=["blanks", "hash", "full width", "Chinese"],
)
def test_a_tag_is_written_one_way(typed: str, kept: str) -> None:
    assert tag_word(typed) == kept


def test_tags_are_put_on_and_taken_off_and_offered_again(house: House) -> None:
    ticket = a_ticket(house)
    tag_ticket(ticket=ticket, add=["USDC stuck", "vip"], by=house.alice, at=NOON)
    tag_ticket(ticket=ticket, add=["vip"], remove=["usdc-stuck"], by=house.alice, at=NOON)
    ticket.refresh_from_db()
    assert ticket.tags == ["vip"]
    assert set(TagWord.objects.values_list("word", flat=True)) == {"usdc-stuck", "vip"}
    told = [each.data for each in Event.objects.filter(name="ticket.tagged").order_by("pk")]
    assert told == [{"added": ["usdc-stuck", "vip"], "removed": []}, {"added": [], "removed": ["usdc-stuck"]}]


def test_a_ticket_has_at_most_ten_tags(house: House) -> None:
    ticket = a_ticket(house)
    tag_ticket(ticket=ticket, add=[f"t{each}" for each in range(10)], by=house.alice, at=NOON)
    with pytest.raises(InvalidInput) as refusal:
        tag_ticket(ticket=ticket, add=["one-more"], by=house.alice, at=NOON)
    assert "add" in refusal.value.fields


def test_the_list_of_a_tag_is_the_same_for_the_database_and_for_a_ticket_at_hand(house: House) -> None:
    stuck, other, done = (a_ticket(house, subject=each) for each in ("stuck", "other", "done"))
    for each in (stuck, done):
        tag_ticket(ticket=each, add=["stuck", "vip"], by=house.alice, at=NOON)
    tag_ticket(ticket=other, add=["vip"], by=house.alice, at=NOON)
    resolve_ticket(ticket=done, solution="Credited.", by=house.alice, at=NOON)
    condition = cuts.live() & cuts.tagged("stuck")
    assert set(Ticket.objects.filter(condition)) == {stuck}
    assert {each for each in Ticket.objects.all() if holds(condition, each)} == {stuck}


def test_who_may_not_see_a_ticket_does_nothing_to_it(house: House) -> None:
    ticket, own = a_ticket(house), a_ticket(house, category=Category.GUIDANCE)
    with pytest.raises(NotFound):
        tag_ticket(ticket=ticket, add=["x"], by=house.bob, at=NOON)
    with pytest.raises(NotFound):
        watch_ticket(ticket=ticket, by=house.bob, at=NOON)
    with pytest.raises(NotFound):
        link_tickets(ticket=own, other=ticket, kind="same_cause", by=house.bob, at=NOON)
    with pytest.raises(NotAllowed):
        tag_ticket(ticket=ticket, add=["x"], by=house.pbx, at=NOON)


def test_a_link_is_told_on_both_sides_and_made_once(house: House) -> None:
    first, second = a_ticket(house), a_ticket(house)
    link_tickets(ticket=first, other=second, kind="duplicate", by=house.alice, at=NOON)
    with pytest.raises(Conflict) as refusal:
        link_tickets(ticket=second, other=first, kind="same_cause", by=house.alice, at=NOON)
    assert refusal.value.reason == "linked_already"
    assert list(TicketLink.objects.of(first)) == list(TicketLink.objects.of(second)) == [TicketLink.objects.get()]
    assert set(Event.objects.filter(name="ticket.linked").values_list("subject_id", flat=True)) == {first.pk, second.pk}
    unlink_tickets(ticket=second, other=first, by=house.alice, at=NOON)
    assert not TicketLink.objects.exists()


def test_no_ticket_is_linked_to_itself(house: House) -> None:
    ticket = a_ticket(house)
    with pytest.raises(InvalidInput) as refusal:
        link_tickets(ticket=ticket, other=ticket, kind="same_cause", by=house.alice, at=NOON)
    assert "number" in refusal.value.fields
    with pytest.raises(IntegrityError), transaction.atomic():
        TicketLink.objects.create(ticket=ticket, other=ticket, kind="same_cause", at=NOON)


def told(person: User) -> set[str]:
    """The names of the events that this person has notices of."""
    return set(Notice.objects.filter(recipient=person).values_list("event__name", flat=True))


def test_who_watches_hears_replies_the_customer_and_a_missed_promise(house: House) -> None:
    ticket = a_ticket(house)
    watch_ticket(ticket=ticket, by=house.sam, at=NOON)
    watch_ticket(ticket=ticket, by=house.alice, at=NOON)
    reply(ticket=ticket, body="We look into it.", by=house.alice, at=NOON)
    add_customer_message(ticket=ticket, body="Thank you.", by=house.cleo, at=NOON)
    late = NOON + timedelta(days=9)
    sweep(at=late)
    deliver_due(at=late)
    assert {"ticket.replied", "ticket.customer_replied", "sla.breached"} <= told(house.sam)
    assert "ticket.replied" not in told(house.alice), "one's own answer is no news"


def test_who_stopped_watching_or_may_no_longer_see_it_hears_nothing(house: House) -> None:
    ticket = a_ticket(house)
    watch_ticket(ticket=ticket, by=house.sam, at=NOON)
    unwatch_ticket(ticket=ticket, by=house.sam, at=NOON)
    assign_ticket(ticket=ticket, to=house.bob, by=house.sam, at=NOON)
    watch_ticket(ticket=ticket, by=house.bob, at=NOON)
    assign_ticket(ticket=ticket, to=house.alice, by=house.sam, at=NOON)
    reply(ticket=ticket, body="We look into it.", by=house.alice, at=NOON)
    deliver_due(at=NOON)
    assert "ticket.replied" not in told(house.sam) | told(house.bob)


def test_a_breach_that_nobody_watches_costs_no_delivery(house: House) -> None:
    a_ticket(house)
    sweep(at=NOON + timedelta(days=9))
    event = Event.objects.filter(name="sla.breached").earliest("pk")
    assert not event.deliveries.filter(handler="notifications.tell_watchers_of_breach").exists()


def test_a_note_mentions_colleagues_by_name_or_number(house: House) -> None:
    ticket = a_ticket(house)
    add_note(ticket=ticket, body="Please look, @sam. And @4001, is this a complaint?", by=house.alice, at=NOON)
    assert set(Mention.objects.values_list("user__name", flat=True)) == {"Sam", "Olive"}
    deliver_due(at=NOON)
    assert told(house.sam) == told(house.olive) == {"ticket.mentioned"}


def test_a_note_mentions_nobody_who_may_not_see_the_ticket_and_not_its_writer(house: House) -> None:
    ticket = a_ticket(house)
    add_note(ticket=ticket, body="@Bob @Alice @PBX @Nobody mail@sam.test", by=house.alice, at=NOON)
    assert not Mention.objects.exists()
    assert not Event.objects.filter(name="ticket.mentioned").exists()


def test_a_public_reply_mentions_nobody(house: House) -> None:
    reply(ticket=a_ticket(house), body="Ask @Sam.", by=house.alice, at=NOON)
    assert not Mention.objects.exists()


def test_a_mention_is_open_until_the_ticket_is_opened_and_a_new_note_opens_it_again(house: House) -> None:
    ticket = a_ticket(house)
    for _time in range(2):
        add_note(ticket=ticket, body="@Sam?", by=house.alice, at=NOON)
        assert Mention.objects.open_for([house.sam.pk]).count() == 1
        assert see_mention(ticket=ticket, by=house.sam, at=NOON)
        assert not see_mention(ticket=ticket, by=house.sam, at=NOON)
        assert not Mention.objects.open_for([house.sam.pk]).exists()


def test_the_longer_name_is_meant_and_a_word_that_goes_on_is_not_one() -> None:
    mei, mei_ong, lin = (
        User(name=name, agent_number=number)
        for name, number in (("Mei", "1001"), ("Mei Ong", "1002"), ("林知夏", "1003"))
    )
    people = [mei, mei_ong, lin]
    assert named_in("@Mei Ong please", people) == [mei_ong]
    assert named_in("@mei, please", people) == [mei]
    assert named_in("@Meinhard", people) == []
    assert named_in("请@林知夏看一下，＠1001", people) == [mei, lin]
