"""What people say, type, paste and scan becomes the twelve digits, or one sentence that says what is wrong."""

from collections.abc import Callable
from itertools import groupby

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import numbers
from core.errors import InvalidInput
from core.numbers.reading import read_digits
from core.numbers.words import CHINESE, ENGLISH, HARMLESS_EN, HARMLESS_ZH

relaxed = settings(deadline=None)
THE_NUMBER = "509317284633"

valid_numbers = st.integers(min_value=10**9, max_value=10**10 - 1).map(
    lambda body: numbers.new_number(lambda _choices: body - 10**9)
)


def said(number: str, words: str | list[str], between: str = "") -> str:
    return between.join(words[int(digit)] for digit in number)


def in_runs(number: str, word: dict[int, str], digit_words: list[str] | str, between: str) -> str:
    """double five, 两个五: runs of two to four as one."""
    pieces = []
    for digit, run in groupby(number):
        length = len(list(run))
        while length:
            step = min(length, max(word)) if length > 1 else 1
            step = step if step == 1 or step in word else step - 1
            pieces.append((word[step] + between if step > 1 else "") + digit_words[int(digit)])
            length -= step
    return between.join(pieces)


ENGLISH_DIGITS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
RADIO_ENGLISH = ["zero", "wun", "two", "tree", "fower", "fife", "six", "seven", "ait", "niner"]

FORMATS: dict[str, Callable[[str], str]] = {
    "plain": lambda n: n,
    "shown": numbers.grouped,
    "blanks": "  ".join,
    "hyphens": lambda n: "-".join(numbers.groups(n)),
    "en dashes": lambda n: "–".join(numbers.groups(n)),
    "minus signs": lambda n: "\u2212".join(numbers.groups(n)),
    "dots": lambda n: ".".join(numbers.groups(n)),
    "slashes": lambda n: "/".join(numbers.groups(n)),
    "no-break spaces": lambda n: "\u00a0".join(numbers.groups(n)),
    "narrow no-break spaces": lambda n: "\u202f".join(numbers.groups(n)),
    "ideographic spaces": lambda n: "\u3000".join(numbers.groups(n)),
    "zero-width spaces": "\u200b".join,
    "direction marks": lambda n: f"\u202a{n}\u202c\u200e",
    "lines": lambda n: "\r\n".join(numbers.groups(n)),
    "full-width": lambda n: n.translate({ord("0") + d: 0xFF10 + d for d in range(10)}),
    "Arabic": lambda n: said(n, "٠١٢٣٤٥٦٧٨٩"),
    "Persian": lambda n: said(n, "۰۱۲۳۴۵۶۷۸۹"),
    "Devanagari": lambda n: said(n, "०१२३४५६७८९"),
    "circled": lambda n: said(n, "⓪①②③④⑤⑥⑦⑧⑨"),
    "Chinese": lambda n: said(n, "零一二三四五六七八九"),
    "Chinese with a circle": lambda n: said(n, "〇一二三四五六七八九"),
    "Chinese on the telephone": lambda n: said(n, "零幺两三四五六七八九", "，"),
    "Chinese radio": lambda n: said(n, "洞幺两三四五六拐八勾", " "),
    "Chinese financial": lambda n: said(n, "零壹贰叁肆伍陆柒捌玖"),
    "Chinese traditional": lambda n: said(n, "零壹貳參肆伍陸柒捌玖"),
    "Chinese counted": lambda n: in_runs(n, {2: "两个", 3: "三个", 4: "四个"}, "零一二三四五六七八九", ""),
    "Chinese counted in figures": lambda n: in_runs(n, {2: "2个", 3: "3个"}, "0123456789", " "),
    "Chinese doubled": lambda n: in_runs(n, {2: "双"}, "零幺二三四五六七八九", ""),
    "Chinese read-back": lambda n: numbers.spoken(n, "zh"),
    "Chinese sentence": lambda n: f"您好，我的工单号码是：{n}，谢谢！",
    "traditional sentence": lambda n: f"工單編號 {numbers.grouped(n)}",
    "English": lambda n: said(n, ENGLISH_DIGITS, " "),
    "English capitals and hyphens": lambda n: said(n, ENGLISH_DIGITS, "-").upper(),
    "English with oh": lambda n: said(n, ["oh", *ENGLISH_DIGITS[1:]], ", "),
    "letter O for 0": lambda n: n.replace("0", "O"),
    "English radio": lambda n: said(n, RADIO_ENGLISH, " "),
    "English doubled": lambda n: in_runs(n, {2: "double", 3: "triple"}, ENGLISH_DIGITS, " "),
    "figures doubled": lambda n: in_runs(n, {2: "double", 3: "treble", 4: "quadruple"}, "0123456789", " "),
    "English read-back": lambda n: numbers.spoken(n, "en"),
    "English sentence": lambda n: f"Hello, my ticket number is #{numbers.grouped(n)}. Thank you!",
    "No.": lambda n: f"No. {n}",
    "numero sign": lambda n: f"№ {n}",
    "subject tag": lambda n: f"[#{n}]",
    "link by path": lambda n: f"https://help.example.com:8443/t/{n}",
    "link by query": lambda n: f"https://help2.example.com/status?lang=zh&number={n}#top",
    "link by fragment": lambda n: f"https://help.example.com/#/t/{n}",
    "link with groups": lambda n: f"HTTPS://HELP-DESK.EXAMPLE.COM/T/{'-'.join(numbers.groups(n))}/",
    "link with encoded groups": lambda n: f"https://help.example.com/?number={'%20'.join(numbers.groups(n))}",
    "link with other numbers": lambda n: f"https://help.example.com/2025/11/t/{n}?order=20251119001&step=3",
    "link with an encoded path": lambda n: f"https://help.example.com/t/{'%20'.join(numbers.groups(n))}",
    "link without scheme": lambda n: f"help.example.com/t/{n}",
    "link in a sentence": lambda n: f"工单（https://help.example.com/t/{n}），谢谢",
    "half and half": lambda n: f"{said(n[:6], ENGLISH_DIGITS, ' ')} {said(n[6:], '零幺两三四五六拐八勾')}",
}


