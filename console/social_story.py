"""What happened on networks and with what they brought, as sentences."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from console.teller import Teller, Telling
from core.secrets.words import kind_words
from tickets.categories import ChannelKind


def _secret(e: Teller) -> str:
    kinds = ", ".join(kind_words(each) for each in e.data["kinds"])
    return e.say(
        _("A message of the customer held a secret (%(kinds)s): it was taken out and kept nowhere."), kinds=kinds
    )


def _undelivered(e: Teller) -> str:
    channel = e.word("channel", ChannelKind)
    if e.data["reason"] == "blocked":
        return e.say(_("The customer blocked us on %(channel)s: answers do not arrive there."), channel=channel)
    return e.say(_("An answer did not reach the customer on %(channel)s."), channel=channel)


def _fetched(e: Teller) -> str:
    count, missing = e.data["count"], e.data["missing"]
    if missing:
        return _("Of the files of a message %(count)s came and %(missing)s could not be had.") % {
            "count": count,
            "missing": missing,
        }
    return ngettext("%(count)s file of a message came.", "%(count)s files of a message came.", count) % {"count": count}


SOCIAL_SENTENCES: Mapping[str, Telling] = {
    "ticket.secret_removed": _secret,
    "ticket.answer_undelivered": _undelivered,
    "ticket.files_wanted": lambda e: e.say(
        _("A message came with files by %(channel)s."), channel=e.word("channel", ChannelKind)
    ),
    "ticket.files_fetched": _fetched,
    "ticket.customer_identified": lambda _e: _("A one-time code showed whose ticket this is."),
    "customer.handle_linked": lambda e: e.say(
        _("The customer connected an account on %(channel)s."), channel=e.word("channel", ChannelKind)
    ),
}
