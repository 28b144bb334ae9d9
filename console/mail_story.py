"""What happened by mail, as sentences, and what is shown beside a message that came by mail."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from channels.mail.models import ReceivedMail
from console.teller import Teller, Telling
from core.numbers import grouped
from tickets.models import Message


def about_mail(message: Message) -> dict[str, Any]:
    """Whether the sender was proven, the whole text behind its fold, how many files were too many. Nothing for other messages."""
    mail: ReceivedMail | None = getattr(message, "mail", None)
    if mail is None:
        return {"full": message.full}
    checks = [("SPF", mail.spf), ("DKIM", mail.dkim), ("DMARC", mail.dmarc)]
    left_out = ngettext("%(count)d file was left out", "%(count)d files were left out", mail.left_out)
    return {
        "full": message.full,
        "sender": {
            "icon": "badge-check" if mail.verified else "badge-alert",
            "words": _("Sender verified") if mail.verified else _("Sender not verified"),
            "checks": " · ".join(f"{name} {said}" for name, said in checks if said),
        },
        "left_out": left_out % {"count": mail.left_out} if mail.left_out else "",
    }


def _bounced(e: Teller) -> str:
    if e.data["suppressed"]:
        return e.say(
            _("Our mail came back for good (%(status)s): nothing more is mailed to this address."),
            status=e.data["status"],
        )
    return e.say(_("Our mail came back (%(status)s); the next one is tried all the same."), status=e.data["status"] or "–")


MAIL_SENTENCES: Mapping[str, Telling] = {
    "mail.claimed": lambda e: e.say(
        _(
            "The mail says that it belongs to ticket %(number)s. Its sender is not proven to be that ticket's customer, so it stands "
            "here by itself."
        ),
        number=grouped(e.data["number"]),
    ),
    "mail.automatic": lambda _e: _("The customer's mail program answered automatically; that changes nothing."),
    "mail.bounced": _bounced,
    "mail.allowed_again": lambda e: (
        _("A mail came from the customer's address: we mail there again.")
        if e.data["cause"] == "mail"
        else e.say(_("%(who)s lets us mail to the customer's address again."))
    ),
}
