"""What becomes of a letter: who is let on to a ticket, and what a machine's mail changes, which is nothing."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.core import mail

from channels.mail.letters import Letter, RefusedLetterError
from channels.mail.models import ReceivedMail, UnreachableAddress
from channels.mail.parse import parse
from channels.mail.selectors import unreachable
from channels.mail.services import MOST_AN_HOUR, allow_mail_again, take_in
from channels.mail.tokens import reply_address, ticket_id_of, token_in, token_of
from channels.mail.verdicts import Verdict
from channels.models import SourceRef
from core import clock
from core.errors import TooMany
from notifications.mail import ALL_UNPROVEN_A_DAY, message_id_of
from notifications.models import SentMail
from outbox.models import Event
from outbox.services import deliver_due
from tests.channels.mail.corpus import letter, machines
from tests.people import NOON, House, a_ticket
from tickets.models import Attachment, Message, Ticket
from tickets.services import close_ticket, merge_ticket, reply, resolve_ticket

PROVEN = Verdict(dkim="pass", verified=True)
NOTHING = Verdict(spf="fail")
CLEO = "cleo.tan@mail.test"


def taken(raw: bytes, verdict: Verdict = NOTHING) -> ReceivedMail:
    return take_in(letter=parse(raw), verdict=verdict, at=NOON)


@pytest.mark.usefixtures("house")
def test_a_mail_opens_a_ticket_once() -> None:
    raw = letter("Where is my deposit?", sender="Charlie <new@mail.test>")
    first, second = taken(raw), taken(raw)
    assert first.pk == second.pk
    assert first.ticket is not None
    assert (first.ticket.channel, first.ticket.subject) == ("mail", "Deposit")
    assert Message.objects.get().body == "Where is my deposit?"


@pytest.mark.usefixtures("house")
@pytest.mark.parametrize("name", [b"<a\x84b@mail.test>", b"<a\x00b@mail.test>", b"<a\x7fb@mail.test>"])
def test_a_name_that_cannot_be_kept_costs_nobody_their_mail(name: bytes) -> None:
    raw = letter("Where is my deposit?").replace(b"Message-ID: <", b"Message-ID: " + name + b"\r\nX-Old: <", 1)
    assert taken(raw).pk == taken(raw).pk
    assert Ticket.objects.count() == 1


@pytest.mark.usefixtures("house")
def test_the_same_name_from_somebody_else_is_another_letter() -> None:
    """Whoever sends first under a guessed Message-ID must not swallow what its owner sends."""
    first = letter("one", sender="evil@bad.test").replace(b"Message-ID: <", b"Message-ID: <x@y> <", 1)
    second = letter("two", sender="new@mail.test").replace(b"Message-ID: <", b"Message-ID: <x@y> <", 1)
    assert taken(first).ticket != taken(second).ticket
    assert Message.objects.count() == 2


@pytest.mark.usefixtures("house")
def test_what_was_quoted_is_kept_behind_a_fold() -> None:
    kept = taken(letter("Yes.\n\nOn Tue, Nov 3, 2026 at 10:00 Desk <a@b.test> wrote:\n> Did you?\n> Really?"))
    assert kept.message is not None
    assert kept.message.body == "Yes."
    assert "Did you?" in kept.message.full


@pytest.mark.usefixtures("house")
def test_files_beyond_the_bounds_do_not_cost_the_words() -> None:
    parts = "".join(
        f'--b\r\nContent-Disposition: attachment; filename="{n}.txt"\r\n\r\nword {n}\r\n' for n in range(14)
    )
    head = "From: new@mail.test\r\nMessage-ID: <f@x>\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
    kept = taken(f"{head}--b\r\n\r\nSee the files.\r\n{parts}--b--".encode())
    assert kept.left_out == 4
    assert Attachment.objects.count() == 10


@dataclass(frozen=True)
class Attempt:
    """Who writes, proven or not, and how the letter names Cleo's ticket."""

    name: str
    sender: str
    proven: bool
    token: bool = True
    reference: bool = False
    let_on: bool = False
    more: str = ""
    to: str = ""


