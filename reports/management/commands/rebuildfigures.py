"""Daily figures anew, from what happened."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from reports.services import differing, rebuild


class Command(BaseCommand):
    """`manage.py rebuildfigures` counts every event and call again; `--check` only compares."""

    help = "Rebuild the daily figures of the wall from events and calls. --check compares and changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--check` for a look."""
        parser.add_argument("--check", action="store_true", help="compare only; an error when something differs")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - Django's signature
        """Say how many figures were not what the events say."""
        if not options["check"]:
            self.stdout.write(f"rebuilt; wrong before: {rebuild()}")
            return
        wrong = differing()
        if wrong:
            raise CommandError(f"{wrong} figures differ from the events. Run rebuildfigures without --check.")
        self.stdout.write("the figures are what the events say")
