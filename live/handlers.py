"""Each commit that recorded something rings."""

from live.bell import BELL
from outbox.registry import after_commit

after_commit(BELL.ring)