ATTEMPTS = [
    Attempt("the customer, proven, by the token", CLEO, True, let_on=True),
    Attempt("the customer, proven, by a reference", CLEO, True, token=False, reference=True, let_on=True),
    Attempt("the customer in capitals, proven", "Cleo.Tan@MAIL.test", True, let_on=True),
    Attempt("the customer's address, forged, with the token", CLEO, False),
    Attempt("the customer's address, forged, with a reference", CLEO, False, token=False, reference=True),
    Attempt("a stranger, proven, who was sent the token", "evil@bad.test", True),
    Attempt("a stranger, proven, with a reference", "evil@bad.test", True, token=False, reference=True),
    Attempt("a stranger with the customer in copy", "evil@bad.test", True, more=f"Cc: {CLEO}\r\n"),
    Attempt("a stranger with the customer as name", f'"{CLEO}" <evil@bad.test>', True),
    Attempt(
        "a stranger with the customer as Reply-To",
        "evil@bad.test",
        True,
        more=f"Reply-To: {CLEO}\r\nSender: {CLEO}\r\n",
    ),
    Attempt("a look-alike of the customer", "cleo.tаn@mail.test", True),
    Attempt("a sub-address of the customer", "cleo.tan+x@mail.test", True),
    Attempt("the ticket's number in the subject, proven", CLEO, True, token=False),
    Attempt("a token with one sign changed, proven", CLEO, True, token=False, to="changed"),
    Attempt("the token at another domain, proven", CLEO, True, token=False, to="elsewhere"),
]


@pytest.mark.parametrize("attempt", ATTEMPTS, ids=lambda each: each.name)
def test_nobody_takes_over_a_ticket(house: House, attempt: Attempt) -> None:
    ticket = a_ticket(house)
    reply(ticket=ticket, body="We look into it.", by=house.alice, at=NOON)
    deliver_due(at=NOON)
    answer = next(each for each in mail.outbox if "answer" in each.subject)
    address = reply_address(ticket.pk)
    to = {
        "changed": address.replace("@", "a@") if attempt.to else "",
        "elsewhere": address.replace("aldermoor.example", "bad.test"),
    }.get(attempt.to, address if attempt.token else "support@aldermoor.example")
    more = attempt.more + (f"References: {answer.extra_headers['Message-ID']}\r\n" if attempt.reference else "")
    raw = letter("Tell me everything.", sender=attempt.sender, to=to, subject=f"Re: ticket {ticket.number}", more=more)
    before = ticket.messages.count()
    kept = taken(raw, PROVEN if attempt.proven else NOTHING)
    assert (kept.ticket == ticket) is attempt.let_on
    assert ticket.messages.count() == before + attempt.let_on
    if not attempt.let_on:
        assert kept.ticket is not None
        assert kept.ticket.customer != house.cleo
        told = Event.objects.filter(name="mail.claimed", subject_id=kept.ticket.pk)
        assert told.exists() is (kept.claimed is not None)
        deliver_due(at=NOON)
        last = mail.outbox[-1]
        assert "We look into it." not in str(last.body)
        assert ticket.number not in str(last.body)
    assert ticket.customer_id == house.cleo.pk


def test_two_senders_in_one_mail_are_nobody(house: House) -> None:
    ticket = a_ticket(house)
    raw = letter("x", sender=CLEO, to=reply_address(ticket.pk), more="From: evil@bad.test\r\n")
    with pytest.raises(RefusedLetterError):
        taken(raw, PROVEN)
    assert Ticket.objects.count() == 1


def test_an_answer_on_a_merged_ticket_goes_on_where_it_goes_on(house: House) -> None:
    old, new = a_ticket(house), a_ticket(house)
    merge_ticket(ticket=old, into=new, reason="The same matter", by=house.alice, at=NOON)
    kept = taken(letter("More.", sender=CLEO, to=reply_address(old.pk)), PROVEN)
    assert kept.ticket == new


