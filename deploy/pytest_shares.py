"""The order of the tests, and the collector's pace: a long run costs what its tests cost."""

import gc

import pytest

_WAITING = ("browser", "faults")
YOUNG = 50_000


class SharesPlugin:
    """What waits for others goes first: then the short tests are left to the end, and all processes end at the same moment."""

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items.sort(key=lambda item: not any(item.get_closest_marker(name) for name in _WAITING))

    def pytest_collection_finish(self) -> None:
        # Modules and tests stay to the end, and most of what a test makes is gone before anybody looks: look less often.
        gc.collect()
        gc.freeze()
        gc.set_threshold(YOUNG, 20, 100)
