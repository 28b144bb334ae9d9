"""Celery beat is one of the two ringers."""

import logging

from celery import shared_task

from core import clock
from sla.services.health import inspect
from sla.services.reviews import remind_reviews
from sla.services.ringing import ring as ring_once

log = logging.getLogger(__name__)


@shared_task(name="sla.ring")
def ring() -> None:
    """Fire what is due. A missed ring costs one period; a doubled one nothing."""
    ring_once("celery")


@shared_task(name="sla.check")
def check() -> None:
    """Hourly: no open ticket may be without a clock."""
    bare = inspect(at=clock.now())
    if bare:
        log.error("open tickets without a running timer: %s", ", ".join(bare))


@shared_task(name="sla.remind")
def remind() -> None:
    """Hourly; what must be said once a day is said once a day."""
    remind_reviews(at=clock.now())
