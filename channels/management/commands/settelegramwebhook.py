"""Tells Telegram where to post messages."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from channels.telegram.transport import bot


class Command(BaseCommand):
    """`manage.py settelegramwebhook`: once, and again after PUBLIC_URL or the secret changed."""

    help = "Have Telegram post messages to this desk, with the secret of the settings."

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - Django's signature
        """Refused without a secret, and for an address without TLS, which Telegram does not take."""
        if not (settings.TELEGRAM_BOT_TOKEN and settings.TELEGRAM_WEBHOOK_SECRET):
            raise CommandError("Set TELEGRAM_BOT_TOKEN and TELEGRAM_WEBHOOK_SECRET first.")
        if not settings.PUBLIC_URL.startswith("https://"):
            raise CommandError("PUBLIC_URL must begin with https://. Without one use manage.py polltelegram.")
        url = settings.PUBLIC_URL.rstrip("/") + reverse("telegram:webhook")
        bot().set_webhook(url, settings.TELEGRAM_WEBHOOK_SECRET)
        self.stdout.write(f"Telegram posts to {url} from now on.")
