"""The short code of a message in the box "is this really us?": did you really send me this?"""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from core.timewords import moment_words, zone_words
from notifications.codes import MessageFacts, answer_code
from tickets.categories import ChannelKind


def code_row(pasted: str, at: datetime) -> dict[str, Any] | None:
    """The answer about a code, as portal/_official_answer.html shows it; None for what is none."""
    answer = answer_code(pasted)
    if answer is None:
        return None
    if answer.sent is None:
        sentence = _("We sent no message with this code. Do not rely on what it says.")
        return _row("not_ours", "risk", answer.code, sentence)
    return _row("official", "ok", answer.code, _sent(answer.sent, at)) | {
        "official": True,
        "careful": _(
            "A code can be copied into another message. Compare the address, the time and the ticket with yours."
        ),
    }


def _row(state: str, tone: str, shown: str, sentence: str) -> dict[str, Any]:
    return {"state": state, "tone": tone, "shown": shown, "sentence": sentence, "official": False, "channels": []}


def _sent(found: MessageFacts, at: datetime) -> str:
    zone = settings.OPERATOR["zone"]
    facts = {
        "way": ChannelKind(found.channel).label,
        "time": moment_words(found.sent_at, zone=zone, now=at, style="full"),
        "zone": zone_words(zone, at=found.sent_at),
        "address": found.address,
        "number": found.number,
    }
    if not found.address:
        sentence = _(
            "We sent a message with this code by %(way)s on %(time)s (%(zone)s), about the ticket that ends in %(number)s."
        )
    elif found.number:
        sentence = _(
            "We sent a message with this code to %(address)s on %(time)s (%(zone)s), about the ticket that ends in %(number)s."
        )
    else:
        sentence = _("We sent a message with this code to %(address)s on %(time)s (%(zone)s).")
    return sentence % facts
