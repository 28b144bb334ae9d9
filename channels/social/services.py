"""The verb of a contact that somebody of ours read on a network."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from channels.conversing import Account, account_row
from channels.inbound import InboundMessage, Sender
from channels.policies import require_staff
from channels.services import Accepted, accept
from channels.social.platforms import Platform
from core.errors import InvalidInput
from core.text import clean_line
from outbox.actors import Acting
from tickets.categories import Category
from tickets.services.conversation import note_of_origin
from tickets.services.intake import checked_choice

LONGEST_HANDLE = 60
LONGEST_LINK = 500


@transaction.atomic
def log_contact(
    *,
    platform: str,
    handle: str,
    link: str,
    said: str,
    category: str,
    language: str,
    key: str,
    by: Acting,
    at: datetime,
) -> Accepted:
    """A ticket of what somebody wrote elsewhere, once for each key; a note keeps where it was read and by whom it was written down.

    The account is never joined with one that a network vouches for: a handle that was typed proves nothing.
    """
    agent = require_staff(by)
    chosen = Platform.of(platform)
    if chosen is None:
        raise InvalidInput(fields={"platform": _("Choose where you read it.")})
    shown = clean_line(handle, field="handle", limit=LONGEST_HANDLE, required=True)
    place = clean_line(link, field="link", limit=LONGEST_LINK)
    if place and not place.startswith(("https://", "http://")):
        raise InvalidInput(fields={"link": _("A link begins with https://.")})
    account = Account(chosen.kind, f"hand:{platform}:{shown.lstrip('@').lower()}", shown, shown.lstrip("@"), language)
    row = account_row(account, at=at)
    taken = accept(
        inbound=InboundMessage(
            kind=chosen.kind,
            source_id=f"hand:{key}",
            sender=Sender(name=row.customer.name),
            customer=row.customer,
            body=said,
            category=checked_choice("category", category, Category),
            language=language,
        ),
        at=at,
    )
    if taken.new:
        facts = {"platform": chosen.label, "handle": shown, "link": place}
        note = _("Written down by hand: %(platform)s, %(handle)s. %(link)s") % facts
        note_of_origin(ticket=taken.ticket, body=note.strip(), by=agent, at=at)
    return taken
