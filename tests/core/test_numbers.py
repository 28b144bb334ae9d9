"""A ticket number survives the telephone: every likely slip is caught, and nothing else looks like one."""

import math
import os
import re
import secrets
import struct
from collections import Counter
from itertools import pairwise, product

from hypothesis import given, settings
from hypothesis import strategies as st

from core import numbers
from core.numbers import check

relaxed = settings(deadline=None)
bodies = st.integers(min_value=10**9, max_value=10**10 - 1)


def with_body(body: int) -> str:
    return numbers.new_number(lambda _choices: body - 10**9)


valid_numbers = bodies.map(with_body)


def replaced(number: str, place: int, new: str) -> str:
    return number[:place] + new + number[place + len(new) :]


SIX_SIGMA = 6  # a fair source passes this bound in all but one of 500 million looks


def test_the_number_of_the_pictures_is_valid() -> None:
    assert numbers.is_valid("509317284633")
    assert numbers.groups("509317284633") == ("5093", "1728", "4633")
    assert numbers.grouped("509317284633") == "5093 1728 4633"


def test_check_digits_follow_iso_7064_mod_97_10() -> None:
    # The standard's own example: the string 0794 has the check characters 44.
    assert check._check(794) == 44
    assert int("079444") % 97 == 1


@relaxed
@given(valid_numbers)
def test_every_new_number_is_valid(number: str) -> None:
    assert re.fullmatch(r"[1-9][0-9]{11}", number)
    assert int(number) % 97 == 1
    assert numbers.is_valid(number)


def test_the_smallest_and_the_largest_number_are_drawn_from_nine_thousand_million() -> None:
    asked: list[int] = []

    def first(choices: int) -> int:
        asked.append(choices)
        return 0

    assert numbers.new_number(first).startswith("1000000000")
    assert numbers.new_number(lambda choices: choices - 1).startswith("9999999999")
    assert asked == [numbers.SPACE] == [9 * 10**9]


def test_numbers_come_from_the_secure_source() -> None:
    assert check.new_number.__defaults__ == (secrets.randbelow,)


@relaxed
@given(valid_numbers)
def test_every_single_wrong_digit_is_caught(number: str) -> None:
    for place, digit in enumerate(number):
        for other in "0123456789".replace(digit, ""):
            assert not numbers.is_valid(replaced(number, place, other))


@relaxed
@given(valid_numbers)
def test_every_swap_of_neighbours_and_over_one_is_caught(number: str) -> None:
    for width in (2, 3):
        for place in range(13 - width):
            swapped = replaced(number, place, number[place : place + width][::-1])
            assert swapped == number or not numbers.is_valid(swapped)


@relaxed
@given(valid_numbers)
def test_every_twin_is_caught(number: str) -> None:
    for place, over in product(range(11), (1, 2)):
        if number[place : place + 1] != number[place + over : place + over + 1]:
            continue
        for other in "0123456789".replace(number[place], ""):
            assert not numbers.is_valid(replaced(replaced(number, place, other), place + over, other))


@relaxed
@given(bodies, st.integers(2, 9), st.integers(0, 8))
def test_thirteen_for_thirty_is_caught(body: int, digit: int, place: int) -> None:
    number = with_body(int(replaced(str(body), place, f"{digit}0")))
    assert not numbers.is_valid(replaced(number, place, f"1{digit}"))


@relaxed
@given(bodies)
def test_one_body_has_one_pair_of_check_digits(body: int) -> None:
    assert sum(numbers.is_valid(f"{body}{pair:02d}") for pair in range(100)) == 1


@relaxed
@given(st.text(max_size=20) | st.text(alphabet="0123456789٠١५５²", min_size=12, max_size=12))
def test_only_twelve_ascii_digits_can_be_valid(text: str) -> None:
    if numbers.is_valid(text):
        assert re.fullmatch(r"[1-9][0-9]{11}", text, re.ASCII)


