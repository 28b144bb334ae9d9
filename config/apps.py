"""What must be wired once at start: reactions to events, and the checks that refuse an unsafe start."""

import gc
from importlib import import_module

from django.apps import AppConfig

# The one place where reactions are registered. Inline reactions run in this order: the promise before the complaint.
HANDLERS = [
    "sla.handlers",
    "tickets.handlers",
    "channels.scanning.handlers",
    "channels.handlers",
    "channels.telegram.handlers",
    "channels.telegram.news",
    "channels.x.handlers",
    "channels.weibo.handlers",
    "knowledge.handlers",
    "channels.chat.handlers",
    "complaints.handlers",
    "incidents.handlers",
    "notifications.handlers",
    "notifications.alert_handlers",
    "notifications.review_handlers",
    "reports.handlers",
    # Not in the transaction: each commit rings, and open pages of the desk hear of it.
    "live.handlers",
    "console.live.audience",
    "portal.live",
    "notifications.webhook_handlers",
]


class FirstlineConfig(AppConfig):
    name = "config"

    def ready(self) -> None:
        """Import what registers itself."""
        import_module("config.checks")
        import_module("config.alert_checks")
        import_module("config.channel_checks")
        for module in HANDLERS:
            import_module(module)
        # What was loaded by now stays for good: the collector need not look through it again and again.
        gc.collect()
        gc.freeze()
