"""The desk as config.asgi serves it, at the moment for which it was filled: what was open then is as far from its limit now."""

import os
from datetime import datetime

from config.asgi import application
from core import clock

__all__ = ["application"]

# For as long as this process lives.
clock.shifted(datetime.fromisoformat(os.environ["BENCH_PRESENT"]) - clock.now()).__enter__()
