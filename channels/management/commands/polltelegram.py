"""Takes messages from Telegram without a public address: asks for updates and waits."""

import logging
import signal
from threading import Event
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, close_old_connections

from channels.telegram.intake import take_or_leave
from channels.telegram.transport import Bot, bot
from channels.ways import UnreachableError
from core import clock
from outbox.services import NotYetError

log = logging.getLogger(__name__)

HELD_SECONDS = 25
PAUSE_SECONDS = 5.0


class Command(BaseCommand):
    """`manage.py polltelegram` runs until it is told to stop; `--once` takes what is there and ends."""

    help = "Ask Telegram for messages in a loop. Not beside a webhook: Telegram allows one of the two."

    def add_arguments(self, parser: Any) -> None:
        """One flag, for a look at what waits."""
        parser.add_argument("--once", action="store_true", help="take what is there and end")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - Django's signature
        """An update is confirmed by asking for the next one: what was not stored comes again."""
        if not settings.TELEGRAM_BOT_TOKEN:
            raise CommandError("Set TELEGRAM_BOT_TOKEN first.")
        stop = Event()
        if not options["once"]:
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, lambda *_: stop.set())
        offset = 0
        while not stop.is_set():
            if not options["once"]:
                close_old_connections()
            offset = self._turn(bot(), offset, 0 if options["once"] else HELD_SECONDS, stop)
            if options["once"]:
                bot().updates(offset=offset, seconds=0)
                return

    def _turn(self, source: Bot, offset: int, seconds: int, stop: Event) -> int:
        try:
            updates = source.updates(offset=offset, seconds=seconds)
        except NotYetError as wait:
            stop.wait(max(1.0, (wait.until - clock.now()).total_seconds()))
            return offset
        except UnreachableError as fault:
            log.warning("Telegram: %s", fault)
            stop.wait(PAUSE_SECONDS)
            return offset
        for update in updates:
            if not self._taken(update):
                stop.wait(PAUSE_SECONDS)
                return offset
            number = update.get("update_id") if isinstance(update, dict) else None
            offset = max(offset, number + 1) if isinstance(number, int) else offset
        return offset

    def _taken(self, update: object) -> bool:
        """False when the database is away: then the same update is asked for again."""
        try:
            take_or_leave(update, at=clock.now())
        except DatabaseError:
            log.exception("an update could not be stored")
            return False
        return True