def test_digits_of_other_scripts_are_not_valid_unread() -> None:
    assert not numbers.is_valid("５０９３１７２８４６３３")
    assert not numbers.is_valid("509317284633\n")
    assert not numbers.is_valid("0" * 10 + "98")  # check digits right, first digit 0


@relaxed
@given(valid_numbers)
def test_it_is_no_card_no_code_no_mobile_and_no_identity_number(number: str) -> None:
    shapes = {
        "card": r"\d{13,19}",
        "one-time code": r"\d{4,8}",
        "mainland mobile": r"(\+?86)?1[3-9]\d{9}",
        "mainland identity number": r"\d{15}|\d{17}[\dXx]",
        "Singapore or Hong Kong telephone": r"(\+?65|\+?852)?[2-9]\d{7}",
    }
    assert not [name for name, shape in shapes.items() if re.fullmatch(shape, number)]


def test_a_million_numbers_are_valid_and_without_order() -> None:
    count = 1_000_000
    # The kernel's source in one draught: a million single calls would spend the time in the kernel, not in the rule.
    drops = iter(struct.unpack(f"{count}Q", os.urandom(8 * count)))
    drawn = [numbers.new_number(lambda choices: next(drops) * choices >> 64) for _ in range(count)]
    values = list(map(int, drawn))

    assert sum(value % 97 == 1 for value in values) == count
    assert all(map(numbers.is_valid, drawn[:: count // 10_000]))
    assert_digits_are_even(drawn)
    assert_order_is_random(values)
    assert_neighbours_are_unrelated(values)
    # Birthdays: n^2 / 2N = 55.6 expected pairs, as promised by the size of the space.
    repeats = count - len(set(drawn))
    expected = count**2 / (2 * numbers.SPACE)
    assert abs(repeats - expected) < SIX_SIGMA * math.sqrt(expected)


def test_numbers_drawn_one_by_one_are_without_order() -> None:
    values = [int(numbers.new_number()) for _ in range(20_000)]
    assert_order_is_random(values)
    assert_neighbours_are_unrelated(values)


def assert_digits_are_even(drawn: list[str]) -> None:
    text, count = "".join(drawn).encode(), len(drawn)
    for place in range(10):
        digits = b"123456789" if place == 0 else b"0123456789"
        share = 1 / len(digits)
        column = text[place::12]
        for digit in digits:
            assert abs(column.count(digit) - count * share) < SIX_SIGMA * math.sqrt(count * share * (1 - share))
    pairs = Counter(number[10:] for number in drawn)
    assert set(pairs) == {f"{pair:02d}" for pair in range(2, 99)}
    for seen_pair in pairs.values():
        assert abs(seen_pair - count / 97) < SIX_SIGMA * math.sqrt(count / 97)


def assert_order_is_random(values: list[int]) -> None:
    """Rises among neighbours: in a random order half of them, with variance (n + 1) / 12 (Moore and Wallis, 1943)."""
    rises = sum(former < later for former, later in pairwise(values))
    assert abs(rises - (len(values) - 1) / 2) < SIX_SIGMA * math.sqrt((len(values) + 1) / 12)


def assert_neighbours_are_unrelated(values: list[int]) -> None:
    """The correlation of neighbours has standard deviation 1 / sqrt(n) when there is none."""
    middle = sum(values) / len(values)
    moved = [value - middle for value in values]
    product = sum(former * later for former, later in pairwise(moved))
    assert abs(product / sum(value * value for value in moved)) < SIX_SIGMA / math.sqrt(len(values))


def test_it_is_spoken_digit_by_digit_with_a_pause_after_four() -> None:
    assert numbers.spoken("509317284633", "zh-hans") == "五零九三，幺七二八，四六三三。"
    assert numbers.spoken("509317284633", "en") == "five zero nine three, one seven two eight, four six three three."
    assert numbers.spoken_digits("509317284633", "zh-hans")[:5] == ["五", "零", "九", "三", "幺"]
    assert numbers.spoken_digits("509317284633", "en-gb")[:2] == ["five", "zero"]
