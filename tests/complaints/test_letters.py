"""Letters on paper: they can be read, in both languages."""

from io import BytesIO

import pytest
from django.conf import settings
from pypdf import PdfReader

from complaints.models import Complaint
from complaints.pdf import letter_pdf
from complaints.services import Account, acknowledge, complain
from core.contacts import spaced_phone
from tests.people import NOON, House, a_ticket


def _words(complaint: Complaint) -> str:
    letter = acknowledge(complaint=complaint, at=NOON)
    return "".join(page.extract_text() for page in PdfReader(BytesIO(letter_pdf(letter))).pages)


@pytest.mark.parametrize(
    ("language", "said"), [("en", "Nobody <called> & called back"), ("zh-hans", "没有人回电，重复扣费")]
)
def test_a_letter_on_paper_says_what_the_page_says(house: House, language: str, said: str) -> None:
    account = Account(said, language=language)
    complaint = complain(ticket=a_ticket(house, language=language), account=account, by=house.cleo, at=NOON)
    words = _words(complaint)
    assert complaint.number in words
    assert said in words.replace("\n", "")
    assert "Cleo Tan" in words


@pytest.mark.parametrize(
    ("language", "said", "readable"),
    [
        ("ru", "Мне никто не перезвонил", True),
        ("vi", "Không ai gọi lại cho tôi", True),
        ("pl", "Nikt do mnie nie oddzwonił", True),
        ("th", "ไม่มีใครโทรกลับ", False),
    ],
)
def test_words_in_other_scripts_stand_on_paper_or_the_paper_says_where(
    house: House, language: str, said: str, *, readable: bool
) -> None:
    complaint = complain(ticket=a_ticket(house), account=Account(said, language=language), by=house.cleo, at=NOON)
    words = _words(complaint).replace("\n", " ")
    assert (said in words) == readable
    assert ("in a script that this file cannot show" in words) != readable


def test_the_acknowledgement_names_who_answers_with_mail_and_telephone(house: House) -> None:
    complaint = complain(ticket=a_ticket(house), account=Account("Slow."), by=house.cleo, at=NOON)
    words = _words(complaint)
    for fact in ("Olive", settings.OPERATOR["support_mail"], spaced_phone(house.hotline.value), "Slow."):
        assert fact in words


def test_another_language_is_answered_in_english_with_a_word_about_it(house: House) -> None:
    account = Account("Personne ne m'a rappelé.", language="fr")
    complaint = complain(ticket=a_ticket(house), account=account, by=house.cleo, at=NOON)
    letter = acknowledge(complaint=complaint, at=NOON)
    assert letter.language == "en"
    assert "(Français) and answer in English" in str(letter.content)


def test_asked_for_twice_it_is_the_same_letter(house: House) -> None:
    complaint = complain(ticket=a_ticket(house), account=Account("Slow."), by=house.cleo, at=NOON)
    assert acknowledge(complaint=complaint, at=NOON) == acknowledge(complaint=complaint, at=NOON)
