"""What a page says in a language, taken from the catalogue: right before and after a translation is made or bettered."""

from datetime import datetime

from django.utils.translation import gettext, ngettext, override, pgettext

from core import clock
from core.timewords import Style, moment_words, zone_words

ZONE = "Asia/Singapore"


def said(language: str, text: str, *, context: str = "", **facts: object) -> str:
    """The sentence in the language, with its names filled in."""
    with override(language):
        found = pgettext(context, text) if context else gettext(text)
    return found % facts if facts else found


def counted(language: str, one: str, many: str, count: int) -> str:
    """A sentence with a number in it."""
    with override(language):
        return ngettext(one, many, count) % {"count": count}


def moment(language: str, at: datetime, style: Style = "full") -> str:
    """A moment in the desk's zone, as pages and mails write it now."""
    with override(language):
        return moment_words(at, zone=ZONE, now=clock.now(), style=style)


def zone(language: str, at: datetime) -> str:
    """The name of the desk's zone."""
    with override(language):
        return zone_words(ZONE, at=at)
