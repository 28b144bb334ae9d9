"""What the hub keeps of a page that is gone: nothing."""

import asyncio
import gc
import weakref

from live.hub import Hub, Listener


async def _comes_and_goes() -> tuple[Hub, "weakref.ref[Listener]"]:
    hub, listener = Hub(), Listener("desk", None, None)
    hub.join(listener)
    hub.leave(listener)
    await asyncio.sleep(0)
    return hub, weakref.ref(listener)


def test_who_goes_before_their_welcome_is_forgotten() -> None:
    """Pages are opened and closed all day long: each one kept would be memory for ever."""
    hub, gone = asyncio.run(_comes_and_goes())
    gc.collect()
    assert gone() is None, vars(hub)
