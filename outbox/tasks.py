"""Celery rings here."""

from celery import shared_task

from core import clock
from outbox import services


@shared_task(name="outbox.deliver")
def deliver() -> None:
    """Deliver what is due. Rung by beat; missing a ring costs one period, and `runtimers` takes turns too."""
    services.take_turn(at=clock.now())


@shared_task(name="outbox.tidy")
def tidy() -> None:
    """Forget idempotency keys that nobody will repeat any more."""
    services.forget_old_keys(at=clock.now())