@pytest.mark.parametrize("form", FORMATS.values(), ids=FORMATS)
@relaxed
@given(number=valid_numbers)
def test_every_way_to_write_or_say_a_number_is_read_back(form: Callable[[str], str], number: str) -> None:
    assert numbers.parse(form(number)) == number


def test_runs_are_written_as_the_tests_believe() -> None:
    assert FORMATS["English doubled"]("555000") == "triple five triple zero"
    assert FORMATS["Chinese counted"]("55127777") == "两个五一二四个七"


@pytest.mark.parametrize("word", ENGLISH)
def test_every_english_digit_word_is_known(word: str) -> None:
    assert read_digits(word) == ENGLISH[word]


@pytest.mark.parametrize("char", CHINESE)
def test_every_chinese_digit_is_known(char: str) -> None:
    assert read_digits(char) == CHINESE[char]


@pytest.mark.parametrize("phrase", [*HARMLESS_EN, *HARMLESS_ZH])
def test_words_around_a_number_do_no_harm(phrase: str) -> None:
    assert numbers.parse(f"{phrase} {THE_NUMBER} {phrase}") == THE_NUMBER


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "number_empty"),
        ("   \u200b", "number_empty"),
        ("my ticket number is", "number_empty"),
        ("5093 1728 463", "number_too_short"),
        ("7", "number_too_short"),
        (THE_NUMBER + "0", "number_too_long"),
        (THE_NUMBER * 2, "number_too_long"),
        ("4" + THE_NUMBER + "3", "number_too_long"),  # a longer string of digits is never searched
        ("6222 0250 9317 2846 33", "number_too_long"),  # a card
        ("093172846335", "number_leading_zero"),
        ("509317284634", "number_check_digits"),
        ("5093 17?8 4633", "number_unreadable"),
        ("5093 17** 4633", "number_unreadable"),
        ("5093 17x8 4633", "number_unreadable"),
        ("+" + THE_NUMBER, "number_unreadable"),  # a telephone number
        ("-5093 1728 4633 = x", "number_unreadable"),
        ("fifty ninety-three", "number_unreadable"),
        ("五十 九三", "number_unreadable"),
        ("double", "number_unreadable"),
        ("double double five", "number_unreadable"),
        ("double 55", "number_unreadable"),
        ("double the five", "number_unreadable"),
        ("5093 1728 46 double", "number_unreadable"),
        ("12个5", "number_unreadable"),
        ("零个五", "number_unreadable"),
        ("个五", "number_unreadable"),
        ("五零九三幺七二八四六三三一个", "number_unreadable"),
        ("https://help.example.com/t/", "number_not_in_link"),
        (f"https://help.example.com/t/{THE_NUMBER}?other=635820491711", "number_not_in_link"),
        ("https://[/t/" + THE_NUMBER, "number_not_in_link"),
        ("https://help.example.com/t/50931728463", "number_too_short"),
        ("https://help.example.com/t/509317284634", "number_check_digits"),
        (f"https://help.example.com/t/{THE_NUMBER} 7", "number_too_long"),
        ("5" * 501, "number_long_text"),
    ],
)
def test_each_fault_has_its_own_code_and_sentence(text: str, code: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        numbers.parse(text)
    assert refused.value.reason == code
    assert str(refused.value.sentence).endswith(".")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("№ № 5x", "Character 6 cannot be read as a digit. Type 12 digits, or say each digit by itself."),
        ("5", "1 digit found, 12 needed. Ask for the missing ones."),
        ("5093 1728 463", "11 digits found, 12 needed. Ask for the missing ones."),
        (THE_NUMBER + "00", "14 digits found; a ticket number has exactly 12. Leave out everything else."),
        ("509317284634", "One or two digits are not right. Read all 12 again, one by one."),
        (
            "5093 ５ fünf",
            "Character 8 cannot be read as a digit. Type 12 digits, or say each digit by itself.",
        ),
    ],
)
def test_the_sentence_counts_and_points(text: str, sentence: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        numbers.parse(text)
    assert str(refused.value.sentence) == sentence


def test_a_refusal_never_repeats_what_was_typed() -> None:
    with pytest.raises(InvalidInput) as refused:
        numbers.parse("hunter2 horse staple")
    assert "hunter" not in f"{refused.value} {refused.value.sentence} {refused.value.fields}"


speech = st.lists(
    st.sampled_from(
        [*ENGLISH, *CHINESE, *HARMLESS_ZH, "double", "双", "个", "https://", "a.b/", "٣", "#", "=", "\u200b", " "]
    )
)


@relaxed
@given(st.text(max_size=600) | speech.map(" ".join) | speech.map("".join))
def test_no_text_crashes_the_reader(text: str) -> None:
    try:
        outcome = numbers.parse(text)
    except InvalidInput as refused:
        outcome = refused.reason
    assert outcome.startswith("number_") or numbers.is_valid(outcome)


@relaxed
@given(valid_numbers, st.text(alphabet="0123456789", min_size=1, max_size=20), st.integers(0, 12))
def test_no_window_slides_over_longer_digits(number: str, more: str, place: int) -> None:
    with pytest.raises(InvalidInput) as refused:
        numbers.parse(number[:place] + more + number[place:])
    assert refused.value.reason == "number_too_long"
