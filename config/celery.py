"""Celery is a doorbell: tasks carry ids only, the truth stays in PostgreSQL."""

import os

from celery import Celery, signals

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("firstline")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@signals.worker_init.connect
@signals.beat_init.connect
def _refuse_unsafe_start(**_kwargs: object) -> None:
    from config.checks import refuse_unsafe_start  # noqa: PLC0415 - needs the apps

    refuse_unsafe_start()
