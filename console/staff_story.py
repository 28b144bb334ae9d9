"""What happened to accounts, as sentences."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from accounts.models import Presence, Role, Scope, Takes
from console.teller import Teller, Telling
from core.errors import Sentence
from core.timewords import moment_words
from tickets.categories import Category, Language

FIELDS: Mapping[str, Sentence] = {
    "name": gettext_lazy("name"),
    "role": gettext_lazy("role"),
    "team": gettext_lazy("team"),
    "skills": gettext_lazy("skills"),
    "languages": gettext_lazy("languages"),
    "zone": gettext_lazy("time zone"),
    "takes": gettext_lazy("takes"),
}
CHOICES = {"role": Role, "skills": Category, "languages": Language, "takes": Takes, "scopes": Scope}


def listed(words: list[str]) -> str:
    """Several words as one; a dash for none."""
    return pgettext("between the items of a list", ", ").join(words) or "–"


def _word(field: str, value: Any) -> str:
    """A value as it is told: choices by their labels, a list as one."""
    choices = CHOICES.get(field)
    if isinstance(value, list):
        return listed([_word(field, each) for each in value])
    known = choices is not None and value in choices.values
    return str(choices(value).label) if choices is not None and known else str(value) or "–"


def _changed(e: Teller) -> str:
    parts = [
        _("%(field)s from %(before)s to %(after)s")
        % {
            "field": FIELDS.get(name, name),
            "before": _word(name, e.data["before"].get(name, "")),
            "after": _word(name, value),
        }
        for name, value in e.data["after"].items()
    ]
    return e.say(_("%(who)s changed the account: %(changes)s."), changes=pgettext("between changes", "; ").join(parts))


def _presence(e: Teller) -> str:
    return e.say(
        _("%(who)s is now: %(presence)s, takes %(takes)s."),
        presence=e.word("after", Presence),
        takes=_word("takes", list(e.data["takes"])),
    )


def _quiet(e: Teller) -> str:
    if not e.data["quiet_from"]:
        return e.say(_("%(who)s ended the quiet hours."))
    return e.say(
        _("%(who)s set the quiet hours: %(start)s–%(end)s."), start=e.data["quiet_from"], end=e.data["quiet_until"]
    )


def _token_made(e: Teller) -> str:
    day = moment_words(datetime.fromisoformat(e.data["expires_at"]), zone=None, now=e.at, style="date")
    return e.say(
        _("%(who)s made the token %(key)s, until %(day)s: %(scopes)s."),
        key=e.data["token_key"],
        day=day,
        scopes=_word("scopes", list(e.data["scopes"])),
    )


STAFF_SENTENCES: Mapping[str, Telling] = {
    "staff.created": lambda e: e.say(_("%(who)s made the account: %(role)s."), role=e.word("role", Role)),
    "staff.changed": _changed,
    "staff.disabled": lambda e: e.say(_("%(who)s disabled the account.")),
    "staff.enabled": lambda e: e.say(_("%(who)s enabled the account.")),
    "staff.signed_out": lambda e: e.say(_("%(who)s ended all sessions.")),
    "staff.second_factor_reset": lambda e: e.say(
        _("%(who)s reset the second factor: “%(reason)s”"), reason=e.data["reason"]
    ),
    "staff.presence_changed": _presence,
    "staff.quiet_hours_set": _quiet,
    "token.created": _token_made,
    "token.revoked": lambda e: e.say(_("%(who)s revoked the token %(key)s."), key=e.data["token_key"]),
    "complaint.register_exported": lambda e: e.say(_("%(who)s exported the complaint register.")),
    "customer.searched": lambda e: e.say(_("%(who)s looked for a person by an exact contact or account id.")),
}
