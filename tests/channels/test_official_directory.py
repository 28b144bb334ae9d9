"""What is ours is published by two people; what pretends to be us is confirmed by one and taken off with a reason."""

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from accounts.models import User
from accounts.services.limits import limit_attempts
from channels.directory.entries import Entry, normalised
from channels.directory.limits import DAY, REPORTS_PER_DAY
from channels.directory.matching import Verdict, check
from channels.directory.models import ChannelChange, FakeReport, KnownFake, OfficialChannel
from channels.directory.services import (
    Report,
    approve_change,
    confirm_fake,
    dismiss_report,
    propose_channel,
    propose_retirement,
    refuse_change,
    remove_fake,
    report_fake,
    set_wait,
    withdraw_change,
)
from core.errors import Conflict, InvalidInput, NotAllowed, TooMany
from core.lookalikes import Kind
from outbox.models import Event
from tests.people import NOON, House
from tickets.models import Ticket

SITE = Entry(Kind.SITE, "https://Aldermoor.example/", "Exchange", "交易平台")
REPORT = Report(key="k1", pasted="t.me/aldermoor_cs", met="chat", contact="anna@mail.test", words="They wanted a code.")


def published(house: House, entry: Entry = SITE, channel: OfficialChannel | None = None) -> OfficialChannel:
    """Proposed by Sam, approved by Ada."""
    change = propose_channel(entry=entry, reason="First", by=house.sam, at=NOON, channel=channel)
    return approve_change(change=change, by=house.ada, at=NOON)


def test_nothing_is_published_before_a_second_person_has_approved(house: House) -> None:
    change = propose_channel(entry=SITE, reason="First", by=house.sam, at=NOON)
    assert check("aldermoor.example")[0].verdict == Verdict.NOT_OURS
    channel = approve_change(change=change, by=house.ada, at=NOON)
    assert (channel.value, channel.version, channel.name_zh) == ("aldermoor.example", 1, "交易平台")
    assert check("aldermoor.example")[0].verdict == Verdict.OFFICIAL
    told = Event.objects.filter(subject_kind="official_change").order_by("pk")
    assert [(each.name, each.actor_label) for each in told] == [
        ("official.proposed", house.sam.actor.label),
        ("official.approved", house.ada.actor.label),
    ]


