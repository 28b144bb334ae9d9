"""What an agent is shown where a customer wrote a secret: its kinds, and what to tell; never the secret."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from core.secrets import OPENS_WALLET
from core.secrets.words import kind_words
from outbox.models import Event


def secret_note(events: Iterable[Event]) -> dict[str, str] | None:
    """Tone, kinds and the words for the customer, from the ticket's history; None where nothing was taken out."""
    told = [each for each in events if each.name == "ticket.secret_removed"]
    kinds = list(dict.fromkeys(kind for each in told for kind in each.data["kinds"]))
    if not kinds:
        return None
    words = ", ".join(kind_words(each) for each in kinds)
    if OPENS_WALLET.intersection(kinds):
        tell = _("Tell the customer: move your funds to a new wallet now. This secret is burnt, whoever asked for it.")
        return {"tone": "risk", "kinds": words, "tell": tell}
    tell = _("Tell the customer: change it now. We never ask for it, and we have not kept it.")
    return {"tone": "accent", "kinds": words, "tell": tell}
