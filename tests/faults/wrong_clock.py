"""A ringer whose clock is wrong: `python -m tests.faults.wrong_clock MINUTES` rings five times, a second apart."""

import os
import sys
import time
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from core import clock  # noqa: E402 - needs the apps
from sla.services.ringing import ring  # noqa: E402

if __name__ == "__main__":
    with clock.shifted(timedelta(minutes=float(sys.argv[1]))):
        for _each in range(5):
            ring("wrong clock")
            time.sleep(1)
