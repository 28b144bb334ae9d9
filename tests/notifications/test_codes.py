"""Each mail bears a code that says whether it is ours, and the customer's own words where they chose some."""

import pytest
from django.core import mail
from django.test import Client

from accounts.services.customers import set_phrase
from core import message_codes
from core.errors import InvalidInput
from core.message_codes import code_of
from notifications.codes import find_message_code
from notifications.models import SentMail
from outbox.services import deliver_due
from tests.people import NOON, House, a_ticket, sign_in
from tickets.services import reply


def test_the_code_in_a_mail_is_known_and_says_what_it_was(house: House) -> None:
    ticket = a_ticket(house)
    deliver_due(at=NOON)
    sent = SentMail.objects.get()
    assert sent.code in str(mail.outbox[0].body)
    for typed in (sent.code, sent.code.lower(), sent.code.replace("-", " "), f" {sent.code} "):
        facts = find_message_code(typed)
        assert facts is not None
        assert (facts.channel, facts.number) == ("mail", ticket.number[-4:])
        assert facts.address.endswith(".test")
        assert "cleo" not in facts.address


@pytest.mark.usefixtures("house")
@pytest.mark.parametrize("typed", ["", "AAAA-AAAA", "ABCD", "A" * 5000, "7K3M-9QZ!", "７Ｋ３Ｍ-9QZX"])
def test_what_we_never_sent_is_not_known(typed: str) -> None:
    assert find_message_code(typed) is None


def test_a_code_is_one_for_each_delivery_and_reads_back() -> None:
    codes = {code_of(f"{number}.notifications.mail_reply") for number in range(2000)}
    assert len(codes) == 2000
    assert all(message_codes.read(each) == each for each in codes)
    assert message_codes.read("o1Il-0000") == "0111-0000"


def test_a_repeat_is_the_same_mail(house: House) -> None:
    a_ticket(house)
    deliver_due(at=NOON)
    sent = SentMail.objects.get()
    assert code_of(sent.key) == sent.code
    assert sent.code.replace("-", "").lower() in mail.outbox[0].extra_headers["Message-ID"]


def test_the_customers_own_words_stand_in_their_mails_and_nowhere_at_the_desk(house: House) -> None:
    ticket = a_ticket(house)
    set_phrase(customer=house.cleo, phrase="蓝色 teapot", by=house.cleo, at=NOON)
    reply(ticket=ticket, body="We look into it.", by=house.alice, at=NOON)
    deliver_due(at=NOON)
    for each in mail.outbox:
        assert isinstance(each, mail.EmailMultiAlternatives)
        page = str(each.alternatives[0][0])
        assert "蓝色 teapot" in str(each.body)
        assert "蓝色 teapot" in page
        assert "http" not in page.split("<body>")[1].replace("http://localhost:8000", "")
    desk = sign_in(Client(), house.sam)
    assert "teapot" not in desk.get(f"/desk/tickets/{ticket.number}/").content.decode()


@pytest.mark.parametrize("phrase", ["ab", "x" * 41, "http://bad.test", "a@b.test", "www.bad.test"])
def test_words_that_could_mislead_are_refused(house: House, phrase: str) -> None:
    with pytest.raises(InvalidInput):
        set_phrase(customer=house.cleo, phrase=phrase, by=house.cleo, at=NOON)
