"""The one gate for entering text: what people write stays, what deceives or breaks goes."""

import time
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.errors import InvalidInput
from core.text import LINE_LIMIT, TEXT_LIMIT, clean_line, clean_text, fold

relaxed = settings(deadline=None)

DIRECTION_CONTROLS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
ZERO_WIDTH = "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u200b\u2060\u2061\u2062\u2063\u2064\u3164\ufeff\uffa0"
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"

# Everything that the rules treat specially, close together, beside any other text.
pieces = st.sampled_from(
    [
        *DIRECTION_CONTROLS,
        *ZERO_WIDTH,
        *"aé中文می۵कष ก🔥❤🏴☠1#＜\u2329\u2260=\u0338\u0301\u0327\u0344\u0958\u093c\u0f71\u0f72\ufb2c\uf900",
        *"\u200c\u200d\ufe0e\ufe0f\u180b\u180e\u1820\U000e0100\U000e0067\U000e007f\U0001d173\U00011133\U0001f3fb",
        *"\r\n\t \u3000\u2028\x00\x0b\x1b\x85\ud800\udfff\uffff",
        "\u0301" * 31,
        "\u0344" * 16,
        "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    ]
)
any_text = st.text(st.characters()) | st.lists(pieces, max_size=60).map("".join)


def cleaned(text: str) -> str:
    return clean_text(text, field="body")


@pytest.mark.parametrize(
    "text",
    [
        "充值 6 小时未到账，订单号 12。\n\n请尽快处理！",
        "Deposit of 2,400 USDT not credited\n\tsee below",
        f"谢谢 {FAMILY} 👍🏽 ❤️‍🔥 🏳️‍🌈 🏴‍☠️ 1️⃣ ☎︎",
        "England \U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f!",
        "مرحبا، لم يصل الإيداع ١٢٣",
        "می‌خواهم کتاب‌ها را ببینم",
        "שלום, ההפקדה לא הגיעה",
        "क्‍ष और क्ष",
        "ශ්‍රී ලංකා",
        "葛\U000e0100城市",
        "ᠮᠣᠩᠭᠣᠯ\u180b",
        "Tiền chưa về, déjà vu",
        "  ".join("wide gaps"),
        "한국어 자모",
        "ไทย ภาษา",
        "first\nsecond",
    ],
)
def test_what_people_write_stays(text: str) -> None:
    assert cleaned(unicodedata.normalize("NFC", text)) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize(
    "char", [*DIRECTION_CONTROLS, *ZERO_WIDTH, *map(chr, range(0x7F, 0xA0)), "\x00", "\x1b", "\ud800"]
)
def test_what_deceives_or_breaks_is_removed(char: str) -> None:
    expected = "a\nb" if char == "\x85" else "ab"
    assert cleaned(f"a{char}b") == expected
    assert cleaned(f"中{char}文") == expected.replace("a", "中").replace("b", "文")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\r\nb\rc\x0bd\x0ce\u2028f\u2029g", "a\nb\nc\nd\ne\nf\ng"),
        ("\n\n  hello \u3000\n", "hello"),
        ("e\u0301", "é"),
        ("pay\u200dpal", "paypal"),
        ("se\u200ccret", "secret"),
        ("ب\u200ca", "بa"),
        ("می\u200c\u200cخواهم", "می\u200cخواهم"),
        ("a\ufe0f\u200d\ufe0fb", "ab"),
        ("\U000e0068\U000e0069 visible", "visible"),
        ("🏴\U000e0068\U000e0069", "🏴"),
        ("🔥\u200d", "🔥"),
        ("❤\ufe0f\ufe0f\ufe0f", "❤\ufe0f"),
        ("gpj.\u202eexe", "gpj.exe"),
        ("\u2066user\u2069: مرحبا", "user: مرحبا"),
        ("a" + "\u0301" * 100, "á" + "\u0301" * 29),
    ],
)
def test_cleaning_by_example(text: str, expected: str) -> None:
    assert cleaned(text) == expected


def test_a_line_has_single_blanks_and_no_breaks() -> None:
    assert (
        clean_line("  USDT\t充值\u3000未到账 \r\n urgent\u00a0now ", field="subject") == "USDT 充值 未到账 urgent now"
    )


@relaxed
@given(any_text)
@example("\ufe0f\u200d🔥")
@example("x\ufe0f\u200d🔥")
@example("a" + "\u0344" * 16)
@example("a" + "\u0301" * 20 + "\u200d" + "\u0301" * 20)
@example("ب" + "\u064b" * 29 + "\u0301\u0301\u064b\u200dب")
@example("🔥\u200d\u2329")
def test_cleaning_twice_changes_nothing(text: str) -> None:
    once = cleaned(text)
    assert cleaned(once) == once
    line = clean_line(text, field="subject", limit=TEXT_LIMIT)
    assert clean_line(line, field="subject", limit=TEXT_LIMIT) == line


