"""Everything between an empty folder and a desk that can be opened: quick when there is nothing to do."""

import hashlib
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from accounts.models import User
from config.checks import demo_accounts_outside_demo
from config.storage import NOT_SERVED
from config.translations import compile_catalogs
from core import clock
from reports.models import DailyFigure
from reports.services import rebuild
from sla.defaults import install_promises


class Command(BaseCommand):
    """`manage.py prepare`: translations, static files, database, default promises, the demo."""

    requires_system_checks = ["firstline"]
    help = "Migrate, collect static files, compile translations; load the demo when DEMO=1 and the desk is empty."

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - Django's signature
        """Each step says what it does; stamps in the var folder let unchanged ones be skipped."""
        compile_catalogs(settings.BASE_DIR / "locale")
        self._when_changed("static", _files(settings.BASE_DIR / "static"), self._collect)
        self._when_changed("database", [*_migrations(), connection.settings_dict["NAME"]], self._migrate)
        if demo_accounts_outside_demo():
            raise CommandError("This database holds demo accounts. Use an empty database, or set DEMO=1.")
        install_promises(at=clock.now())
        if settings.DEMO and not User.objects.exists():
            self.stdout.write("Loading the demo desk ...")
            self.stdout.flush()
            call_command("loaddemo", stdout=self.stdout)

    def _when_changed(self, name: str, parts: list[str], work: Any) -> None:
        stamp = Path(settings.VAR_DIR) / f"{name}.stamp"
        digest = hashlib.sha256("\n".join(parts).encode()).hexdigest()
        if stamp.exists() and stamp.read_text() == digest:
            return
        work()
        stamp.parent.mkdir(parents=True, exist_ok=True)
        stamp.write_text(digest)

    def _collect(self) -> None:
        self.stdout.write("Collecting static files ...")
        call_command("collectstatic", interactive=False, verbosity=0, clear=True, ignore_patterns=NOT_SERVED)

    def _migrate(self) -> None:
        self.stdout.write("Bringing the database up to date ...")
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        if not DailyFigure.objects.exists():
            rebuild()


def _files(folder: Path) -> list[str]:
    return [f"{path}:{path.stat().st_mtime_ns}" for path in sorted(folder.rglob("*")) if path.is_file()]


def _migrations() -> list[str]:
    found = []
    for config in apps.get_app_configs():
        found += [str(path) for path in sorted((Path(config.path) / "migrations").glob("[0-9]*.py"))]
    return found
