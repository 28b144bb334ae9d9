"""Who calls again and again guesses no record open."""

from datetime import timedelta

import pytest

from accounts.services.identity import TRIES_PER_ADDRESS_AND_DAY, match_caller
from core.errors import TooMany
from tests.people import NOON, House


def _try(house: House, last4: str, call: int, *, email: str = "", hours: int = 0) -> bool:
    return match_caller(
        email=email or house.cleo.email,
        last4=last4,
        context_kind="call",
        context_id=call,
        by=house.alice if call % 2 else house.bob,
        at=NOON + timedelta(hours=hours),
    ).matched


def test_an_address_takes_ten_tries_a_day_over_all_calls_and_agents(house: House) -> None:
    for call in range(TRIES_PER_ADDRESS_AND_DAY):
        assert not _try(house, f"00{call:02}", call)
    with pytest.raises(TooMany):
        _try(house, "4471", 99)
    assert _try(house, "4471", 100, hours=24), "the next day is another"


def test_a_match_does_not_use_up_the_day(house: House) -> None:
    for call in range(TRIES_PER_ADDRESS_AND_DAY + 5):
        assert _try(house, "4471", call)


def test_an_address_that_nobody_has_is_limited_alike(house: House) -> None:
    for call in range(TRIES_PER_ADDRESS_AND_DAY):
        _try(house, "1234", call, email="nobody@mail.test")
    with pytest.raises(TooMany):
        _try(house, "1234", 99, email="nobody@mail.test")
