"""Keeps machines and floods out of the form without a puzzle: a signed moment, a field that people do not see, counted attempts.

Whoever is refused keeps their text and is told to call: a hotline is never closed by this.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core import signing
from django.utils.translation import gettext_lazy as _

from accounts.services.limits import forgive_attempt, limit_attempts
from core.errors import Conflict, TooMany

_SALT = "channels.form"
QUICKEST = timedelta(seconds=3)
LONGEST = timedelta(hours=24)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OF_CONTACT, OF_PLACE, OF_ALL = 5, 20, 600
_CALL = _(
    "Too many requests reached us this way. What you typed is kept below: call a hotline, or send it again in an hour."
)


@dataclass(frozen=True)
class Attempt:
    """Who sends: a contact, and the place it comes from (an address or network)."""

    contact: str
    place: str

    @property
    def budgets(self) -> list[tuple[str, str, timedelta, int]]:
        """Scope, who, in what time, how often: five a day for a contact, twenty an hour for a place, six hundred for all."""
        return [
            ("form.contact", self.contact.strip().lower(), DAY, OF_CONTACT),
            ("form.place", self.place, HOUR, OF_PLACE),
            ("form.all", "", HOUR, OF_ALL),
        ]


def new_entry(*, at: datetime) -> str:
    """What the page carries hidden: a key of its own and the moment it was made, signed."""
    return signing.dumps({"key": uuid.uuid4().hex, "at": at.isoformat()}, salt=_SALT)


def key_of(entry: str, *, at: datetime) -> str:
    """The form's key. Raises Conflict where it was filled in faster than people type, is older than a day, or is not ours."""
    try:
        made = signing.loads(entry, salt=_SALT)
        key, since = str(made["key"]), at - datetime.fromisoformat(made["at"])
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        key, since = "", LONGEST * 2
    if since > LONGEST:
        raise Conflict(
            _("This page was open for too long. What you typed is kept: press the button once more."), code="form_old"
        )
    if since < QUICKEST:
        raise Conflict(
            _("That was quicker than anybody types. Wait a moment, then press the button once more."), code="form_quick"
        )
    return key


def count(attempt: Attempt, *, at: datetime) -> None:
    """Before anything is kept. Raises TooMany."""
    for scope, who, per, most in attempt.budgets:
        limit_attempts(scope, who, at=at, per=per, most=most, sentence=_CALL)


def forgive(attempt: Attempt, *, at: datetime) -> None:
    """It was a mistake in a field, not one more request."""
    for scope, who, per, _most in attempt.budgets:
        forgive_attempt(scope, who, at=at, per=per)


def refuse_machine() -> TooMany:
    """The field that nobody sees was filled in. It says what a flood is told, and no more."""
    return TooMany(_CALL)