def test_nobody_approves_or_refuses_what_they_proposed_themselves(house: House) -> None:
    change = propose_channel(entry=SITE, reason="First", by=house.sam, at=NOON)
    with pytest.raises(NotAllowed):
        approve_change(change=change, by=house.sam, at=NOON)
    with pytest.raises(NotAllowed):
        refuse_change(change=change, remark="No", by=house.sam, at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        ChannelChange.objects.filter(pk=change.pk).update(
            state="approved", channel=house.hotline, version=1, decided_by=house.sam, decided_at=NOON
        )


@pytest.mark.parametrize("who", ["alice", "olive", "pbx"])
def test_agents_officers_and_programs_change_nothing(house: House, who: str) -> None:
    somebody: User = getattr(house, who)
    change = propose_channel(entry=SITE, reason="First", by=house.sam, at=NOON)
    for attempt in (
        lambda: propose_channel(entry=SITE, reason="First", by=somebody, at=NOON),
        lambda: propose_retirement(channel=house.hotline, reason="Old", by=somebody, at=NOON),
        lambda: approve_change(change=change, by=somebody, at=NOON),
        lambda: confirm_fake(kind="x", value="@aldermoor1", note="", by=somebody, at=NOON),
        lambda: set_wait(channel=house.hotline, minutes=1, by=somebody, at=NOON),
    ):
        with pytest.raises(NotAllowed):
            attempt()


def test_versions_stay_as_they_were_decided(house: House) -> None:
    channel = published(house)
    change = channel.changes.get()
    for attempt in (
        lambda: ChannelChange.objects.filter(pk=change.pk).update(remark="Other"),
        lambda: ChannelChange.objects.filter(pk=change.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()
    waiting = propose_channel(entry=Entry(Kind.X, "@aldermoor"), reason="New", by=house.sam, at=NOON)
    with pytest.raises(DatabaseError), transaction.atomic():
        ChannelChange.objects.filter(pk=waiting.pk).update(facts={"kind": "x", "value": "evil"})


def test_a_hotline_is_changed_in_the_same_way_and_calls_follow(house: House) -> None:
    entry = Entry(Kind.PHONE, "+65 6000 0009", "", "", "Singapore", "新加坡", schedule=house.hotline.hours())
    published(house, entry, house.hotline)
    house.hotline.refresh_from_db()
    assert (house.hotline.value, house.hotline.version) == ("+6560000009", 1)
    assert check("6000 0000")[0].verdict == Verdict.NOT_OURS


def test_a_change_proposed_upon_an_older_version_is_not_published(house: House) -> None:
    channel = published(house)
    change = propose_channel(
        entry=Entry(Kind.SITE, "aldermoor.test"), reason="Moved", by=house.sam, at=NOON, channel=channel
    )
    OfficialChannel.objects.filter(pk=channel.pk).update(version=7)
    with pytest.raises(Conflict):
        approve_change(change=change, by=house.ada, at=NOON)


def test_one_change_of_a_channel_waits_at_a_time_and_can_be_withdrawn(house: House) -> None:
    channel = published(house)
    waiting = propose_retirement(channel=channel, reason="Old", by=house.sam, at=NOON)
    with pytest.raises(Conflict):
        propose_retirement(channel=channel, reason="Old", by=house.ada, at=NOON)
    with pytest.raises(NotAllowed):
        withdraw_change(change=waiting, by=house.ada, at=NOON)
    withdraw_change(change=waiting, by=house.sam, at=NOON)
    again = propose_retirement(channel=channel, reason="Old", by=house.ada, at=NOON)
    approve_change(change=again, by=house.sam, at=NOON)
    assert check("aldermoor.example")[0].verdict == Verdict.NOT_OURS
    with pytest.raises(Conflict):
        approve_change(change=again, by=house.sam, at=NOON)


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        (Kind.SITE, "https://t.me/aldermoor"),
        (Kind.SITE, "com"),
        (Kind.SITE, "co.uk"),
        (Kind.SITE, "github.io"),
        (Kind.SITE, "203.0.113.7"),
        (Kind.SITE, "https://aldermoor.example@evil.test"),
        (Kind.MAIL_DOMAIN, "co.uk"),
        (Kind.PHONE, "12"),
        (Kind.X, "https://t.me/aldermoor"),
        (Kind.APP, "Aldermoor"),
        ("fax", "+6560000000"),
    ],
)
def test_what_belongs_to_everybody_or_to_another_kind_cannot_be_listed(kind: str, typed: str) -> None:
    with pytest.raises(InvalidInput):
        normalised(kind, typed)


def test_what_is_ours_is_no_fake_and_a_fake_does_not_become_ours(house: House) -> None:
    published(house, Entry(Kind.SITE, "*.aldermoor.example"))
    for kind, value in ((Kind.SITE, "login.aldermoor.example"), (Kind.PHONE, "6000 0000")):
        with pytest.raises(InvalidInput):
            confirm_fake(kind=kind, value=value, note="", by=house.sam, at=NOON)
    confirm_fake(kind=Kind.X, value="@aldermoor1", note="", by=house.sam, at=NOON)
    with pytest.raises(InvalidInput):
        propose_channel(entry=Entry(Kind.X, "@aldermoor1"), reason="New", by=house.sam, at=NOON)


def test_a_report_is_a_ticket_of_its_own_kind_once_and_ends_on_the_list(house: House) -> None:
    ticket = report_fake(report=REPORT, address="192.0.2.1", at=NOON)
    assert report_fake(report=REPORT, address="192.0.2.1", at=NOON) == ticket
    assert (ticket.topic, ticket.channel, Ticket.objects.count()) == ("suspected_impostor", "web", 1)
    assert ticket.messages.get().body == "t.me/aldermoor_cs\n\nThey wanted a code."
    report = FakeReport.objects.get()
    assert (report.kind, report.value, report.met) == ("telegram", "aldermoor_cs", "chat")
    fake = confirm_fake(kind="telegram", value="aldermoor_cs", note="Codes", by=house.sam, at=NOON, report=report)
    assert fake.ticket == ticket
    assert not FakeReport.objects.waiting(house.sam).exists()
    assert check("@aldermoor_cs")[0].verdict == Verdict.FAKE
    with pytest.raises(Conflict):
        dismiss_report(report=report, by=house.sam, at=NOON)


def test_a_fake_leaves_the_list_only_with_a_reason(house: House) -> None:
    fake = confirm_fake(kind="telegram", value="aldermoor_cs", note="", by=house.sam, at=NOON)
    with pytest.raises(InvalidInput):
        remove_fake(fake=fake, reason=" ", by=house.sam, at=NOON)
    remove_fake(fake=fake, reason="A fan page", by=house.ada, at=NOON)
    assert check("@aldermoor_cs")[0].verdict == Verdict.NOT_OURS
    assert KnownFake.objects.get().removed_reason == "A fan page"


def test_what_is_official_is_not_reported_as_a_fake(house: House) -> None:
    published(house)
    with pytest.raises(InvalidInput):
        report_fake(report=Report("k", "aldermoor.example", "website", "a@mail.test"), address="192.0.2.1", at=NOON)
    assert not Ticket.objects.exists()


def test_reports_from_one_network_are_bounded(house: House) -> None:
    for _each in range(REPORTS_PER_DAY):
        limit_attempts("official-report", "192.0.2.1", at=NOON, per=DAY, most=REPORTS_PER_DAY)
    with pytest.raises(TooMany):
        report_fake(report=REPORT, address="192.0.2.1", at=NOON)
