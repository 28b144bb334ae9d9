"""Celery rings here."""

from celery import shared_task
from django.contrib.sessions.models import Session

from accounts.services.limits import forget_old_windows
from core import clock


@shared_task(name="accounts.tidy")
def tidy() -> None:
    """Remove counters of attempts whose window ended, and sessions that ended."""
    at = clock.now()
    forget_old_windows(at=at)
    Session.objects.filter(expire_date__lt=at).delete()
