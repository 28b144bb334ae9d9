"""After a guard held the ringers: let them go on."""

from typing import Any

from django.core.management.base import BaseCommand

from core import clock
from outbox.actors import SYSTEM
from sla.models import Guard
from sla.services.ringing import release_guards


class Command(BaseCommand):
    """`manage.py releasetimers` shows why the ringers hold, and releases them."""

    help = "Release the guards that hold the ringers (a jump of the clock, a mass of missed promises)."

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - Django's signature
        """Say what held them, then release."""
        for guard in Guard.objects.filter(released_at__isnull=True):
            self.stdout.write(
                f"{guard.get_kind_display()} since {guard.engaged_at:%Y-%m-%d %H:%M:%S} UTC: {guard.facts}"
            )
        count = release_guards(by=SYSTEM, at=clock.now())
        self.stdout.write(f"released: {count}" if count else "nothing holds the ringers")