@relaxed
@given(any_text)
def test_nothing_harmful_passes(text: str) -> None:
    for passed in (cleaned(text), clean_line(text, field="subject", limit=TEXT_LIMIT)):
        assert not set(passed) & {*DIRECTION_CONTROLS, *ZERO_WIDTH, "\r"}
        assert not [char for char in passed if unicodedata.category(char) in ("Cc", "Cs") and char not in "\n\t"]
        assert unicodedata.is_normalized("NFC", passed)
        assert passed == passed.strip()
        passed.encode()
    assert not {"\n", "\t"} & set(clean_line(text, field="subject", limit=TEXT_LIMIT))


@relaxed
@given(any_text)
def test_no_invisible_character_stands_alone(text: str) -> None:
    passed = cleaned(text)
    assert not passed or unicodedata.category(passed[0]) != "Cf"
    invisible = {"\u200c", "\u200d", *map(chr, range(0xFE00, 0xFE10))}
    for former, later in pairwise(passed):
        assert former != "\u200c" or later not in invisible
        assert former != "\u200d" or later not in invisible
        assert later not in invisible or not (former.isascii() and former.isalpha())


@relaxed
@given(st.text(st.characters(categories=["Lu", "Ll", "Lo", "Nd", "Zs", "Po", "Sm"]), min_size=1))
def test_letters_of_every_script_stay(text: str) -> None:
    normal = unicodedata.normalize("NFC", text).strip()
    fillers = dict.fromkeys(map(ord, ZERO_WIDTH))
    assert cleaned(text) == unicodedata.normalize("NFC", normal.translate(fillers)).strip()


def test_too_long_says_the_limit_and_the_length() -> None:
    with pytest.raises(InvalidInput) as refused:
        clean_text("x" * 1_048_576, field="body")
    sentence = "1,048,576 characters; at most 20,000. Shorten it or attach the rest as a file."
    assert refused.value.fields == {"body": sentence}
    assert refused.value.reason == "text_too_long"
    with pytest.raises(InvalidInput) as refused:
        clean_line("题" * 201, field="subject")
    assert refused.value.fields == {"subject": "201 characters; at most 200. Please shorten it."}


def test_the_limit_counts_what_remains() -> None:
    assert len(clean_text("\r\n".join("x" * 10_000), field="body")) == 19_999
    assert len(clean_line("\u200b" * 100 + "x" * LINE_LIMIT + "  ", field="subject")) == LINE_LIMIT
    with pytest.raises(InvalidInput):
        clean_text("x" * (TEXT_LIMIT + 1), field="body")


@pytest.mark.parametrize("text", ["", " \n\t\u3000", "\u200b\u202e\u2060", "\u3164", "\u2800 \u2800", "\x00\ud800"])
def test_required_text_must_show_something(text: str) -> None:
    for clean in (clean_text, clean_line):
        with pytest.raises(InvalidInput) as refused:
            clean(text, field="note", required=True)
        assert refused.value.reason == "text_empty"
        assert refused.value.fields == {"note": "Please fill this in."}
        clean(text, field="note")


MEGABYTE = 1_000_000


@pytest.mark.parametrize(
    "sample",
    [
        "Deposit of 2400 USDT has not arrived.\r\n",
        "充值六小时未到账，订单 12 号。\r\n",
        f"谢谢 {FAMILY} ❤️ ok ",
        "می‌خواهم کتاب‌ها را ",
        "Tiền chưa về tài khoản ",
    ],
    ids=["English", "Chinese", "emoji", "Persian", "Vietnamese"],
)
def test_a_megabyte_passes_quickly(sample: str) -> None:
    text = sample * (MEGABYTE // len(sample.encode()))
    assert any(seconds_for(text) < 2 for _ in range(5))  # 20 ms for 10 kB, most of it the look for secrets


@pytest.mark.parametrize(
    "sample",
    [
        "\u0301\u0327",
        "\U00011133\u0301",
        "\u202e\u202c",
        "\u200d",
        "\u200d\ufe0f",
        "\ufe0f\u200d🔥",
        "\U0001f3f4\U000e007f",
    ],
)
def test_no_text_is_slow_on_purpose(sample: str) -> None:
    # Plain NFC would need minutes for the first of these.
    assert seconds_for("a" + sample * (MEGABYTE // len(sample.encode()))) < 3


def seconds_for(text: str) -> float:
    start = time.process_time()
    clean_text(text, field="body", limit=2 * MEGABYTE)
    return time.process_time() - start


def test_every_combining_mark_is_bounded() -> None:
    marks = [char for char in map(chr, range(0x110000)) if unicodedata.combining(char)]
    assert len(marks) > 800
    for mark in marks:
        normal = unicodedata.normalize("NFC", mark)
        passed = cleaned("a" + mark * 100)
        assert sum(char in normal for char in passed) <= 31, f"U+{ord(mark):04X}"


@relaxed
@given(st.text(max_size=100) | st.lists(pieces, max_size=20).map("".join))
def test_a_folded_key_has_nothing_invisible(text: str) -> None:
    key = fold(text)
    assert unicodedata.is_normalized("NFKC", key)
    assert not set(key) & {*DIRECTION_CONTROLS, *ZERO_WIDTH, "\u200c", "\u200d", "\ufe0f", "\x00"}


def test_a_folded_key_is_plain() -> None:
    assert fold("Ａ\u200b１２\u202e３\u200d") == "A123"
