"""A promise as it is read out to a caller: in their language, with the zone."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from core.numbers import spoken
from core.timewords import duration_words, moment_words, zone_words


def aloud(goal_at: datetime, limit_at: datetime, *, at: datetime, language: str, urgent: bool = False) -> str:
    """Goal and limit in one sentence, without what has passed; a missed limit is owned up to.

    `urgent` counts in minutes first; all moments are aware, the zone is the active one.
    """
    zone = timezone.get_current_timezone()
    with override(language):
        words = {
            "goal": moment_words(goal_at, zone=zone, now=at),
            "limit": moment_words(limit_at, zone=zone, now=at),
            "zone": zone_words(zone, at=goal_at),
            "span": duration_words(goal_at - at),
            "most": duration_words(limit_at - at),
        }
        if limit_at <= at:
            return _("We promised a reply by %(limit)s, %(zone)s. We are late, and we are sorry.") % words
        if goal_at <= at:
            return _("A reply at the latest %(limit)s, %(zone)s.") % words
        if urgent:
            return _("Somebody takes over within %(span)s, at the latest in %(most)s: by %(limit)s, %(zone)s.") % words
        return _("A reply by %(goal)s, at the latest %(limit)s, %(zone)s.") % words


def agreed_aloud(callback_at: datetime, *, at: datetime) -> str:
    """The agreed call-back, in the active language."""
    zone = timezone.get_current_timezone()
    words = {"time": moment_words(callback_at, zone=zone, now=at), "zone": zone_words(zone, at=callback_at)}
    return _("We call you back %(time)s, %(zone)s.") % words


def number_aloud(number: str) -> str:
    """The number digit by digit, in the active language."""
    return _("Your ticket number is %(number)s") % {"number": spoken(number, get_language() or "en")}
