"""Is this really us? No fake is called official, no official form is missed, and nothing is ever called safe."""

import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from channels.directory.matching import Verdict, check
from channels.directory.models import KnownFake, OfficialChannel
from core.errors import InvalidInput
from core.lookalikes import Trick
from tests.channels.official_corpus import FAKES, OURS, fakes, genuine
from tests.people import NOON, House

GENUINE, FAKE = list(dict.fromkeys(genuine())), list(dict.fromkeys(fakes()))


@pytest.fixture(autouse=True)
def directory(house: House) -> None:
    """What the corpus is about."""
    OfficialChannel.objects.all().delete()
    OfficialChannel.objects.bulk_create(OfficialChannel(kind=kind, value=value) for kind, value in OURS)
    KnownFake.objects.bulk_create(
        KnownFake(kind=kind, value=value, confirmed_by=house.sam, confirmed_at=NOON) for kind, value in FAKES
    )


def verdicts(text: str) -> set[Verdict]:
    """All that is answered to one pasted text; nothing for what cannot be read."""
    try:
        return {each.verdict for each in check(text)}
    except InvalidInput:
        return set()


def test_the_corpus_is_large_enough() -> None:
    assert len(GENUINE) >= 120
    assert len(GENUINE) + len(FAKE) >= 300


def test_no_official_form_is_missed() -> None:
    assert not [each for each in GENUINE if verdicts(each) != {Verdict.OFFICIAL}]


def test_no_fake_is_called_official() -> None:
    assert not [each for each in FAKE if Verdict.OFFICIAL in verdicts(each)]


@pytest.mark.parametrize(
    ("pasted", "trick", "nearest"),
    [
        ("https://aldermoor.example@evil.test", Trick.USERINFO, "aldermoor.example"),
        ("aldermoor.example.evil.test", Trick.SUBDOMAIN, "aldermoor.example"),
        ("https://аldermoor.example", Trick.CONFUSABLE, "aldermoor.example"),
        ("alderrnoor.example", Trick.CONFUSABLE, "aldermoor.example"),
        ("adlermoor.example", Trick.LETTERS, "aldermoor.example"),
        ("aldermoor-refund.test", Trick.WORDS, "aldermoor.example"),
        ("aldermoor.com", Trick.ENDING, "aldermoor.example"),
        ("+65 6000 0010", Trick.DIGITS, "+6560000000"),
        ("aldermoor.office@qq.com", Trick.FREEMAIL, "support@aldermoor.example"),
        ("@aldermooor", Trick.LETTERS, "aldermoor"),
        ("t.me/aldermoor_neews", Trick.LETTERS, "aldermoor_news"),
    ],
)
def test_what_comes_near_is_shown_beside_the_real_one(pasted: str, trick: Trick, nearest: str) -> None:
    answer = check(pasted)[0]
    assert answer.near is not None
    assert (answer.verdict, answer.near.trick) == (Verdict.NOT_OURS, trick)
    assert answer.nearest is not None
    assert answer.nearest.value == nearest


@pytest.mark.parametrize(
    "pasted",
    [
        "https://aldermoor-support.example/x",
        "login.aldermoor-support.example",
        "help@aldermoor-support.example",
        "@aldermoor_support",
        "+65 6000 0001",
        "aldermoor.help@gmail.com",
        "anybody@aldermoor.test",
        "https://aldermoor.test/",
    ],
)
def test_a_known_fake_is_called_so_in_all_its_forms(pasted: str) -> None:
    assert verdicts(pasted) == {Verdict.FAKE}


def test_a_name_that_is_ours_in_one_place_and_a_fake_in_another_is_not_called_official(house: House) -> None:
    KnownFake.objects.create(kind="instagram", value="aldermoor", confirmed_by=house.sam, confirmed_at=NOON)
    assert verdicts("@aldermoor") == {Verdict.FAKE}
    assert verdicts("x.com/aldermoor") == {Verdict.OFFICIAL}


def test_a_whole_message_is_answered_part_by_part() -> None:
    message = "【安陌】您的账户异常，请登录 https://aldermoor-support.example 或致电 +65 6000 0000，勿信 @aldermooor。"
    assert [each.verdict for each in check(message)] == [Verdict.FAKE, Verdict.NOT_OURS, Verdict.OFFICIAL]


@pytest.mark.parametrize(
    "message",
    [
        "Aldermoor <support@aldermoor.example>: account locked, sign in at https://evil.test/login or call +65 6999 1234",
        "Call +65 6999 1234 or evil.test <support@aldermoor.example>",
        "mailto:support@aldermoor.example?subject=x sign in at https://evil.test/login",
        " ".join(f"s{n}.help.aldermoor.example" for n in range(20)) + " https://evil.test/login",
    ],
    ids=["a sender before it", "a sender behind it", "a link to write", "many of ours before it"],
)
def test_an_address_of_ours_hides_nothing_that_stands_beside_it(message: str) -> None:
    first = check(message)[0]
    assert first.verdict == Verdict.NOT_OURS
    assert "evil.test" in first.told.shown or "6999" in first.told.shown


def test_what_names_nothing_is_said_so() -> None:
    for text in ("", "   ", "你好，请问这是真的吗", "is this real?", "12", "x" * 3000):
        with pytest.raises(InvalidInput):
            check(text)


def test_a_retired_channel_and_a_fake_off_the_list_are_neither(house: House) -> None:
    OfficialChannel.objects.filter(value="aldermoor_news").update(until=NOON)
    KnownFake.objects.update(removed_at=NOON, removed_by=house.sam, removed_reason="Was a fan page")
    assert verdicts("@aldermoor_news") == {Verdict.NOT_OURS}
    assert verdicts("@aldermoor_support") == {Verdict.NOT_OURS}


def test_a_question_costs_two_queries() -> None:
    with CaptureQueriesContext(connection) as queries:
        check("https://aldermoor.example and +65 6000 0001 and @aldermoor_support")
    assert len(queries) == 2


def test_a_sign_that_stands_for_a_word_is_as_long_as_the_word() -> None:
    began = time.monotonic()
    with pytest.raises(InvalidInput):
        check("\u3316" * 2000)
    assert time.monotonic() - began < 0.2


@pytest.mark.parametrize(
    "hostile",
    [
        " ".join(f"a{n}.test" for n in range(220)),
        " ".join(f"+65 6{n:03} 0000" for n in range(140)),
        "@" * 2000,
        "a." * 1000,
        "a@" * 1000,
        "1 " * 1000,
        "https://" * 250,
        "a-" * 999,
        "%" * 2000,
        "(" * 2000,
        "é" * 2000,
    ],
)
def test_no_text_takes_long(hostile: str) -> None:
    began = time.thread_time()
    verdicts(hostile)
    assert time.thread_time() - began < 1
