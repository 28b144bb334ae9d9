"""Settings, addresses and process entry points. Wires everything; nothing imports it."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
