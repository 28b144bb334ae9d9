"""How often a visitor may ask and report. Asking is cheap and wanted; the bounds only keep programs from reading the list out."""

from datetime import datetime, timedelta
from typing import Final

from django.utils.translation import gettext_lazy as _

from accounts.services.limits import limit_attempts

CHECKS_PER_MINUTE: Final = 30
CHECKS_PER_DAY: Final = 600
REPORTS_PER_DAY: Final = 10
_MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def limit_checks(address: str, *, at: datetime) -> None:
    """Count one question from this network. Raises TooMany."""
    sentence = _("Many questions came from your network just now. Please wait a minute.")
    limit_attempts("official-check", address, at=at, per=_MINUTE, most=CHECKS_PER_MINUTE, sentence=sentence)
    limit_attempts("official-check-day", address, at=at, per=DAY, most=CHECKS_PER_DAY)
