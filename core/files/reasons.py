"""Why a file is kept apart or refused: codes for rows and events, words for people."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from core.errors import Sentence

REASONS: Mapping[str, Sentence] = {
    "identity": _("An identity document"),
    "archive": _("An archive: nobody can see what is in it without opening it"),
    "macros": _("An office file that can hold macros"),
    "active": _("A PDF that wants to run or open something"),
    "markup": _("A web page or drawing that can hold script"),
    "unread": _("A picture that we could not read, or with too many pixels"),
    "unknown": _("A kind of file that we do not know"),
    "program": _("A program: nothing of it was kept"),
    "virus": _("The virus scanner found something in it: nothing of it was kept"),
}


def reason_words(code: str) -> Sentence:
    """The reason in words; empty for none."""
    return REASONS.get(code, code)
