"""Fills an empty desk with the demo."""

import time
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.db.models import Q

from accounts.models import User
from config.demo.official import load_official
from config.demo.people import load_people
from config.demo.story import WEEKS, load_story
from core import clock
from outbox.models import Delivery, DeliveryState
from outbox.services import deliver_due
from sla.defaults import install_promises


class Command(BaseCommand):
    """`manage.py loaddemo`: only with DEMO=1, only into a desk without staff."""

    help = "Load the demo desk into an empty database."

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - Django's signature
        """One transaction: a load that is killed leaves nothing."""
        if not settings.DEMO:
            raise CommandError("Demo accounts exist only in demo mode. Set DEMO=1, never in production.")
        if User.objects.exists():
            self.stdout.write("The desk has staff already; nothing was loaded.")
            return
        started = time.monotonic()
        at = clock.now()
        with transaction.atomic():
            install_promises(at=at - timedelta(weeks=WEEKS + 1))
            load_people(at=at)
            load_official(at=at)
            load_story(at=at)
            # What would have been mailed in twelve weeks is not mailed today.
            outward = Q(handler__in=["notifications.telegram_rung", "notifications.webhook_rung"])
            mails = Delivery.objects.filter(Q(handler__startswith="notifications.mail_") | outward)
            mails.update(state=DeliveryState.SENT, sent_at=at)
        while deliver_due(at=clock.now()):
            pass
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        self.stdout.write(f"Demo desk loaded in {time.monotonic() - started:.1f} s.")
