"""Celery beat is one of the two ringers."""

import logging

from celery import shared_task

from core import clock
from sla.services import sweep
from sla.services.health import tickets_without_timer

log = logging.getLogger(__name__)


@shared_task(name="sla.ring")
def ring() -> None:
    """Fire what is due. A missed ring costs one period; a doubled one nothing."""
    sweep(at=clock.now(), ringer="celery")


@shared_task(name="sla.check")
def check() -> None:
    """Hourly: no open ticket may be without a clock."""
    bare = tickets_without_timer()
    if bare:
        log.error("open tickets without a running timer: %s", ", ".join(bare))
