"""Another key for the directory of official channels."""

from typing import Any

from django.core.management.base import BaseCommand

from channels.directory.services import rotate_key
from core import clock


class Command(BaseCommand):
    """`manage.py rotateofficialkey`: now and then, and at once when the desk's secrets may have been read."""

    help = "Sign the directory of official channels with a new key; the last one's public half stays published for a while."

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - Django's signature
        """Say the name of the new key."""
        self.stdout.write(f"signs from now on: {rotate_key(at=clock.now()).kid}")
