"""Which ways of the ladder have an address. Telegram and webhook go to the addresses in the settings."""

from collections.abc import Iterable

from django.conf import settings

from sla.models import Way

_NEEDS = {
    Way.TELEGRAM.value: ("ALERT_TELEGRAM_TOKEN", "ALERT_TELEGRAM_CHAT"),
    Way.WEBHOOK.value: ("ALERT_WEBHOOK_URL", "ALERT_WEBHOOK_SECRET"),
}


def missing_settings(way: str) -> list[str]:
    """The settings without which this way reaches nobody; none for the desk and mail."""
    return [name for name in _NEEDS.get(way, ()) if not getattr(settings, name)]


def usable(ways: Iterable[str]) -> set[str]:
    """Those that have an address."""
    return {way for way in ways if not missing_settings(way)}
