"""Keeps the catalogs complete."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from config.translations import compile_catalogs, messages_in, update_catalog


class Command(BaseCommand):
    """`manage.py messages`: read all messages from code and templates into locale/, list what lacks a translation."""

    help = "Update the translation catalogs and list what is missing."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """`--from FILE` fills gaps from a JSON object of msgid to translation."""
        parser.add_argument("--from", dest="sources", action="append", default=[], type=Path)

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - Django's signature
        """English is the source; Chinese is the one catalog."""
        known: dict[str, str] = {}
        for source in options["sources"]:
            known |= json.loads(source.read_text("utf-8"))
        path = settings.BASE_DIR / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
        missing = update_catalog(path, messages_in(settings.BASE_DIR), known=known)
        compile_catalogs(settings.BASE_DIR / "locale")
        for each in missing:
            self.stdout.write(f"missing: {each}")
        self.stdout.write(f"{len(missing)} without translation")