def test_an_answer_on_a_closed_ticket_opens_the_next(house: House) -> None:
    ticket = a_ticket(house)
    resolve_ticket(ticket=ticket, solution="Credited.", by=house.alice, at=NOON)
    close_ticket(ticket=Ticket.objects.get(), by=house.sam, at=NOON)
    kept = taken(letter("Again.", sender=CLEO, to=reply_address(ticket.pk)), PROVEN)
    assert kept.ticket != ticket
    assert kept.ticket is not None
    assert kept.ticket.customer == house.cleo


@pytest.mark.parametrize(
    "sample", [each for each in machines() if each.kind in {"automatic", "loop"}], ids=lambda each: each.name
)
def test_a_machine_moves_nothing_and_is_not_answered(house: House, sample: object) -> None:
    ticket = a_ticket(house)
    reply(ticket=ticket, body="We look into it.", by=house.alice, at=NOON)
    resolve_ticket(ticket=ticket, solution="Done.", by=house.alice, at=NOON)
    deliver_due(at=NOON)
    mail.outbox.clear()
    raw = sample.raw.replace(b"cleo@mail.test", CLEO.encode())  # type: ignore[attr-defined] # a Sample
    raw = raw.replace(b"To: support@aldermoor.example", f"To: {reply_address(ticket.pk)}".encode(), 1)
    seen: Letter = parse(raw, envelope_from=sample.envelope_from)  # type: ignore[attr-defined] # a Sample
    for _ in range(2):
        take_in(letter=seen, verdict=PROVEN, at=NOON)
    deliver_due(at=NOON)
    assert Ticket.objects.get().state == "resolved"
    assert mail.outbox == []


@pytest.mark.usefixtures("house")
def test_a_list_may_speak_but_is_not_answered_by_a_machine() -> None:
    for n in range(8):
        taken(letter(f"news {n}", sender="news@shop.test", more="List-Id: <n.shop.test>\r\n"))
    deliver_due(at=NOON)
    assert Ticket.objects.count() == 5
    assert mail.outbox == []


@pytest.mark.usefixtures("house")
def test_a_stranger_gets_one_confirmation_a_day_and_none_of_their_words() -> None:
    """Whoever writes in another's name makes us mail them once, with nothing of what was written."""
    for n in range(12):
        taken(letter(f"BUY {n} at http://bad.test", sender="Buy now <victim@mail.test>", subject=f"WIN {n}"))
    deliver_due(at=NOON)
    (sent,) = mail.outbox
    assert isinstance(sent, mail.EmailMultiAlternatives)
    page = str(sent.alternatives[0][0])
    assert "BUY" not in sent.body + page
    assert "WIN" not in sent.subject + str(sent.body) + page
    assert "bad.test" not in str(sent.body) + page


@pytest.mark.usefixtures("house")
def test_a_mailbox_with_many_names_gets_one_confirmation() -> None:
    for n in range(5):
        taken(letter(f"{n}", sender=f"d.ora+{n}@mail.test"))
    deliver_due(at=NOON)
    assert len(mail.outbox) == 1


@pytest.mark.usefixtures("house")
def test_strangers_in_all_get_so_many_confirmations(house: House) -> None:
    SentMail.objects.bulk_create(
        SentMail(key=f"{n}", code="x", customer=house.charlie, automatic=True, mailbox=f"{n}", at=clock.now())
        for n in range(ALL_UNPROVEN_A_DAY)
    )
    taken(letter("hello", sender="one.more@mail.test"))
    deliver_due(at=NOON)
    assert mail.outbox == []
    SentMail.objects.update(at=clock.now() - timedelta(days=2))
    taken(letter("hello", sender="another@mail.test"))
    deliver_due(at=NOON)
    assert len(mail.outbox) == 1


@pytest.mark.usefixtures("house")
def test_one_network_without_proof_has_one_budget_for_all_names() -> None:
    for n in range(MOST_AN_HOUR):
        take_in(letter=parse(letter("x", sender=f"n{n}@mail.test")), verdict=NOTHING, network="192.0.2.9", at=NOON)
    raw = letter("one more", sender="last@mail.test")
    with pytest.raises(TooMany):
        take_in(letter=parse(raw), verdict=NOTHING, network="192.0.2.9", at=NOON)
    assert take_in(letter=parse(raw), verdict=NOTHING, network="192.0.2.10", at=NOON).ticket
    proven = letter("mine", sender="dora@mail.test")
    assert take_in(letter=parse(proven), verdict=PROVEN, network="192.0.2.9", at=NOON).ticket


