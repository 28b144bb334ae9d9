"""The order of the tests, and the collector's pace: a long run costs what its tests cost."""

import gc

import pytest

_WAITING = ("faults", "browser")
YOUNG = 50_000


class SharesPlugin:
    """What waits for others goes first, the longest at the head: then the short tests are left to the end, and all processes end
    at the same moment."""

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items.sort(key=_turn)

    def pytest_collection_finish(self) -> None:
        # Modules and tests stay to the end, and most of what a test makes is gone before anybody looks: look less often.
        gc.collect()
        gc.freeze()
        gc.set_threshold(YOUNG, 20, 100)


def _turn(item: pytest.Item) -> int:
    return next((turn for turn, name in enumerate(_WAITING) if item.get_closest_marker(name)), len(_WAITING))
