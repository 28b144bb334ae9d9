"""Prints the sign-ins of the demo, and where it takes mail."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from accounts.selectors import demo_signins


class Command(BaseCommand):
    """`manage.py signins`: role, address, password, second factor. Nothing outside the demo."""

    requires_system_checks: list[str] = []
    help = "Print the demo sign-ins with their present one-time codes."

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - Django's signature
        """One line for each account that is shown."""
        signins = demo_signins()
        for each in signins:
            self.stdout.write(
                f"  {each.role:<18} {each.email:<28} password {each.password}   "
                f"code now {each.code}   authenticator secret {each.secret}"
            )
        if not signins:
            return
        host, port = settings.MAIL_LISTEN_HOST, settings.MAIL_LISTEN_PORT
        self.stdout.write(
            f"  Mail for {settings.OPERATOR['support_mail']} is taken at {host}:{port} (SMTP; docs/mail.md has one to send)."
        )