@pytest.mark.usefixtures("house")
def test_a_flood_waits() -> None:
    for n in range(MOST_AN_HOUR):
        taken(letter(f"{n}", sender="loud@mail.test"))
    with pytest.raises(TooMany):
        taken(letter("one more", sender="loud@mail.test"))
    assert taken(letter("mine", sender="loud@mail.test"), PROVEN).ticket


def _report(ticket: Ticket, *, status: str = "5.1.1", message_id: str = "", recipient: str = CLEO) -> ReceivedMail:
    raw = next(each.raw for each in machines() if each.name == "report failed")
    event = Event.objects.get(name="ticket.opened", subject_id=ticket.pk)
    name = message_id or message_id_of(f"{event.pk}.notifications.mail_promise")
    raw = raw.replace(b"<OURS>", name.encode()).replace(b"5.1.1", status.encode())
    return taken(raw.replace(b"cleo@mail.test", recipient.encode()))


def test_an_address_that_does_not_exist_is_written_to_no_more(house: House) -> None:
    ticket = a_ticket(house)
    deliver_due(at=NOON)
    assert _report(ticket).ticket == ticket
    assert Event.objects.filter(name="mail.bounced", subject_id=ticket.pk).count() == 1
    assert unreachable(CLEO)
    mail.outbox.clear()
    reply(ticket=ticket, body="We look into it.", by=house.alice, at=NOON)
    deliver_due(at=NOON)
    assert mail.outbox == []
    allow_mail_again(ticket=ticket, by=house.alice, at=NOON)
    resolve_ticket(ticket=ticket, solution="Done.", by=house.alice, at=NOON)
    deliver_due(at=NOON)
    assert len(mail.outbox) == 1


def test_who_writes_from_there_can_be_reached_there(house: House) -> None:
    ticket = a_ticket(house)
    deliver_due(at=NOON)
    _report(ticket)
    taken(letter("I am here.", sender=CLEO))
    assert unreachable(CLEO)
    taken(letter("I am really here.", sender=CLEO), PROVEN)
    assert unreachable(CLEO) is None


@pytest.mark.parametrize("forged", ["guessed name", "another address", "full mailbox"])
def test_a_report_silences_nobody_by_being_sent(house: House, forged: str) -> None:
    ticket = a_ticket(house)
    deliver_due(at=NOON)
    event = Event.objects.get(name="ticket.opened")
    if forged == "guessed name":
        _report(ticket, message_id=f"<{event.pk}.notifications.mail_promise@aldermoor.example>")
    elif forged == "another address":
        _report(ticket, recipient="other@mail.test")
    else:
        _report(ticket, status="5.2.2")
    assert not UnreachableAddress.objects.exists()


def test_tokens_are_ours_alone() -> None:
    for number in (1, 31, 255, 256, 123_456_789, 2**40):
        token = token_of(number)
        assert ticket_id_of(token) == number
        assert ticket_id_of(token.upper()) == number
        assert token_in(reply_address(number).upper()) == token
        for place, sign in enumerate(token):
            changed = token[:place] + ("a" if sign != "a" else "b") + token[place + 1 :]
            assert ticket_id_of(changed) is None
    for noise in ("", "a", "é" * 20, "a" * 500, "10abcdefghij", "=" * 12):
        assert ticket_id_of(noise) is None


def test_our_own_name_in_a_strangers_mail_is_no_name(house: House) -> None:
    """A mail that bears a Message-ID of ours is not swallowed, and does not stand for ours."""
    ticket = a_ticket(house)
    deliver_due(at=NOON)
    ours = SourceRef.objects.get(ticket=ticket).source_id
    raw = letter("x", sender="new@mail.test").replace(b"Message-ID: <", f"Message-ID: {ours} <".encode(), 1)
    kept = taken(raw)
    assert kept.ticket != ticket
    assert kept.message is not None
