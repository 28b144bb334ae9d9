"""What happened to incidents, and to tickets because of them, as sentences."""

from collections.abc import Mapping

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from console.teller import Teller, Telling
from tickets.categories import Category


def _title(e: Teller) -> str:
    return str(e.data["title_zh" if (get_language() or "").startswith("zh") else "title"])


def _declared(e: Teller) -> str:
    return e.say(
        _("%(who)s declared the incident: %(category)s, since %(time)s."),
        category=e.word("category", Category),
        time=e.moment("started_at"),
    )


def _updated(e: Teller) -> str:
    count = int(e.data["tickets"])
    if e.data["final"]:
        words = ngettext(
            "%(who)s wrote the last update for %(count)d ticket.",
            "%(who)s wrote the last update for %(count)d tickets.",
            count,
        )
    else:
        words = ngettext(
            "%(who)s wrote an update for %(count)d ticket.", "%(who)s wrote an update for %(count)d tickets.", count
        )
    return e.say(words, count=count)


def _attached(e: Teller) -> str:
    if e.data["by_rule"]:
        return _("The ticket belongs to the incident “%(title)s”; its clocks run on.") % {"title": _title(e)}
    words = _("%(who)s attached the ticket to the incident “%(title)s”: “%(reason)s” Its clocks run on.")
    return e.say(words, title=_title(e), reason=e.data["reason"])


def _detached(e: Teller) -> str:
    words = _("%(who)s detached the ticket from the incident “%(title)s”: “%(reason)s”")
    return e.say(words, title=_title(e), reason=e.data["reason"])


INCIDENT_SENTENCES: Mapping[str, Telling] = {
    "incident.declared": _declared,
    "incident.updated": _updated,
    "incident.solved": lambda e: e.say(_("%(who)s marked the incident as solved.")),
    "incident.ticket_attached": _attached,
    "incident.ticket_detached": _detached,
}
