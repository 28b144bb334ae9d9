"""Mail in from a mailbox."""

import imaplib
import logging
import signal
from threading import Event
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error, close_old_connections, connection

from channels.mail.fetching import PutOff, fetch
from channels.mail.receiving import Receiver

log = logging.getLogger(__name__)


class Command(BaseCommand):
    """`manage.py fetchmail` reads the mailbox of MAIL_IMAP_URL until it is told to stop."""

    help = "Take mail in from the mailbox of MAIL_IMAP_URL, every MAIL_FETCH_SECONDS."

    def add_arguments(self, parser: CommandParser) -> None:
        """Once, for a timer of the machine."""
        parser.add_argument("--once", action="store_true", help="look once and end")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - Django's signature
        """A server or a database that is away is tried again at the next turn; nothing is marked as seen before it is stored."""
        if not settings.MAIL_IMAP_URL:
            raise CommandError("MAIL_IMAP_URL names no mailbox.")
        stop = Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        put_off: PutOff = {}
        while not stop.is_set():
            close_old_connections()
            try:
                fetch(settings.MAIL_IMAP_URL, Receiver(), put_off=put_off)
            except (imaplib.IMAP4.error, OSError, Error):
                log.exception("the mailbox could not be read, trying again")
                connection.close()
            if options["once"]:
                return
            stop.wait(settings.MAIL_FETCH_SECONDS)
