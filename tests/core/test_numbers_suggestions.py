"""A misheard number leads the agent to the few that may have been meant."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import numbers

relaxed = settings(deadline=None)
THE_NUMBER = "509317284633"

bodies = st.integers(min_value=10**9, max_value=10**10 - 1)


def with_body(body: int) -> str:
    return numbers.new_number(lambda _choices: body - 10**9)


valid_numbers = bodies.map(with_body)

places = st.integers(0, 11)


@relaxed
@given(valid_numbers, places, st.sampled_from("0123456789"))
def test_one_wrong_digit_leads_back(number: str, place: int, digit: str) -> None:
    heard = number[:place] + digit + number[place + 1 :]
    assert heard == number or number in numbers.suggest(heard)


@relaxed
@given(valid_numbers, st.integers(0, 10), st.sampled_from([2, 3]))
def test_a_swap_leads_back(number: str, place: int, width: int) -> None:
    heard = number[:place] + number[place : place + width][::-1] + number[place + width :]
    assert heard == number or number in numbers.suggest(heard)


@relaxed
@given(valid_numbers, st.integers(1, 8), st.sampled_from("0123456789"), st.sampled_from("0123456789"))
def test_a_twin_leads_back(number: str, place: int, said: str, heard: str) -> None:
    meant = with_body(int(number[:place] + said * 2 + number[place + 2 : 10]))
    written = meant[:place] + heard * 2 + meant[place + 2 :]
    assert written == meant or meant in numbers.suggest(written)


@relaxed
@given(valid_numbers, places)
def test_a_missing_digit_leads_back(number: str, place: int) -> None:
    assert number in numbers.suggest(number[:place] + number[place + 1 :])


@relaxed
@given(valid_numbers, st.integers(0, 12), st.sampled_from("0123456789"))
def test_a_digit_too_many_leads_back(number: str, place: int, digit: str) -> None:
    assert number in numbers.suggest(number[:place] + digit + number[place:])


@relaxed
@given(st.text(max_size=600) | st.text(alphabet="0123456789 ", min_size=10, max_size=16))
def test_suggestions_are_valid_few_and_never_crash(text: str) -> None:
    found = numbers.suggest(text)
    assert len(found) == len(set(found)) <= 12
    assert all(map(numbers.is_valid, found))


@relaxed
@given(valid_numbers)
def test_a_valid_number_needs_no_repair(number: str) -> None:
    assert numbers.suggest(numbers.grouped(number)) == []


@pytest.mark.parametrize("text", ["", "hello", "5093", THE_NUMBER * 2, "5" * 501, "5093 17?8 4633"])
def test_what_is_further_away_has_no_suggestion(text: str) -> None:
    assert numbers.suggest(text) == []


def test_pairs_that_sound_alike_come_first() -> None:
    # 5093 1728 4633 with 7 (qī) heard for 1 (yī): two more valid numbers lie one error away and come after it.
    found = numbers.suggest("5093 7728 4633")
    assert found[0] == THE_NUMBER
    assert len(found) > 1
    # nine heard as five
    assert numbers.suggest("5053 1728 4633")[0] == THE_NUMBER


def test_a_swap_of_neighbours_comes_before_a_swap_over_one() -> None:
    neighbours = numbers.suggest("509317824633")
    assert neighbours[0] == THE_NUMBER
    assert THE_NUMBER in numbers.suggest("509327184633")


def test_four_heard_as_ten_is_put_right() -> None:
    assert numbers.suggest("五零九三 幺七二八 十六三三") == [THE_NUMBER]
    assert numbers.suggest("五零九三 幺七二八 十六三八") == []
    assert numbers.suggest("十十九三 幺七二八 四六三三") == []


def test_a_digit_said_twice_and_written_once_comes_first() -> None:
    assert numbers.suggest("50931728463")[0] == THE_NUMBER
    assert numbers.suggest("5093172846333")[0] == THE_NUMBER
