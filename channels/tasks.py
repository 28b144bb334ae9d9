"""Celery rings here."""

from celery import shared_task

from core import clock
from tickets.services.keeping import remove_lost_files


@shared_task(name="channels.tidy")
def tidy() -> None:
    """Remove stored files that no message knows: a process died between the file and its commit."""
    remove_lost_files(at=clock.now())
