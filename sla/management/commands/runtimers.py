"""The second ringer and a second deliverer: plain loops that need neither Redis nor Celery."""

import logging
import signal
import time
from threading import Event, Thread
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import close_old_connections, connection

from core import clock
from outbox.services import take_turn
from sla.services.health import inspect
from sla.services.reviews import remind_reviews
from sla.services.ringing import ring

log = logging.getLogger(__name__)

REMIND_SECONDS = 3600.0
# A delivery that is cut off at the end is tried again by the next deliverer.
LAST_SECONDS = 5.0


class Command(BaseCommand):
    """`manage.py runtimers` sweeps until it is told to stop."""

    help = "Fire due promises and deliver what follows in loops, without Redis or Celery."

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - Django's signature
        """Sweep every SWEEP_SECONDS; a database that is away is tried again at the next turn."""
        stop = Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        bare = self._safely(lambda: inspect(at=clock.now()))
        if bare:
            log.error("open tickets without a running timer: %s", ", ".join(bare))
        # Beside the sweep and never in it: a mail server that is slow to answer must not make a promise late.
        deliverer = Thread(target=self._deliver, args=[stop], name="deliverer", daemon=True)
        deliverer.start()
        remind_at = time.monotonic()
        while not stop.is_set():
            self._safely(lambda: ring("runtimers"))
            if time.monotonic() >= remind_at:
                self._safely(lambda: remind_reviews(at=clock.now()))
                remind_at = time.monotonic() + REMIND_SECONDS
            stop.wait(settings.SWEEP_SECONDS)
        deliverer.join(timeout=LAST_SECONDS)

    def _deliver(self, stop: Event) -> None:
        while not stop.is_set():
            self._safely(lambda: take_turn(at=clock.now()))
            stop.wait(settings.DELIVERY_SECONDS)

    def _safely(self, work: Any) -> Any:
        close_old_connections()
        try:
            return work()
        except Exception:  # the loop outlives every fault of the database
            log.exception("sweep failed, trying again")
            connection.close()
            return None
