"""Mail in by SMTP or LMTP."""

import asyncio
import signal
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from channels.mail.listener import listening, tls_context
from channels.mail.receiving import Receiver


class Command(BaseCommand):
    """`manage.py receivemail` listens until it is told to stop."""

    help = "Take mail in by SMTP (or --lmtp) at MAIL_LISTEN_HOST and MAIL_LISTEN_PORT."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which of the two protocols."""
        parser.add_argument("--lmtp", action="store_true", help="speak LMTP, behind a mail server of your own")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - Django's signature
        """Listen; SIGTERM and Ctrl-C end it, and a mail that was not answered with 250 comes again."""
        asyncio.run(self._listen(lmtp=options["lmtp"]))

    async def _listen(self, *, lmtp: bool) -> None:
        stop = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        host, port = settings.MAIL_LISTEN_HOST, settings.MAIL_LISTEN_PORT
        async with listening(Receiver(), host=host, port=port, lmtp=lmtp, tls=tls_context()) as bound:
            self.stdout.write(f"Mail for {settings.OPERATOR['support_mail']} is taken at {host}:{bound}.")
            await stop.wait()
