"""The short code of a message in the box "is this really us?": did you really send me this?"""

import re
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from core import message_codes
from core.text import fold
from core.timewords import moment_words, zone_words
from notifications.codes import MessageFacts, find_message_code

# Letters and figures, as a code has them; figures alone may be a telephone number and must be found to be one.
_SHAPE = re.compile(r"(?=.*[a-z])(?=.*\d)[a-z0-9]{4}-[a-z0-9]{4}", re.IGNORECASE)


def code_row(pasted: str, at: datetime) -> dict[str, Any] | None:
    """The answer about a code, as portal/_official_answer.html shows it; None for what is none."""
    typed = fold(pasted[:60]).strip()
    code = message_codes.read(typed)
    found = find_message_code(code) if code else None
    if found:
        return _row("official", "ok", found.code, _sent(found, at)) | {
            "official": True,
            "careful": _(
                "A code can be copied into another message. Compare the address, the time and the ticket with yours."
            ),
        }
    if code and _SHAPE.fullmatch(typed):
        return _row("not_ours", "risk", code, _("We sent no message with this code. Do not rely on what it says."))
    return None


def _row(state: str, tone: str, shown: str, sentence: str) -> dict[str, Any]:
    return {"state": state, "tone": tone, "shown": shown, "sentence": sentence, "official": False, "channels": []}


def _sent(found: MessageFacts, at: datetime) -> str:
    zone = settings.OPERATOR["zone"]
    facts = {
        "time": moment_words(found.sent_at, zone=zone, now=at, style="full"),
        "zone": zone_words(zone, at=found.sent_at),
        "address": found.address,
        "number": found.number,
    }
    if found.number:
        sentence = _(
            "We sent a message with this code to %(address)s on %(time)s (%(zone)s), about the ticket that ends in %(number)s."
        )
    else:
        sentence = _("We sent a message with this code to %(address)s on %(time)s (%(zone)s).")
    return sentence % facts
